"""Reads of the register that other apps and every page need."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.text import search_key
from eduportal.scoping import everywhere
from schools.choices import Programme, Stage
from schools.models import AdminUnit, EntryWindow, GradeLevel, School, Term


def term_of_code(code: str) -> Term | None:
    """The term of a code such as "2026-2027-HK1"; None for a code that no term has."""
    year, _separator, number = code.rpartition("-HK")
    found = Term.objects.select_related("school_year").filter(school_year__code=year)
    return next((term for term in found if str(term.number) == number), None)


def current_term(day: datetime.date | None = None) -> Term | None:
    """The term the day falls into; between terms the one that began last."""
    terms = Term.objects.select_related("school_year").order_by("-starts_on")
    return terms.filter(starts_on__lte=day or timezone.localdate()).first() or terms.last()


@dataclass(frozen=True)
class EntryDays:
    """The days on which a school may enter marks for a term, both included."""

    opens_on: datetime.date
    closes_on: datetime.date

    def contains(self, day: datetime.date) -> bool:
        return self.opens_on <= day <= self.closes_on

    @property
    def is_open(self) -> bool:
        return self.contains(timezone.localdate())

    def extended(self, until: datetime.date | None) -> "EntryDays":
        """The same days, to the later end if there is one."""
        return EntryDays(self.opens_on, max(self.closes_on, until or self.closes_on))


DAYS = JSONObject(opens_on="opens_on", closes_on="closes_on")


def entry_days(school_id: int, term: Term) -> EntryDays:
    """The school's own window where it has one, otherwise the province's."""
    windows = EntryWindow.objects.filter(school_id=school_id, term=term)
    return days_of(term, windows.values_list(DAYS, flat=True).first())


def own_days() -> Subquery:
    """For a query of rows with school and term: the school's own window, null without one."""
    windows = EntryWindow.objects.filter(school=OuterRef("school"), term=OuterRef("term"))
    return Subquery(windows.values(days=DAYS))


def days_of(term: Term, own: dict[str, str] | None) -> EntryDays:
    """The days of entry of a school that has this window of its own, or none."""
    if own is None:
        return EntryDays(term.entry_opens_on, term.entry_closes_on)
    return EntryDays(**{name: datetime.date.fromisoformat(day) for name, day in own.items()})


def entry_days_of(school_ids: Collection[int], terms: Collection[Term]) -> "DaysBySchool":
    """The days of entry of each of the schools in each of the terms: one query."""
    windows = EntryWindow.objects.filter(school__in=school_ids, term__in=terms)
    own = {(each.school_id, each.term_id): each for each in windows}
    found = {}
    for school_id, term in product(school_ids, terms):
        window = own.get((school_id, term.pk))
        opens, closes = (
            (window.opens_on, window.closes_on)
            if window
            else (term.entry_opens_on, term.entry_closes_on)
        )
        found[school_id, term.pk] = EntryDays(opens, closes)
    return found


def last_entry_day(term: Term, school_ids: Collection[int] | None) -> datetime.date:
    """The first last day of entry among the schools (None: the province's): one query."""
    windows = EntryWindow.objects.filter(term=term, school__in=school_ids or ())
    own = dict(windows.values_list("school_id", "closes_on"))
    ends = [own.get(pk, term.entry_closes_on) for pk in school_ids or ()]
    return min(ends, default=term.entry_closes_on)


# By school and term.
DaysBySchool = dict[tuple[int, int], EntryDays]


def schools_listed(
    *, school_ids: frozenset[int] | None, text: str = "", stage: str = "", unit: str = ""
) -> QuerySet[School]:
    """Open schools by name, with their communes; `school_ids` None is every school of the scope.

    The words of `text` are sought in the name, without accents and in any order, and the whole at
    the start of the official code; `unit` is the code of a commune.
    """
    # By the key without accents: the database's own order puts Á after Z.
    schools = School.objects.filter(closed_on=None).select_related("unit")
    schools = schools.order_by("search_key", "pk")
    if school_ids is not None:
        schools = schools.filter(pk__in=school_ids)
    if text:
        named = Q(*(Q(search_key__contains=word) for word in search_key(text).split()))
        schools = schools.filter(named | Q(code__istartswith=text))
    if stage:
        schools = schools.filter(stages__contains=[stage])
    if unit:
        schools = schools.filter(unit__code=unit)
    return schools


def communes_of(school_ids: frozenset[int] | None) -> list[AdminUnit]:
    """The communes of these schools, by name."""
    schools = schools_listed(school_ids=school_ids).order_by()
    return list(
        AdminUnit.objects.filter(pk__in=schools.values("unit")).order_by("search_key", "pk")
    )


class SchoolUnknown(ValueError):
    """No school, or several, go by the text; says which."""


def school_named(text: str) -> School:
    """The one open school of the province with this code or name; raises SchoolUnknown.

    It looks beyond the scope: names and codes of schools are public.
    """
    with everywhere("names and codes of schools are public"):
        by_name = Q(code__iexact=text) | Q(search_key=search_key(text))
        found = list(School.objects.filter(by_name, closed_on=None).order_by("name")[:6])
        if not found:
            near = School.objects.filter(search_key__contains=search_key(text), closed_on=None)
            names = ", ".join(near.order_by("name").values_list("name", flat=True)[:5])
            raise SchoolUnknown(
                _("No school has the code or the whole name “%(text)s”. Like it: %(names)s")
                % {"text": text, "names": names or "–"}
            )
    if len(found) > 1:
        listed = ", ".join(f"{school.name} ({school.code})" for school in found)
        raise SchoolUnknown(_("Several schools have this name; give the code: %s") % listed)
    return found[0]


# What a centre of continuing education may teach.
_OF_CENTRES = {Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY}


def taught_levels(school: School) -> QuerySet[GradeLevel]:
    """The grade levels of the school's levels of education, in their order."""
    stages = set(school.stages) | (_OF_CENTRES if Stage.CONTINUING in school.stages else set())
    return GradeLevel.objects.filter(stage__in=stages).order_by("pk")


def programmes_for(school: School, level: GradeLevel) -> list[Programme]:
    """The programmes a class of the level may follow at the school, the usual one first."""
    if level.stage == Stage.PRESCHOOL:
        return [Programme.PRESCHOOL]
    found = [Programme.GENERAL_2018] if level.stage in school.stages else []
    if Stage.CONTINUING in school.stages and level.stage in _OF_CENTRES:
        found.append(Programme.CONTINUING)
    return found
