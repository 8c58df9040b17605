"""What a school's balance of teachers is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from staffing.rules.load import TEACHING_WEEKS


@dataclass(frozen=True, slots=True)
class Level:
    """Classes and students of one level of education; `groups` are preschool classes and children
    by age group, from 101 on."""

    stage: str
    classes: int
    students: int
    zone: int = 3
    two_sessions: int | None = None
    groups: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """So many classes of a grade with so many periods a year of a subject each."""

    subject: str
    stage: str
    grade: int
    classes: int
    annual: int

    @property
    def weekly(self) -> Fraction:
        return Fraction(self.annual * self.classes, TEACHING_WEEKS)


@dataclass(frozen=True, slots=True)
class Teacher:
    """What one teacher's posts are worth on a day. `reduced` and `elsewhere` are periods a week
    taken off by duties and given at another school; `also` are second subjects."""

    key: int
    subject: str
    share: Fraction
    absent: Fraction = Fraction(0)
    reduced: Fraction = Fraction(0)
    elsewhere: Fraction = Fraction(0)
    is_on_payroll: bool = True
    also: frozenset[str] = frozenset()

    def posts(self, norm: int) -> Fraction:
        """Full posts there for lessons, never fewer than none."""
        there = self.share * (1 - self.absent) - (self.reduced + self.elsewhere) / norm
        return max(Fraction(0), there)


@dataclass(frozen=True, slots=True)
class Guest:
    """Periods a week a teacher of another school gives here."""

    subject: str
    weekly: Fraction


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """Everything a school's balance is computed from. `youth_leaders` are posts on the payroll.

    `quota`, `approved` and `filled` are None where nothing is recorded; `has_norm` is false for
    schools the circulars of norms do not speak of.
    """

    levels: tuple[Level, ...] = ()
    needs: tuple[Need, ...] = ()
    teachers: tuple[Teacher, ...] = ()
    guests: tuple[Guest, ...] = ()
    youth_leaders: Fraction = Fraction(0)
    quota: int | None = None
    approved: int | None = None
    filled: int | None = None
    has_norm: bool = True
