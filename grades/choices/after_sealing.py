"""Codes of what may follow on sealed marks: amendments, requests to look again, questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AmendmentState(models.TextChoices):
    """Where a request to change sealed marks stands.

    Vietnamese: chờ chủ nhiệm xác nhận → chờ hiệu trưởng duyệt → (chờ Sở duyệt) → đã ghi. In
    APPROVED it stands only within the transaction that writes the marks.
    """

    ASKED = "asked", _("waits for confirmation")
    QUESTIONED = "questioned", _("a question waits for an answer")
    CONFIRMED = "confirmed", _("waits for the head")
    ENDORSED = "endorsed", _("waits for the Department")
    APPROVED = "approved", _("approved")
    WRITTEN = "written", _("written")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OVERTAKEN = "overtaken", _("overtaken")


_ENDS = {AmendmentState.REFUSED, AmendmentState.WITHDRAWN, AmendmentState.OVERTAKEN}
# state -> the states that may follow.
AMENDMENT_EDGES: dict[AmendmentState, frozenset[AmendmentState]] = {
    AmendmentState.ASKED: frozenset({AmendmentState.CONFIRMED, AmendmentState.QUESTIONED, *_ENDS}),
    AmendmentState.QUESTIONED: frozenset({AmendmentState.ASKED, *_ENDS}),
    AmendmentState.CONFIRMED: frozenset(
        {
            AmendmentState.ENDORSED,
            AmendmentState.APPROVED,
            AmendmentState.QUESTIONED,
            *_ENDS,
        }
    ),
    AmendmentState.ENDORSED: frozenset(
        {AmendmentState.APPROVED, AmendmentState.QUESTIONED, *_ENDS}
    ),
    AmendmentState.APPROVED: frozenset({AmendmentState.WRITTEN}),
}


class AmendmentCause(models.TextChoices):
    """Why a sealed mark is wrong: nhập nhầm, chấm lại, kiểm tra bù, theo quyết định khác."""

    MISTYPED = "mistyped", _("entered wrongly")
    REMARKED = "remarked", _("marked again")
    MAKE_UP = "make_up", _("make-up test")
    DECIDED = "decided", _("another decision")


class AmendmentStepKind(models.TextChoices):
    """One step of an amendment."""

    ASK = "ask", _("asked")
    CONFIRM = "confirm", _("confirmed")
    APPROVE = "approve", _("approved")
    ENDORSE = "endorse", _("approved by the Department")
    QUESTION = "question", _("asked back")
    ANSWER = "answer", _("answered")
    REFUSE = "refuse", _("refused")
    WITHDRAW = "withdraw", _("withdrawn")
    OVERTAKE = "overtake", _("overtaken")
    WRITE = "write", _("written and sealed anew")


class ReviewState(models.TextChoices):
    """What came of a request to look at marks again."""

    OPEN = "open", _("to be looked at")
    STAYS = "stays", _("the marks stay")
    CHANGED = "changed", _("changed on the sheet")
    AMENDED = "amended", _("an amendment was asked for")


class SignalKind(models.TextChoices):
    """What is worth a question: of what a sheet holds, and of how it was filled."""

    ALL_EQUAL = "all_equal", _("a column of equal marks")
    COPIED = "copied", _("a column repeats another")
    ZEROS = "zeros", _("several marks of 0")
    LOWER = "lower", _("end-of-term marks far below the regular ones")
    HIGHER = "higher", _("end-of-term marks far above the regular ones")
    LATE = "late", _("many changes just before the last day")
    NIGHT = "night", _("entries outside working hours")
    OTHERS = "others", _("entries by an account that does not teach the subject")
    RETYPED = "retyped", _("marks deleted and entered otherwise")


class QuestionState(models.TextChoices):
    """Where a question stands: open → asked → answered → settled; the Department may ask again."""

    OPEN = "open", _("not asked yet")
    ASKED = "asked", _("waits for the teacher")
    ANSWERED = "answered", _("answered")
    SETTLED = "settled", _("settled")


class QuestionStepKind(models.TextChoices):
    """One step of a question."""

    ASK = "ask", _("asked the teacher")
    ANSWER = "answer", _("answered")
    SETTLE = "settle", _("settled")
    BACK = "back", _("the Department asked the school")
