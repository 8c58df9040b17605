"""What is said of notices about collections."""

from django.utils.translation import gettext_lazy as _

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.wording import Words

RETURN = "collecting:answers"

RETURN_WORDS: dict[str, Words] = {
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
}
