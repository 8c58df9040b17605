"""Finding the school, class or person whose register the user keeps, or answering 404."""

from uuid import UUID

from django.http import Http404, HttpRequest

from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from schools.models import ClassGroup, School
from staffing.selectors.staff import schools_of


def kept_school(request: HttpRequest) -> tuple[School, list[School]]:
    """The school the address names by its code, otherwise the first; and all there are.

    Http404 for who keeps no register.
    """
    schools = list(schools_of(request.scope.schools_where(Action.KEEP_REGISTER)))
    if not schools:
        raise Http404
    code = one_of(request, "school", [school.code for school in schools])
    return next((school for school in schools if school.code == code), schools[0]), schools


def kept_class(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, if the user keeps the register of its school; otherwise Http404."""
    group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "school_year", "grade_level")
        .first()
    )
    if group is None or not request.scope.can(Action.KEEP_REGISTER, group.school_id):
        raise Http404
    return group
