"""A balance as a page shows it: exact fractions become texts here and nowhere before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core.charts import diverging_bar
from eduportal.core.numbers import grouped_text
from schools.choices import Stage
from schools.models import Subject
from staffing.models import StaffMember
from staffing.rules.balance import (
    CLASS_TEACHERS,
    CONTINUING,
    NO_SUBJECT,
    PRESCHOOL,
    SHARED,
    Balance,
    SubjectLine,
)
from staffing.rules.balance_facts import Level

CLAUSES = {
    "01": "TT 19/2023, Điều 5",
    "02": "TT 20/2023, Điều 3, 7",
    "03": "TT 20/2023, Điều 3, 8",
    "04": "TT 20/2023, Điều 3, 9",
}


@dataclass(frozen=True)
class Amount:
    """A gap in words and as a bar. `css` is "gap--short", "gap--spare" or empty."""

    text: str
    css: str
    bar: SafeString | str = ""


@dataclass(frozen=True)
class PersonShown:
    staff: StaffMember
    posts: str


@dataclass(frozen=True)
class NeedShown:
    """So many classes of a grade with so many periods a year."""

    grade: int
    classes: int
    annual: int
    weekly: str


@dataclass(frozen=True)
class LineShown:
    name: str
    weekly: str
    needed: str
    there: str
    gap: Amount
    norm: int
    clause: str
    homerooms: int
    needs: list[NeedShown]
    people: list[PersonShown]
    also: list[PersonShown]
    guests: str


@dataclass(frozen=True)
class CeilingShown:
    level: str
    classes: int
    students: int
    zone: str
    norm: str
    clause: str


def number(value: Fraction | int | None, places: int = 1) -> str:
    """A number of posts or periods, rounded half up; a dash for none."""
    if value is None:
        return "–"
    exact = Fraction(value)
    return grouped_text(Decimal(exact.numerator) / exact.denominator, places)


def amount(gap: Fraction | int | None, most: Fraction | int = 0) -> Amount:
    """ "2,4 short", "1,0 too many", "even" or a dash; with `most` as a bar beside others."""
    if gap is None:
        return Amount("–", "")
    size = number(abs(gap))
    if size == number(0):
        return Amount(_("even"), "")
    is_short = gap < 0
    text = (_("%(size)s short") if is_short else _("%(size)s too many")) % {"size": size}
    share = float(abs(Fraction(gap)) / most) if most else 0.0
    sides = (share, 0.0) if is_short else (0.0, share)
    bar = diverging_bar(*sides, text) if most else ""
    return Amount(text, "gap--short" if is_short else "gap--spare", bar)


def names_of(subjects: Sequence[Subject]) -> dict[str, str]:
    """The names of the subjects in the order of the mark book, and of what belongs to none."""
    return {
        CLASS_TEACHERS: _("Class teachers of the primary level"),
        **{subject.code: subject.name for subject in sorted(subjects, key=lambda s: s.position)},
        SHARED: _("Homerooms, activities and local education, given by any teacher"),
    }


def ceilings_shown(balance: Balance) -> list[CeilingShown]:
    return [_ceiling(level, norm) for level, norm in balance.ceilings]


def _ceiling(level: Level, norm: Fraction | None) -> CeilingShown:
    is_by_age = level.stage in (PRESCHOOL, CONTINUING)
    return CeilingShown(
        str(Stage(level.stage).label),
        level.classes,
        level.students,
        "–" if is_by_age else str(level.zone),
        number(norm),
        CLAUSES.get(level.stage, _("no norm is known")) if norm is not None else _("no norm"),
    )


def lines_shown(
    balance: Balance, subjects: Sequence[Subject], people: dict[int, StaffMember]
) -> list[LineShown]:
    """The subjects in the order of the mark book, then what belongs to none of them.

    `people` are those whom the reader may see by name.
    """
    names = names_of(subjects)
    places = {code: place for place, code in enumerate(names)}
    most = max((abs(line.gap) for line in balance.lines), default=Fraction(1)) or Fraction(1)
    shown = [
        _line(line, names.get(line.code, line.code), line.gap, most, people)
        for line in sorted(balance.lines, key=lambda line: (places.get(line.code, -1), line.code))
    ]
    if balance.shared.weekly:
        left = balance.covered - balance.shared.needed
        shown.append(_line(balance.shared, names[SHARED], left, most, people, balance.covered))
    if balance.unplaced.teachers or balance.unplaced.guests:
        name = _("Without a main subject: counted in none")
        shown.append(_line(balance.unplaced, name, None, most, people))
    return shown


def _line(
    line: SubjectLine,
    name: str,
    gap: Fraction | None,
    most: Fraction,
    people: dict[int, StaffMember],
    there: Fraction | None = None,
) -> LineShown:
    return LineShown(
        name=name,
        weekly=number(line.weekly),
        needed="–" if line.code == NO_SUBJECT else number(line.needed, 2),
        there=number(line.there if there is None else there, 2),
        gap=amount(gap, most),
        norm=line.norm,
        clause="TT 05/2025, Điều 7",
        homerooms=line.homerooms,
        needs=[
            NeedShown(each.grade, each.classes, each.annual, number(each.weekly, 2))
            for each in sorted(line.needs, key=lambda each: (each.grade, each.subject))
            if line.code != SHARED or each.annual
        ],
        people=_people(line, people, line.teachers),
        also=_people(line, people, line.also),
        guests=number(sum((each.weekly for each in line.guests), Fraction(0)))
        if line.guests
        else "",
    )


def _people(line: SubjectLine, people: dict[int, StaffMember], held: Sequence) -> list[PersonShown]:
    return [
        PersonShown(people[each.key], number(each.posts(line.norm), 2))
        for each in held
        if each.key in people
    ]
