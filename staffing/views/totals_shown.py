"""Totals of balances as a page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core.charts import diverging_bar
from staffing.rules.counted import NONE, Counted
from staffing.rules.totals import Sides, SubjectTotal, Totals, totals_of
from staffing.views.balance_shown import Amount, amount, number

# The least number of posts that is shown.
LEAST = Fraction(1, 10)
# The parameter of the list of schools that a place of this kind narrows.
NARROWING = {"unit": "unit", "level": "stage"}
KEPT = ("unit", "stage", "text", "year")


@dataclass(frozen=True)
class SidesShown:
    """One measure: posts short and too many, at how many schools, of how many known."""

    short: Amount
    spare: Amount
    short_at: int
    spare_at: int
    known: int
    bar: SafeString | str = ""


@dataclass(frozen=True)
class TotalsShown:
    schools: int
    norm: SidesShown
    quota: SidesShown
    subjects: SidesShown
    unfilled: str


@dataclass(frozen=True)
class SubjectShown:
    name: str
    url: str
    needed: str
    there: str
    sides: SidesShown


@dataclass(frozen=True)
class PlaceShown:
    name: str
    url: str
    totals: TotalsShown


def sides_shown(totals: Totals, most: Fraction = NONE) -> TotalsShown:
    """The four measures; with `most` the subjects have a bar beside others."""
    return TotalsShown(
        schools=totals.schools,
        norm=_sides(totals.norm),
        quota=_sides(totals.quota),
        subjects=_sides(totals.subjects, most),
        unfilled=number(totals.unfilled, 0),
    )


def subject_rows(
    subjects: Mapping[str, SubjectTotal], names: Mapping[str, str], asked: Mapping[str, str]
) -> list[SubjectShown]:
    """The subjects in the order of the mark book; each opens to its schools."""
    most = _most(total.sides for total in subjects.values())
    return [
        SubjectShown(
            name=name,
            url=_list_of({"subject": code, **_kept(asked)}),
            needed=number(subjects[code].posts.needed),
            there=number(subjects[code].posts.there),
            sides=_sides(subjects[code].sides, most),
        )
        for code, name in names.items()
        if code in subjects
    ]


def place_rows(places: Mapping[tuple[str, str], Sequence[Counted]], by: str) -> list[PlaceShown]:
    """The places by name; one that has a code opens to its schools."""
    totals = {place: totals_of(figures) for place, figures in places.items()}
    most = _most(each.subjects for each in totals.values())
    return [
        PlaceShown(
            name=name,
            url=_list_of({NARROWING[by]: code}) if code else "",
            totals=sides_shown(each, most),
        )
        for (code, name), each in totals.items()
    ]


def _sides(sides: Sides, most: Fraction = NONE) -> SidesShown:
    short, spare = _side(-sides.short, sides), _side(sides.spare, sides)
    bar: SafeString | str = ""
    if most:
        label = f"{short.text}, {spare.text}"
        bar = diverging_bar(float(sides.short / most), float(sides.spare / most), label)
    return SidesShown(short, spare, sides.short_at, sides.spare_at, sides.known, bar)


def _side(posts: Fraction, sides: Sides) -> Amount:
    """A dash where no school's measure is known, and a nought where all are even.

    What would round to nothing is said to be less than the least number shown: some school has it.
    """
    if not sides.known:
        return amount(None)
    if not posts:
        return Amount(number(0), "")
    if number(abs(posts)) != number(0):
        return amount(posts)
    is_short = posts < 0
    text = _("less than %(size)s short") if is_short else _("less than %(size)s too many")
    css = "gap--short" if is_short else "gap--spare"
    return Amount(text % {"size": number(LEAST)}, css)


def _most(all_sides: Iterable[Sides]) -> Fraction:
    return max((max(each.short, each.spare) for each in all_sides), default=NONE)


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if name in KEPT and value}


def _list_of(narrowed: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(narrowed)
    return f"{reverse('staffing:balance-list')}?{query.urlencode()}"
