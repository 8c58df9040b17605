"""What is said of each kind of notice, and which page it leads to.

A sentence takes its words from the facts of the notice, in the reader's language.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from eduportal.notices.data_words import DATA_WORDS
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.wording import Words

SHEETS = "grades:marksheet-list"
SHEET = "grades:marksheet-edit"
CLASS = "grades:class-detail"
CLASS_YEAR = "grades:class-year"
HOMEROOM = "grades:homeroom"
AGAIN = "grades:again-sheet"
STUDENT = "grades:student"
STUDENTS = "students:student-list"
LEAVERS = "students:leavers"
NODES = "exchange:node-list"
FIGURES = "dashboards:figures-check"
AMENDMENT = "grades:amendment"
REVIEW = "grades:review"
QUESTION = "grades:question"
DECLARATION = "staffing:declaration"
STAFF_REVIEW = "staffing:review"
STANDARD = "staffing:qualification"
PLAN_LINE = "staffing:plan-line"
RETURN = "collecting:answers"

WORDS: dict[str, Words] = {
    NoticeKind.RETURN_ASKED: Words(
        _("You are asked for figures: %(title)s"), RETURN, "edit", _("Last day to hand in: %(day)s")
    ),
    NoticeKind.RETURN_REMINDED: Words(
        _("Please hand in the figures: %(title)s"),
        RETURN,
        "bell",
        _("Last day to hand in: %(day)s"),
    ),
    NoticeKind.RETURN_BACK: Words(
        _("Figures are back with you to be corrected: %(title)s"),
        RETURN,
        "undo",
        _("The reason stands at the answer"),
    ),
    NoticeKind.RETURNED: Words(_("%(subject)s %(class)s was returned"), SHEET, "undo"),
    NoticeKind.SENT_BACK: Words(
        _("%(subject)s %(class)s is back with you: %(student)s has empty cells"),
        SHEET,
        "undo",
        _("In the class since %(day)s"),
        safe=_("%(subject)s %(class)s is back with you: a student who came has empty cells"),
    ),
    NoticeKind.LACKING: Words(
        ngettext_lazy(
            "Class %(class)s: %(count)d student who came has empty cells on approved sheets",
            "Class %(class)s: %(count)d students who came have empty cells on approved sheets",
            "count",
        ),
        CLASS,
        "warn",
        _("To be looked at before the class is sealed"),
    ),
    NoticeKind.APPROVED: Words(_("%(subject)s %(class)s was approved"), SHEET, "check"),
    NoticeKind.SEALED: Words(
        _("Class %(class)s was sealed"),
        SHEETS,
        "lock",
        _("Term %(number)s, %(year)s: its marks are final"),
    ),
    NoticeKind.COMMENT_BACK: Words(
        ngettext_lazy(
            "Class %(class)s: %(count)d comment came back to you",
            "Class %(class)s: %(count)d comments came back to you",
            "count",
        ),
        HOMEROOM,
        "undo",
        _("The reason stands at each comment"),
    ),
    NoticeKind.YEAR_PROPOSED: Words(
        _("Class %(class)s: the proposals for the end of the year are with you"),
        CLASS_YEAR,
        "check",
    ),
    NoticeKind.YEAR_RETURNED: Words(
        _("Class %(class)s: the proposals for the end of the year came back"), CLASS_YEAR, "undo"
    ),
    NoticeKind.AGAIN_GIVEN: Words(_("You enter the re-assessment of %(subject)s"), AGAIN, "book"),
    NoticeKind.REMINDER: Words(
        _("Please hand in %(subject)s %(class)s"),
        SHEET,
        "bell",
        _("Last day of mark entry: %(day)s"),
    ),
    NoticeKind.STUDENT_CAME: Words(
        _("%(student)s has come to class %(class)s"),
        STUDENT,
        "user",
        _("From %(day)s"),
        safe=_("A student has come to class %(class)s"),
    ),
    NoticeKind.STUDENTS_CAME: Words(
        ngettext_lazy(
            "%(count)d student has come to class %(class)s",
            "%(count)d students have come to class %(class)s",
            "count",
        ),
        STUDENTS,
        "users",
    ),
    NoticeKind.STUDENT_LEFT: Words(
        _("%(student)s has left class %(class)s"),
        SHEETS,
        "absent",
        _("From %(day)s; the marks stay, nothing more is to be entered"),
        safe=_("A student has left class %(class)s"),
    ),
    NoticeKind.STUDENTS_LEFT: Words(
        ngettext_lazy(
            "%(count)d student has left class %(class)s",
            "%(count)d students have left class %(class)s",
            "count",
        ),
        STUDENTS,
        "users",
    ),
    NoticeKind.LESSONS_GIVEN: Words(
        _("You teach %(subject)s in class %(class)s"), SHEETS, "book", _("From %(day)s")
    ),
    NoticeKind.LESSONS_ENDED: Words(
        _("You no longer teach %(subject)s in class %(class)s"), SHEETS, "book", _("From %(day)s")
    ),
    NoticeKind.STANDS_IN: Words(
        _("You stand in for %(person)s: %(subject)s, class %(class)s"),
        SHEETS,
        "users",
        _("From %(day)s to %(until)s"),
        safe=_("You stand in: %(subject)s, class %(class)s"),
    ),
    NoticeKind.HAS_SUBSTITUTE: Words(
        _("%(person)s stands in for you: %(subject)s, class %(class)s"),
        SHEETS,
        "users",
        _("From %(day)s to %(until)s"),
        safe=_("A colleague stands in for you: %(subject)s, class %(class)s"),
    ),
    NoticeKind.HOMEROOM_GIVEN: Words(
        _("You are the homeroom teacher of class %(class)s"), STUDENTS, "users", _("From %(day)s")
    ),
    NoticeKind.HOMEROOM_ENDED: Words(
        _("You are no longer the homeroom teacher of class %(class)s"),
        STUDENTS,
        "users",
        _("From %(day)s"),
    ),
    NoticeKind.NODE_SILENT: Words(
        ngettext_lazy(
            "%(name)s, which serves %(count)d school, is silent",
            "%(name)s, which serves %(count)d schools, is silent",
            "count",
        ),
        NODES,
        "warn",
        _("Last heard on %(day)s"),
    ),
    NoticeKind.FIGURES_DIFFER: Words(
        _("Figures that differed from the records: %(count)d"), FIGURES, "warn"
    ),
    NoticeKind.AMEND_CONFIRM: Words(
        _("%(subject)s %(class)s: an amendment waits for you to confirm it"),
        AMENDMENT,
        "edit",
        _("Request %(number)s after sealing"),
    ),
    NoticeKind.AMEND_APPROVE: Words(
        _("%(subject)s %(class)s: an amendment waits for your approval"),
        AMENDMENT,
        "edit",
        _("Request %(number)s after sealing"),
    ),
    NoticeKind.AMEND_QUESTION: Words(
        _("%(subject)s %(class)s: a question about your amendment"),
        AMENDMENT,
        "undo",
        _("Request %(number)s after sealing"),
    ),
    NoticeKind.AMEND_WRITTEN: Words(
        _("%(subject)s %(class)s: the amendment is written and sent again"),
        AMENDMENT,
        "check",
        _("Request %(number)s after sealing"),
    ),
    NoticeKind.AMEND_REFUSED: Words(
        _("%(subject)s %(class)s: the amendment was refused"),
        AMENDMENT,
        "undo",
        _("Request %(number)s after sealing"),
    ),
    NoticeKind.AMEND_GONE: Words(
        _("%(subject)s %(class)s: the amendment is not pursued"),
        AMENDMENT,
        "history",
        _("Request %(number)s after sealing"),
    ),
    NoticeKind.REVIEW_ASKED: Words(
        _("%(subject)s %(class)s: marks are to be looked at again"),
        REVIEW,
        "edit",
        _("The request came in on %(day)s"),
    ),
    NoticeKind.REVIEW_ENDED: Words(
        _("%(subject)s %(class)s: marks were looked at again"),
        REVIEW,
        "check",
        _("The request came in on %(day)s"),
    ),
    NoticeKind.MARKS_ASKED: Words(
        _("%(subject)s %(class)s: a question about your entries"), QUESTION, "info"
    ),
    NoticeKind.MARKS_ANSWERED: Words(
        _("%(subject)s %(class)s: the question about the entries has an answer"), QUESTION, "check"
    ),
    NoticeKind.OPENING_ASKED: Words(
        _("%(subject)s %(class)s: locked cells are asked to be opened again"),
        SHEET,
        "lock",
        _("Typed and not saved: %(count)s, in %(columns)s"),
    ),
    NoticeKind.LEAVERS_UNKNOWN: Words(
        ngettext_lazy(
            "Of %(count)d leaver of grade %(grade)s nothing is known yet",
            "Of %(count)d leavers of grade %(grade)s nothing is known yet",
            "count",
        ),
        LEAVERS,
        "bell",
        _("Last day: %(day)s"),
    ),
    NoticeKind.STAFF_RETURNED: Words(
        _("The declaration of staff %(year)s came back"),
        DECLARATION,
        "undo",
        _("The answers stand at each line"),
    ),
    NoticeKind.STAFF_CHECKED: Words(
        _("The declaration of staff %(year)s was checked and agreed"), DECLARATION, "check"
    ),
    NoticeKind.STAFF_DECIDED: Words(
        _("The declaration of staff %(year)s was decided"), DECLARATION, "lock"
    ),
    NoticeKind.STAFF_DECLARE: Words(
        _("Please declare the staff of %(year)s"), DECLARATION, "bell", _("Last day: %(day)s")
    ),
    NoticeKind.STAFF_OBJECT: Words(
        _("The declaration of staff %(year)s can still be objected to"),
        DECLARATION,
        "bell",
        _("Last day: %(day)s"),
    ),
    NoticeKind.STAFF_CHECK: Words(
        ngettext_lazy(
            "%(count)d declaration of staff %(year)s waits for you",
            "%(count)d declarations of staff %(year)s wait for you",
            "count",
        ),
        STAFF_REVIEW,
        "bell",
        _("Last day: %(day)s"),
    ),
    NoticeKind.STAFF_SERVICE: Words(
        _("%(name)s: the service owed for training ends"),
        STANDARD,
        "bell",
        _("Last day: %(day)s"),
        safe=_("A service owed for training ends"),
    ),
    NoticeKind.MOVE_PROPOSED: Words(
        _("A plan of the Department concerns you: %(school)s"),
        PLAN_LINE,
        "exchange",
        _("The reasons stand there; you may object"),
        safe=_("A plan of the Department concerns you"),
    ),
    NoticeKind.MOVE_ANSWERED: Words(_("Your objection has an answer"), PLAN_LINE, "check"),
    NoticeKind.MOVE_DECIDED: Words(
        _("There is a decision about your place of work: %(school)s"),
        PLAN_LINE,
        "book",
        safe=_("There is a decision about your place of work"),
    ),
} | DATA_WORDS
