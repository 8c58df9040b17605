"""Settings of the decisions on students who get no level (Điều 7, 9, 11)."""

from dataclasses import dataclass
from enum import StrEnum

from grades.rules.settings import Tag, gettext_noop, setting

_ = gettext_noop


class Undecided(StrEnum):
    """What becomes of a student without a level on whom nobody has decided."""

    WAIT = "wait"
    NO_LEVEL = "no_level"


@dataclass(frozen=True)
class DecisionReadings:
    """Which decisions there are before a class is sealed, and for what sealing waits."""

    undecided: Undecided = setting(
        Undecided.WAIT,
        "Đ9 k2",
        _("What becomes of a student without a level on whom the head has not decided?"),
        Tag.UNCONFIRMED,
        words={
            "wait": _("the class is not sealed before"),
            "no_level": _("the student is sealed without a level"),
        },
    )
    make_up_waits: bool = setting(
        True,
        "Đ7 k4",
        _("Does sealing wait for a make-up test that is still to come?"),
        Tag.UNCONFIRMED,
        source="S19",
    )
    zero_by_decision: bool = setting(
        True,
        "Đ7 k5",
        _("May the head decide that a periodic mark missed without a make-up is 0 (Chưa đạt)?"),
        Tag.UNCONFIRMED,
        source="S19",
    )
    level_by_decision: bool = setting(
        True,
        "Đ11",
        _("May the head give a level where too few subjects are assessed for the table?"),
        Tag.DERIVED,
        source="S9",
    )
