"""What is said of each kind of notice, and which page it leads to.

A sentence takes its words from the facts of the notice, in the reader's language.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from eduportal.notices.data_words import DATA_WORDS
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.office_words import OFFICE_WORDS
from eduportal.notices.saying import Words

SHEETS = "grades:marksheet-list"
SHEET = "grades:marksheet-edit"
CLASS = "grades:class-detail"
CLASS_YEAR = "grades:class-year"
HOMEROOM = "grades:homeroom"
AGAIN = "grades:again-sheet"
STUDENT = "grades:student"
STUDENTS = "students:student-list"
FIGURES = "dashboards:figures-check"
AMENDMENT = "grades:amendment"
REVIEW = "grades:review"
QUESTION = "grades:question"

WORDS: dict[str, Words] = {
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
    **OFFICE_WORDS,
    **DATA_WORDS,
}
