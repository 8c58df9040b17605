"""Periods a week against the norm: TT 05/2025/TT-BGDĐT, in force since 22 April 2025.

Periods are decimals, because a subject of 52 periods a year takes 1.49 a week. Where the circular
or our reading of it gives no figure the answer is None: the school states the figure, or nothing
is compared.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# Art. 5: a school year has 35 teaching weeks.
TEACHING_WEEKS = 35
# Art. 7, by the Ministry's code of the level of education: primary, lower and upper secondary.
TEACHER_NORM = {"02": Decimal(23), "03": Decimal(19), "04": Decimal(17)}
# Art. 8. Heads and vice-heads may not set reductions against these (Art. 8(3)).
MANAGER_NORM = {"head": Decimal(2), "vice_head": Decimal(4)}
# Art. 9: the homeroom teacher of a general school.
HOMEROOM = Decimal(4)
# Art. 9 to 12. The subject room and the equipment count only where no laboratory staff is there.
FIXED = {
    "group_head": Decimal(3),
    "group_deputy": Decimal(1),
    "subject_room": Decimal(3),
    "equipment": Decimal(3),
    "it_rooms": Decimal(3),
    "library": Decimal(3),
    "clerk_work": Decimal(3),
    "inclusion": Decimal(3),
    "inspection": Decimal(2),
    "council": Decimal(2),
    "probation": Decimal(2),
}
# Art. 12: not duties, so that they are not counted with them.
NO_DUTIES = frozenset({"probation", "nursing"})
MOST_DUTIES = 2
# Extra periods: at most half of the weekly norm.
MOST_EXTRA = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Load:
    """One teacher's periods a week: given to classes, taken off by duties, and the norm."""

    taught: Decimal
    reduced: Decimal
    norm: Decimal | None

    @property
    def total(self) -> Decimal:
        return self.taught + self.reduced

    @property
    def difference(self) -> Decimal | None:
        """Periods above the norm, below it when negative."""
        return None if self.norm is None else self.total - self.norm

    @property
    def state(self) -> str:
        """`cap` (more than half above the norm), `over`, `at`, `under`; empty without a norm."""
        if self.norm is None or self.difference is None:
            return ""
        if self.difference > self.norm * MOST_EXTRA:
            return "cap"
        return "over" if self.difference > 0 else "at" if self.difference == 0 else "under"


def weekly_periods(annual_periods: int) -> Decimal:
    """Periods a week of a subject, to two places."""
    return (Decimal(annual_periods) / TEACHING_WEEKS).quantize(Decimal("0.01"), ROUND_HALF_UP)


def shares(periods: Decimal, teachers: int) -> list[Decimal]:
    """The periods of a subject split evenly among its teachers; the first takes what is left."""
    if not teachers:
        return []
    each = (periods / teachers).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return [periods - each * (teachers - 1), *[each] * (teachers - 1)]


def norm_of(posts: Collection[str], share: Decimal, stage: str) -> Decimal | None:
    """The weekly norm of a person with these posts in force; `share` is that of a teacher's post.

    `stage` is the level of education taught most. None for those who hold no teaching post, and
    for the youth union officer, whose norm in lower secondary schools is not confirmed.
    """
    for manager, norm in MANAGER_NORM.items():
        if manager in posts:
            return norm
    if "teacher" not in posts or stage not in TEACHER_NORM:
        return None
    return (TEACHER_NORM[stage] * share).quantize(Decimal("0.01"), ROUND_HALF_UP)


def fixed_reduction(duty: str, *, stage: str, is_large: bool) -> Decimal | None:
    """Periods a week a duty takes off; None where the head shares out or another text says.

    `is_large`: 28 classes and more in zones 2 and 3, 19 and more in zone 1.
    """
    if duty == "party":
        return Decimal(4 if is_large else 3)
    if duty == "nursing":
        return Decimal(4 if stage == "02" else 3)
    return FIXED.get(duty)


def is_large_school(classes: int, zone: int | None) -> bool:
    """The size at which Art. 9 to 11 give more; a school without a zone counts as zone 3."""
    return classes >= (19 if zone == 1 else 28)


def has_too_many_duties(duties: Collection[str], homerooms: int) -> bool:
    """Whether a teacher has more than two duties at once, homerooms included."""
    return len([each for each in duties if each not in NO_DUTIES]) + homerooms > MOST_DUTIES
