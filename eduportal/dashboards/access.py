"""The parameters of a dashboard request, and the schools whose figures its user may see."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from eduportal.core.params import one_of
from eduportal.dashboards.figures.selectors import SHEET_STAGES, SchoolIds
from eduportal.scoping.actions import Action
from schools.models import AdminUnit, ClassGroup, School, Term
from schools.period import term_of

EXPORT_FORMATS = ("xlsx", "csv")


@dataclass(frozen=True)
class PageQuery:
    """The checked parameters of one dashboard request.

    `school_ids` are the schools whose figures the user may see, None for every school of the
    scope; `stage` is empty for all levels of education, `export` is empty for a page.
    """

    request: HttpRequest
    school_ids: SchoolIds
    term: Term | None
    stage: str
    export: str

    @property
    def can_export(self) -> bool:
        """Whether the user may export everything the page shows."""
        may_export: bool = self.request.scope.may_export(self.school_ids)
        return may_export

    @property
    def file(self) -> str:
        """Address of what the page shows as a spreadsheet; empty where it may not be exported."""
        if not self.can_export:
            return ""
        chosen = self.request.GET.copy()
        for paging in ("after", "before"):
            chosen.pop(paging, None)
        chosen["export"] = "xlsx"
        return f"?{chosen.urlencode()}"

    @property
    def smallest(self) -> int:
        """The smallest number of students shown: any to whoever may open every mark behind it."""
        readable = self.request.scope.schools_where(Action.READ_MARKS)
        is_known = readable is None or (self.school_ids is not None and self.school_ids <= readable)
        return 1 if is_known else settings.SUPPRESSION_SMALLEST


def page_query(request: HttpRequest) -> PageQuery:
    """Read and check the parameters.

    Raises Http404 for a user without dashboards, BadRequest for an unknown value, PermissionDenied
    for an export of more than the user may export.
    """
    scope = request.scope
    if not scope.can_somewhere(Action.SEE_DASHBOARD):
        raise Http404
    asked = PageQuery(
        request,
        scope.schools_where(Action.SEE_DASHBOARD),
        term_of(request),
        one_of(request, "stage", [stage.value for stage in SHEET_STAGES]),
        one_of(request, "export", EXPORT_FORMATS),
    )
    if asked.export and not asked.can_export:
        raise PermissionDenied
    return asked


def schools_of(asked: PageQuery) -> QuerySet[School]:
    """The open schools whose figures the user may see."""
    schools = School.objects.filter(closed_on=None)
    return schools if asked.school_ids is None else schools.filter(pk__in=asked.school_ids)


def find_commune(asked: PageQuery, code: str) -> AdminUnit:
    """The commune of this code today, if the user may see a school of it; otherwise Http404."""
    units = AdminUnit.objects.communes().valid_on(timezone.localdate()).filter(code=code)
    unit = units.filter(Exists(schools_of(asked).filter(unit=OuterRef("pk")))).first()
    if unit is None:
        raise Http404
    return unit


def find_school(asked: PageQuery, public_id: UUID) -> School:
    """The school, if the user may see its figures; otherwise Http404."""
    school = schools_of(asked).select_related("unit").filter(public_id=public_id).first()
    if school is None:
        raise Http404
    return school


def find_class(asked: PageQuery, public_id: UUID) -> ClassGroup:
    """The class, if the user may see its school's figures; otherwise Http404."""
    classes = ClassGroup.objects.select_related("school__unit", "grade_level", "school_year")
    found = classes.filter(public_id=public_id, school__in=schools_of(asked)).first()
    if found is None:
        raise Http404
    return found


def only_place(asked: PageQuery, pages: str = "") -> str:
    """Address of the one school or commune a user has; empty for a user of more.

    `pages` is how the names of the pages of places begin.

    A user of every school starts at the top, even while there is only one school.
    """
    if asked.school_ids is None:
        return ""
    places = list(schools_of(asked).values_list("public_id", "unit__code"))
    if len(places) == 1:
        return reverse(f"dashboards:{pages}school", args=[places[0][0]])
    codes = {code for _public_id, code in places}
    if len(codes) == 1 and None not in codes:
        return reverse(f"dashboards:{pages}commune", args=list(codes))
    return ""
