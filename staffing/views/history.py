"""The history of one person's records: what was changed, when, by whom."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from eduportal.core import doors
from eduportal.core.looking import Kind, at_school, looked
from eduportal.scoping.actions import Action
from schools.models import Subject
from staffing.models import StaffChange
from staffing.selectors.history import changes_of
from staffing.views.access import find_staff

ACCOUNT = "user_id"
# Columns whose fields have no name of their own.
UNNAMED = {"to_school_id"}  # The school stands beside it by name.
NAMES = {"main_subject_id": gettext_lazy("main subject"), ACCOUNT: gettext_lazy("account")}


@require_GET
def staff_history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every change of the person's identity, posts, duties and other records, newest first."""
    staff = find_staff(request, public_id)
    looked(request, Kind.STAFF, at_school(staff.school_id, [staff.pk]))
    subjects = dict(Subject.objects.values_list("pk", "name"))
    with_wishes = request.scope.can(Action.KEEP_PROTECTIONS, staff.school_id)
    changes = changes_of(staff, with_wishes=with_wishes)
    context = {"staff": staff, "changes": [_change(each, subjects) for each in changes]}
    return render(request, "staffing/staff_history.html", context)


def _change(change: StaffChange, subjects: Mapping[int, str]) -> dict[str, Any]:
    return {
        "at": change.at,
        "what": change.get_table_display(),
        "step": change.get_step_display(),
        "before": _facts(change.table, change.old, subjects),
        "after": _facts(change.table, change.new, subjects),
        "who": str(change.actor or ""),
        "door": str(doors.NAMES.get(change.door, change.door)),
    }


def _facts(table: str, facts: Mapping[str, Any] | None, subjects: Mapping[int, str]) -> list[str]:
    """The columns in words: "from: 01/09/2026"."""
    if not facts:
        return []
    columns = {field.column: field for field in apps.get_model("staffing", table)._meta.fields}
    return [
        f"{NAMES.get(name, columns[name].verbose_name)}: {_value(columns[name], value, subjects)}"
        for name, value in facts.items()
        if name in columns and name not in UNNAMED and value not in (None, "")
    ]


def _value(field: Any, value: Any, subjects: Mapping[int, str]) -> str:
    if field.column == ACCOUNT:
        return str(_("linked"))
    if field.is_relation:
        return subjects.get(value, "") if field.related_model is Subject else str(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    day = parse_date(value) if isinstance(value, str) and len(value) == 10 else None
    if day:
        return f"{day:%d/%m/%Y}"
    return str(dict(field.flatchoices).get(value, value))
