"""Mark sheets for programs; cells are saved by the service that serves the browser."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from eduportal.core.api import choice_filter, text_filter, uuid_filter
from eduportal.core.looking import Kind, at_school, looked
from eduportal.scoping.actions import Action
from eduportal.scoping.api import ReadOnlyScopedViewSet, SchoolIds
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.save_response import save_answer
from grades.selectors.sheet import records_of
from grades.serializers import (
    CellEditsSerializer,
    MarkSheetSerializer,
    MarkSheetWithRecordsSerializer,
    ProblemSerializer,
    SaveOutcomeSerializer,
)
from grades.services.permissions import may_write
from staffing.selectors import assigned_pairs, taught_in_term

SHEETS = MarkSheet.objects.select_related(
    "school", "class_group", "subject", "term__school_year", "regulation"
)
REFUSALS = dict.fromkeys([400, 403, 404, 409, 413, 415, 423], ProblemSerializer)


class MarkSheetViewSet(ReadOnlyScopedViewSet):
    """Sheets the caller may read: all of a school, or those assigned.

    The lines of a sheet are an export, except of one the caller enters marks on.
    """

    queryset = SHEETS
    serializer_class = MarkSheetSerializer
    http_method_names = ["get", "head", "post"]
    filters = {
        "school": uuid_filter("school__public_id", "Identifier of the school."),
        "class": uuid_filter("class_group__public_id", "Identifier of the class."),
        "subject": text_filter("subject__code", "Code of the subject."),
        "school_year": text_filter("term__school_year__code", "School year, as 2026-2027."),
        "term": choice_filter("term__number", ["1", "2"], "Term of the year."),
        "state": choice_filter("state", SheetState.values, "State of the sheet."),
    }

    def get_queryset(self) -> "QuerySet[MarkSheet]":
        return super().get_queryset().filter(self._readable())

    def _readable(self) -> Q:
        """The same as grades.services.permissions.may_read, for many sheets at once."""
        scope = self.request.scope
        own, every = Q(pk__in=[]), Q(pk__in=[])
        is_teacher = scope.can_somewhere(Action.WRITE_OWN_MARKS)
        if is_teacher:
            teaching = scope.schools_where(Action.WRITE_OWN_MARKS)
            user_id = self.request.user.pk
            own = (assigned_pairs(user_id) | taught_in_term(user_id)) & _at(teaching)
        if scope.can_somewhere(Action.READ_MARKS) or not is_teacher:
            every = _at(self.schools_where(Action.READ_MARKS))
        return own | every

    @extend_schema(responses=MarkSheetWithRecordsSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One sheet with its lines."""
        sheet = self.get_object()
        if not may_write(request.scope, request.user.pk, sheet):
            self.require_export(sheet.school_id)
        records = list(records_of(sheet))
        shown = (record.enrolment.student_id for record in records)
        looked(request, Kind.STUDENT, at_school(sheet.school_id, shown))
        context = {"records": records, "request": request}
        return Response(MarkSheetWithRecordsSerializer(sheet, context=context).data)

    @extend_schema(request=CellEditsSerializer, responses={200: SaveOutcomeSerializer} | REFUSALS)
    @action(detail=True, methods=["post"], filter_backends=[], pagination_class=None)
    def cells(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save cells whose text is still the one they were read with.

        The answer says for each whether it was saved, or what stands there now.
        """
        return save_answer(request, self.get_object().pk, request.data)


def _at(school_ids: SchoolIds) -> Q:
    return ~Q(pk__in=[]) if school_ids is None else Q(school__in=school_ids)
