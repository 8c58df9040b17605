"""What is said between schools and offices: staff, plans, leavers, nodes, returns and tasks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.saying import Words

SHEET = "grades:marksheet-edit"
LEAVERS = "students:leavers"
NODES = "exchange:node-list"
DECLARATION = "staffing:declaration"
STAFF_REVIEW = "staffing:review"
STANDARD = "staffing:qualification"
PLAN_LINE = "staffing:plan-line"
TASK = "todo:task"
RETURN = "collecting:answers"

OFFICE_WORDS: dict[str, Words] = {
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
    NoticeKind.TASK_ASKED: Words(
        _("Task: %(task)s"), TASK, "check", _("Last day: %(day)s"), safe=_("A task for you")
    ),
    NoticeKind.TASK_DUE: Words(
        _("To be answered: %(task)s"),
        TASK,
        "bell",
        _("Last day: %(day)s"),
        safe=_("A task waits for your answer"),
    ),
    NoticeKind.TASK_ANSWERED: Words(
        _("Answered: %(task)s"), TASK, "check", safe=_("A task has an answer")
    ),
    NoticeKind.TASK_BACK: Words(
        _("Sent back: %(task)s"),
        TASK,
        "undo",
        _("Last day: %(day)s"),
        safe=_("A task came back to you"),
    ),
    NoticeKind.TASK_CLOSED: Words(_("Closed: %(task)s"), TASK, "lock", safe=_("A task is closed")),
    NoticeKind.TASK_ZERO: Words(
        _("Can be closed, its number is 0: %(task)s"),
        TASK,
        "check",
        safe=_("The number of a task has reached 0"),
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
}
