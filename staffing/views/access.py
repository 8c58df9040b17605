"""Finding what a request names, or answering 404: a foreign object does not exist."""

import datetime
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.params import code_of, one_of
from eduportal.scoping.actions import Action
from schools.choices import ManagingBody
from schools.models import ClassGroup, School, SchoolYear
from schools.period import term_of
from staffing.models import StaffMember
from staffing.selectors.staff import schools_of


def kept_schools(request: HttpRequest) -> list[School]:
    """The schools whose register the user keeps; Http404 without any."""
    schools = list(schools_of(request.scope.schools_where(Action.KEEP_REGISTER)))
    if not schools:
        raise Http404
    return schools


def schools_in_sight(request: HttpRequest, *actions: Action) -> list[School]:
    """The schools where the user may do one of these; Http404 without any."""
    found: set[int] = set()
    for action in actions:
        if request.scope.can_somewhere(action):
            ids = request.scope.schools_where(action)
            if ids is None:
                return list(schools_of(None))
            found |= ids
    schools = list(schools_of(found))
    if not schools:
        raise Http404
    return schools


def chosen_school(request: HttpRequest, schools: list[School]) -> School:
    """The school the address names by its code, otherwise the first."""
    code = one_of(request, "school", [school.code for school in schools])
    return next((school for school in schools if school.code == code), schools[0])


def find_staff(request: HttpRequest, public_id: UUID) -> StaffMember:
    """The person, if the user keeps the register of the school; otherwise Http404."""
    staff = (
        StaffMember.objects.filter(public_id=public_id)
        .select_related("school", "main_subject", "user")
        .first()
    )
    if staff is None or not request.scope.can(Action.KEEP_REGISTER, staff.school_id):
        raise Http404
    return staff


def find_class(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, if the user keeps the register of the school; otherwise Http404."""
    group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "school_year", "grade_level")
        .first()
    )
    if group is None or not request.scope.can(Action.KEEP_REGISTER, group.school_id):
        raise Http404
    return group


def year_of(request: HttpRequest) -> SchoolYear | None:
    """The school year the address names, `year`; otherwise that of the term the user looks at."""
    code = code_of(request.GET, "year")
    if code:
        return get_object_or_404(SchoolYear, code=code)
    term = term_of(request)
    return term.school_year if term else None


def day_of(request: HttpRequest, year: SchoolYear) -> datetime.date:
    """The day the address asks for, `on`; today, or the nearest day of the year, without one."""
    text = request.GET.get("on", "")
    return read_day(text, year) if text else year.day_in(timezone.localdate())


def read_day(text: str, year: SchoolYear) -> datetime.date:
    """A day of the school year; raises BadRequest for anything else."""
    try:
        day = datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not year.starts_on <= day <= year.ends_on:
        raise BadRequest(
            _("The day must be from %(first)s to %(last)s.")
            % {"first": f"{year.starts_on:%d/%m/%Y}", "last": f"{year.ends_on:%d/%m/%Y}"}
        )
    return day


def may_check(request: HttpRequest, school: School) -> bool:
    """Whether the user's body is the one that decides for the school: the commune for its own, the
    Department for all (NĐ 93/2026 Art. 11(1))."""
    is_own = school.managing_body == ManagingBody.COMMUNE
    return request.scope.can(Action.CHECK_STAFF, school.pk if is_own else None)


def has_places(request: HttpRequest) -> bool:
    """Whether the user sees the figures of more than one school: pages by place say more then."""
    if not request.scope.can_somewhere(Action.SEE_DASHBOARD):
        return False
    ids = request.scope.schools_where(Action.SEE_DASHBOARD)
    return ids is None or len(ids) > 1
