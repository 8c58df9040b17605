"""What a page of many schools was asked for: which schools, of which year, and what was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import AdminUnit, School, SchoolYear
from schools.selectors import communes_of, schools_listed
from staffing.selectors.counted import Counts, counts_of
from staffing.views.access import year_of

FORMATS = ["xlsx", "csv"]


@dataclass(frozen=True)
class Asked:
    """The schools in sight as they are narrowed, and their counts."""

    year: SchoolYear
    units: list[AdminUnit]
    narrowed: dict[str, str]
    export: str
    may_export: bool
    schools: list[School]
    counts: Counts


def asked_for(
    request: HttpRequest,
    formats: Sequence[str],
    action: Action = Action.SEE_DASHBOARD,
    *,
    ahead: bool = False,
) -> Asked:
    """Raises Http404 for a user who may not look anywhere, or without a year to look at.

    `ahead` has the years after read as well.
    """
    if not request.scope.can_somewhere(action):
        raise Http404
    year = year_of(request)
    if year is None:
        raise Http404
    ids = request.scope.schools_where(action)
    units = communes_of(ids)
    narrowed = {
        "text": search_text(request),
        "stage": one_of(request, "stage", Stage.values),
        "unit": one_of(request, "unit", [unit.code for unit in units]),
    }
    export = one_of(request, "export", formats)
    may_export = request.scope.may_export(ids)
    if export and not may_export:
        raise PermissionDenied
    schools = list(schools_listed(school_ids=ids, **narrowed))
    counts = counts_of(schools, year, ahead=ahead)
    return Asked(year, units, narrowed, export, may_export, schools, counts)


def frame_of(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What the page says of its schools and of the counting."""
    return {
        "units": [(unit.code, unit.full_name) for unit in asked.units],
        "stages": Stage.choices,
        **asked.narrowed,
        "year": asked.year,
        "schools_counted": len(asked.counts.rows),
        "missing": asked.counts.missing,
        "oldest": asked.counts.oldest,
        "norms": asked.counts.norms,
        "may_export": asked.may_export,
        "may_count": request.scope.can(Action.ADMINISTER),
    }


def list_address(name: str, narrowed: Mapping[str, str], year: str = "") -> str:
    """The address of the page with what narrows it."""
    query = QueryDict(mutable=True)
    query.update({**narrowed, **({"year": year} if year else {})})
    return f"{reverse(name)}?{query.urlencode()}"
