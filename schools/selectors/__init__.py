"""Reads of the register that other apps and every page need."""

import datetime
import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.searching import words_in
from eduportal.core.text import search_key
from eduportal.scoping import everywhere
from schools.choices import Ownership, Programme, Stage
from schools.models import (
    AdminUnit,
    CurriculumLine,
    GradeLevel,
    School,
    SchoolYear,
    Subject,
    Term,
)

# How a list of schools can be sorted (eduportal.core.keyset).
SCHOOL_ORDERS = {
    "name": ("search_key", "pk"),
    "code": ("code", "pk"),
    "unit": ("unit_name", "search_key", "pk"),
    "body": ("managing_body", "search_key", "pk"),
}


def term_of_code(code: str) -> Term | None:
    """The term of a code such as "2026-2027-HK1"; None for a code that no term has."""
    year, _separator, number = code.rpartition("-HK")
    found = Term.objects.select_related("school_year").filter(school_year__code=year)
    return next((term for term in found if str(term.number) == number), None)


def term_before(term: Term) -> Term | None:
    """The same term of the school year before; None where there is none in the portal."""
    earlier = Term.objects.filter(number=term.number, starts_on__lt=term.starts_on)
    return earlier.select_related("school_year").order_by("-starts_on").first()


def current_term(day: datetime.date | None = None) -> Term | None:
    """The term the day falls into; between terms the one that began last."""
    terms = Term.objects.select_related("school_year").order_by("-starts_on")
    return terms.filter(starts_on__lte=day or timezone.localdate()).first() or terms.last()


def years_under_way() -> list[SchoolYear]:
    """The newest school year that has begun, and those to come: one query.

    A year ends when the next one begins: what happens in the summer belongs to it.
    """
    years = list(SchoolYear.objects.order_by("starts_on"))
    today = timezone.localdate()
    begun = [number for number, year in enumerate(years) if year.starts_on <= today]
    return years[begun[-1] :] if begun else years


def schools_found(text: str = "", stage: str = "") -> QuerySet[School]:
    """Schools by name, with their communes, and the names of these as `unit_name`.

    The words of `text` are sought in the name, without accents and in any order, and the whole at
    the start of the official code.
    """
    # By the key without accents: the database's own order puts Á after Z.
    schools = School.objects.select_related("unit").order_by("search_key", "pk")
    schools = schools.annotate(unit_name=Coalesce("unit__search_key", Value("")))
    if text:
        schools = schools.filter(words_in(text, "search_key") | Q(code__istartswith=text))
    return schools.filter(stages__contains=[stage]) if stage else schools


def schools_listed(
    *, school_ids: frozenset[int] | None, text: str = "", stage: str = "", unit: str = ""
) -> QuerySet[School]:
    """The open ones of schools_found; `school_ids` None is every school of the scope.

    `unit` is the code of a commune.
    """
    schools = schools_found(text, stage).filter(closed_on=None)
    if school_ids is not None:
        schools = schools.filter(pk__in=school_ids)
    return schools.filter(unit__code=unit) if unit else schools


def communes_of(school_ids: frozenset[int] | None) -> list[AdminUnit]:
    """The communes of these schools, by name."""
    schools = schools_listed(school_ids=school_ids).order_by()
    return list(
        AdminUnit.objects.filter(pk__in=schools.values("unit")).order_by("search_key", "pk")
    )


class SchoolUnknown(ValueError):
    """No school, or several, go by the text; says which."""


# As lists of schools write one: name, then code in brackets.
_LISTED = re.compile(r"(?P<name>.+) \((?P<code>[^()\s]+)\)")


def as_listed(name: str, code: str) -> str:
    """A school as one of many, so that `school_named` finds it again."""
    return f"{name} ({code})"


def public_schools_of(stages: Iterable[str]) -> list[str]:
    """The open public schools of the province with one of these levels, as listed: one query.

    It looks beyond the scope: names and codes of schools are public.
    """
    with everywhere("names and codes of schools are public"):
        found = School.objects.filter(
            closed_on=None, ownership__in=("", Ownership.PUBLIC), stages__overlap=list(stages)
        )
        rows = list(found.order_by("search_key", "code").values_list("name", "code"))
    return [as_listed(*row) for row in rows]


def school_named(text: str) -> School:
    """The one open school of the province with this code or name, or as listed; raises
    SchoolUnknown.

    It looks beyond the scope: names and codes of schools are public.
    """
    with everywhere("names and codes of schools are public"):
        by_name = Q(code__iexact=text) | Q(search_key=search_key(text))
        if listed := _LISTED.fullmatch(text):
            by_name |= Q(code__iexact=listed["code"], search_key=search_key(listed["name"]))
        found = list(School.objects.filter(by_name, closed_on=None).order_by("name")[:6])
        if not found:
            near = School.objects.filter(search_key__contains=search_key(text), closed_on=None)
            names = ", ".join(near.order_by("name").values_list("name", flat=True)[:5])
            raise SchoolUnknown(
                _("No school has the code or the whole name “%(text)s”. Like it: %(names)s")
                % {"text": text, "names": names or "–"}
            )
    if len(found) > 1:
        names = ", ".join(as_listed(school.name, school.code) for school in found)
        raise SchoolUnknown(_("Several schools have this name; give the code: %s") % names)
    return found[0]


# What a centre of continuing education may teach.
_OF_CENTRES = {Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY}


def taught_levels(school: School) -> QuerySet[GradeLevel]:
    """The grade levels of the school's levels of education, in their order."""
    stages = set(school.stages) | (_OF_CENTRES if Stage.CONTINUING in school.stages else set())
    return GradeLevel.objects.filter(stage__in=stages).order_by("pk")


def subjects_taught(school: School) -> QuerySet[Subject]:
    """The subjects of the programme for the school's levels of education, in their order."""
    lines = CurriculumLine.objects.filter(grade_level__in=taught_levels(school))
    return Subject.objects.filter(pk__in=lines.values("subject")).order_by("position")


def programmes_for(school: School, level: GradeLevel) -> list[Programme]:
    """The programmes a class of the level may follow at the school, the usual one first."""
    if level.stage == Stage.PRESCHOOL:
        return [Programme.PRESCHOOL]
    found = [Programme.GENERAL_2018] if level.stage in school.stages else []
    if Stage.CONTINUING in school.stages and level.stage in _OF_CENTRES:
        found.append(Programme.CONTINUING)
    return found
