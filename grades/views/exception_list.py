"""The list of the exceptions to the days of entry: searched, sorted, narrowed, taken as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.core.keyset import keyset_page, sorting_of
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.models import EntryException
from grades.selectors.exceptions import EXCEPTION_ORDERS, EXCEPTION_STATES, exceptions_listed
from grades.services.windows import may_give_exceptions
from grades.views.approving import looked_at
from schools.models import School, Term


def exceptions_shown(
    request: HttpRequest, term: Term, school: School | None
) -> dict[str, Any] | HttpResponse:
    """What the page shows of the exceptions of a school, None for every one; or their file."""
    scope = request.scope
    shown = frozenset({school.pk}) if school else None
    asked = {
        "text": search_text(request),
        "state": one_of(request, "state", list(EXCEPTION_STATES)),
    }
    named_in = scope.schools_where(Action.READ_STUDENTS)
    rows = exceptions_listed(term=term, school_ids=shown, named_in=named_in, **asked)
    sorting = sorting_of(request, EXCEPTION_ORDERS)
    may_export = scope.may_export(shown)
    if one_of(request, "export", ["xlsx"]) and may_export:
        return _file([_named(request, row) for row in rows.order_by(*sorting.order)], term)
    page = keyset_page(request, rows, sorting.order)
    return {
        **asked,
        "page": page,
        "exceptions": [_named(request, row) for row in page],
        "sorting": sorting,
        "states": EXCEPTION_STATES.items(),
        "may_export": may_export,
    }


def _named(request: HttpRequest, row: EntryException) -> dict[str, Any]:
    """An exception as the page shows it: a student by name only to the people of the school."""
    scope = request.scope
    kind, name = _("Class"), row.class_group.name if row.class_group else ""
    if row.staff is not None:
        kind, name = _("Teacher"), row.staff.full_name
        looked_at(request, [row.staff])
    elif row.student is not None:
        is_named = scope.can(Action.READ_STUDENTS, row.school_id)
        code = row.student.ministry_code or "–"
        kind, name = _("Student"), row.student.full_name if is_named else code
        looked(request, Kind.STUDENT, at_school(row.school_id, [row.student.pk]))
    may_end = row.is_in_force and may_give_exceptions(scope, row.school_id)
    return {"row": row, "kind": kind, "name": name, "may_end": may_end}


def _file(lines: list[dict[str, Any]], term: Term) -> HttpResponse:
    """Every exception of the list, not one page of it."""
    titles: list[Value] = [_("For"), _("Name"), _("School"), _("Column"), _("From"), _("Last day")]
    titles += [_("Reason"), _("Given by"), _("State")]
    table = [titles, *(_line(each["row"], each) for each in lines)]
    return download(write_xlsx([(_("Exceptions"), table)]), f"exceptions-{term.code}")


def _line(row: EntryException, named: dict[str, Any]) -> list[Value]:
    states = {True: _("ended"), False: _("in force") if row.is_in_force else _("over")}
    return [
        named["kind"],
        named["name"],
        row.school.name,
        row.column_label,
        row.starts_on,
        row.ends_on,
        row.reason,
        str(row.given_by),
        states[row.ended_at is not None],
    ]
