"""What an address of data quality asks for, and of which schools its reader sees findings."""

from functools import reduce
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.params import code_of
from eduportal.quality.checks import RULES, Rule
from eduportal.quality.choices import REMINDING, SEEING
from eduportal.quality.selectors.places import Place
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from schools.models import AdminUnit, School

SchoolIds = frozenset[int] | None


def schools_with(scope: Scope, actions: tuple[Action, ...]) -> SchoolIds:
    """The schools at which a role gives one of the actions; None for every school of the scope."""
    found = [scope.schools_where(action) for action in actions]
    if None in found:
        return None
    return reduce(frozenset.union, [each for each in found if each], frozenset())


def place_of(request: HttpRequest) -> Place:
    """The place the address asks for; without one, all the reader sees, or the one school of it.

    Raises Http404 for who sees no findings, and for a place the reader does not see.
    """
    seen = schools_with(request.scope, SEEING)
    if seen is not None and not seen:
        raise Http404
    schools = School.objects.filter(closed_on=None)
    schools = schools if seen is None else schools.filter(pk__in=seen)
    asked, code = request.GET.get("school", ""), code_of(request.GET, "unit")
    if asked:
        found = schools.select_related("unit").filter(public_id=_uuid(asked)).first()
        if found is None:
            raise Http404
        return Place(seen, None, found)
    if code:
        units = AdminUnit.objects.communes().valid_on(timezone.localdate())
        unit = units.filter(code=code, schools__in=schools).distinct().first()
        if unit is None:
            raise Http404
        return Place(seen, unit)
    return _usual_place(seen, schools)


def _usual_place(seen: SchoolIds, schools: "QuerySet[School]") -> Place:
    """The one school or the one commune of the reader; everything, of whoever sees every school."""
    if seen is None:
        return Place(seen)
    found = list(schools.select_related("unit"))
    if len(seen) == 1 and found:
        return Place(seen, None, found[0])
    units = {school.unit for school in found}
    return Place(seen, units.pop() if len(units) == 1 else None)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise BadRequest(_("“%(name)s” is not a code.") % {"name": "school"}) from problem


def find_rule(code: str) -> Rule:
    """The rule of this code; Http404 without one."""
    if code not in RULES:
        raise Http404
    return RULES[code]


def may_remind(request: HttpRequest, place: Place) -> bool:
    """Whether the reader reminds the owners at every school of the place."""
    schools = schools_with(request.scope, REMINDING)
    if schools is None:
        return True
    if place.school is not None:
        return place.school.pk in schools
    return place.school_ids is not None and place.school_ids <= schools and bool(schools)
