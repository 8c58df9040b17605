"""Settings of single subjects: how many marks, their weights, what a gap means (Điều 6, 7, 9)."""

from dataclasses import dataclass
from enum import StrEnum

from grades.rules.settings import Tag, gettext_noop, setting

_ = gettext_noop


class Rounding(StrEnum):
    """What happens to an average exactly halfway between two tenths."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class MakeUpWithin(StrEnum):
    """Until when a missed periodic assessment can be made up (Điều 7 khoản 4)."""

    TERM = "term"
    YEAR = "year"


class ExemptCell(StrEnum):
    """What M in a single cell means (Điều 11 is about exempted parts of a subject)."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave_out"


class WithoutFirstTerm(StrEnum):
    """The year average of a student who has no first term."""

    PENDING = "pending"
    SECOND_TERM = "second_term"


@dataclass(frozen=True)
class MarkReadings:
    """How the marks of one subject become its results."""

    few_periods: int = setting(
        35,
        "Đ6 k2",
        _("Up to how many periods a year does a scored subject count as a small one?"),
        Tag.READ,
        source="S2, R8",
        unit="periods",
        between=(1, 400),
    )
    medium_periods: int = setting(
        70,
        "Đ6 k2",
        _("Up to how many periods a year does a scored subject count as a medium one?"),
        Tag.READ,
        source="S2",
        unit="periods",
        between=(1, 400),
    )
    regular_below_few: int = setting(
        2,
        "Đ6 k2",
        _("How many regular marks a term in a subject with fewer periods than a small one?"),
        Tag.DERIVED,
        source="R8",
        between=(1, 5),
    )
    regular_few: int = setting(
        2,
        "Đ6 k2",
        _("How many regular marks a term in a small subject?"),
        Tag.READ,
        source="S2",
        between=(1, 5),
    )
    regular_medium: int = setting(
        3,
        "Đ6 k2",
        _("How many regular marks a term in a medium subject?"),
        Tag.READ,
        source="S2",
        between=(1, 5),
    )
    regular_many: int = setting(
        4,
        "Đ6 k2",
        _("How many regular marks a term in a large subject?"),
        Tag.READ,
        source="S2",
        between=(1, 5),
    )
    regular_commented: int = setting(
        2,
        "Đ6 k2",
        _("How many regular results a term in a comment-only subject?"),
        Tag.READ,
        source="S2",
        between=(1, 5),
    )
    topic_is_extra: bool = setting(
        True,
        "Đ6 k3",
        _("Is the mark of the study topics added to the regular marks, not one of them?"),
        Tag.UNCONFIRMED,
        source="S24a",
        point="A3",
    )
    missing_topic_blocks: bool = setting(
        False,
        "Đ6 k3",
        _("Does a subject wait for its average while the mark of the study topics is empty?"),
        Tag.UNCONFIRMED,
        point="A3",
    )
    absence_settles: bool = setting(
        True,
        "Đ7 k5",
        _("Does a periodic mark missed without a make-up become 0 (Chưa đạt without marks)?"),
        Tag.UNCONFIRMED,
        source="S19",
    )
    make_up_within: MakeUpWithin = setting(
        MakeUpWithin.TERM,
        "Đ7 k4",
        _("Until when can a missed periodic assessment be made up?"),
        Tag.UNCONFIRMED,
        source="S19",
        words={"term": _("the end of the term"), "year": _("the end of the school year")},
    )
    exempt_cell: ExemptCell = setting(
        ExemptCell.REFUSE,
        "Đ11",
        _("What becomes of M (exempt) in a single cell?"),
        Tag.UNCONFIRMED,
        point="A15",
        words={
            "refuse": _("it is refused; only a whole subject can be exempt"),
            "leave_out": _("the cell is left out of the count, by the head's decision"),
        },
    )
    regular_weight: int = setting(
        1,
        "Đ9 k1 đb",
        _("What is the weight of a regular mark?"),
        Tag.READ,
        source="S5",
        between=(1, 9),
    )
    midterm_weight: int = setting(
        2,
        "Đ9 k1 đb",
        _("What is the weight of the mid-term mark?"),
        Tag.READ,
        source="S5",
        between=(1, 9),
    )
    final_weight: int = setting(
        3,
        "Đ9 k1 đb",
        _("What is the weight of the end-of-term mark?"),
        Tag.READ,
        source="S5",
        between=(1, 9),
    )
    term1_weight: int = setting(
        1,
        "Đ9 k1 đb",
        _("What is the weight of the first term in the year's average?"),
        Tag.READ,
        source="S5",
        between=(1, 9),
    )
    term2_weight: int = setting(
        2,
        "Đ9 k1 đb",
        _("What is the weight of the second term in the year's average?"),
        Tag.READ,
        source="S5",
        between=(1, 9),
    )
    rounding: Rounding = setting(
        Rounding.HALF_UP,
        "Đ5 k3",
        _("How is an average rounded that lies exactly between two tenths?"),
        Tag.UNCONFIRMED,
        source="S1, S5",
        point="A9",
        words={"half_up": _("up (8,45 is 8,5)"), "half_even": _("to the even tenth (8,45 is 8,4)")},
    )
    missing_regular_blocks: bool = setting(
        True,
        "Đ7, Đ9",
        _("Does a subject wait for its average while a regular mark is missing?"),
        Tag.UNCONFIRMED,
        point="A4",
    )
    without_first_term: WithoutFirstTerm = setting(
        WithoutFirstTerm.PENDING,
        "Đ9 k1 đb",
        _("What is the year's average of a student without a first term?"),
        Tag.UNCONFIRMED,
        source="S23e",
        point="A11",
        words={
            "pending": _("none, until the head decides"),
            "second_term": _("the average of the second term"),
        },
    )
    outside_marks_count: bool = setting(
        True,
        "Đ6 k2",
        _("Do marks a student was given in the same term outside the portal count like own marks?"),
        Tag.UNCONFIRMED,
        source="S23e",
        point="A11",
    )
    missing_regular_fails: bool = setting(
        True,
        "Đ9 k1 đa",
        _("Is a comment-only subject Chưa đạt if a regular result is missing after the term?"),
        Tag.UNCONFIRMED,
        source="S5",
        point="A19",
    )
