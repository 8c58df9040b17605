"""Assignments of a school: the table of classes and subjects, its cells, one class as a form."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.answers import refusal
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.numbers import short_text
from eduportal.core.params import one_of
from eduportal.core.reading import BadJson, json_body
from schools.models import ClassGroup, School, SchoolYear
from staffing.forms.cells import BadEdits, edits_from_form, edits_from_json
from staffing.models import AssignmentDraft, StaffMember
from staffing.selectors.cells import HOMEROOM, CellContent
from staffing.selectors.drafts import (
    draft_of,
    drafted_cells,
    drafted_changes,
    with_changes,
)
from staffing.selectors.loads import StaffLoad, loads_of
from staffing.selectors.matrix import Cell, Matrix, Row, choices_of, classes_of, matrix_for
from staffing.selectors.staff import choosable_staff
from staffing.services import CellEdit, CellResult, assign_cells
from staffing.views.access import (
    chosen_school,
    day_of,
    find_class,
    kept_schools,
    read_day,
    year_of,
)
from staffing.views.assignment_files import assignment_file
from staffing.views.shown import (
    cell_shown,
    choices_for_script,
    column_shown,
    columns_for_script,
    load_shown,
    names_of,
)


@require_GET
def assignment_table(request: HttpRequest) -> HttpResponse:
    """Who gives what to whom on a day, and everybody's load."""
    schools = kept_schools(request)
    school = chosen_school(request, schools)
    year = year_of(request)
    context: dict[str, Any] = {"school": school, "schools": schools, "year": year}
    if year is not None and one_of(request, "export", ["xlsx"]):
        return assignment_file(request, school, year, day_of(request, year))
    if year is not None:
        context["may_export"] = request.scope.may_export(frozenset({school.pk}))
        draft = draft_of(school, year)
        is_drafting = bool(one_of(request, "draft", ["1"])) and draft is not None
        context |= _table(request, school, year, draft if is_drafting else None)
        context |= {"draft": draft, "is_drafting": is_drafting}
    return render(request, "staffing/assignment_table.html", context | {"collapsed": True})


def _table(
    request: HttpRequest, school: School, year: SchoolYear, draft: AssignmentDraft | None
) -> dict[str, Any]:
    """What is in force on a day, or would be with the draft."""
    day = draft.starts_on if draft else day_of(request, year)
    has_optional = bool(one_of(request, "optional", ["1"]))
    classes = classes_of(school, year)
    drafted = drafted_cells(draft, classes) if draft else {}
    matrix = matrix_for(classes, day, with_optional=has_optional, drafted=drafted)
    loads = loads_of(school, year, day)
    if draft:
        loads = with_changes(loads, drafted_changes(matrix, drafted, classes, day))
    people = {each.staff for each in loads} | matrix.persons
    looked(request, Kind.STAFF, at_school(school.pk, (each.pk for each in people)))
    names = names_of(people)
    shown = [load_shown(each) for each in loads if each.gives_lessons]
    address = "staffing:draft-cells" if draft else "staffing:cells"
    return {
        "day": day,
        "columns": [column_shown(column) for column in matrix.columns],
        "rows": _rows(matrix.rows, names, day, choices_of(classes)),
        "has_optional": has_optional,
        "open_cells": _open_by_class(matrix),
        "open_count": len(matrix.open_cells),
        "loads": shown,
        "caps": sum(each.css == "is-cap" for each in shown),
        "choices": choices_for_script(loads, names),
        "script_columns": columns_for_script(matrix.columns),
        "save_url": f"{reverse(address)}?school={school.code}&year={year.code}",
    }


def _rows(
    rows: list[Row], names: dict[int, str], day: datetime.date, choices: dict[int, Any]
) -> list[dict[str, Any]]:
    levels = [row.class_group.grade_level_id for row in rows]
    return [
        {
            "class_group": row.class_group,
            "cells": [cell and cell_shown(cell, names, day) for cell in row.cells],
            "left": short_text(row.left) if row.left else "",
            "is_last": level != following,
            "choices": choices[row.class_group.pk],
        }
        for row, level, following in zip(rows, levels, [*levels[1:], None], strict=True)
    ]


def _open_by_class(matrix: Matrix) -> list[dict[str, Any]]:
    """What nobody gives, class by class: for a phone and for whoever reads no table."""
    found = []
    for row in matrix.rows:
        titles = [_title(cell) for cell in row.open_cells]
        if titles:
            found.append({"class_group": row.class_group, "titles": titles})
    return found


@require_POST
def cells(request: HttpRequest) -> JsonResponse:
    """Save a batch of cells; one answer for each, in JSON."""
    school = chosen_school(request, kept_schools(request))
    year = year_of(request)
    if year is None:
        raise Http404
    try:
        text, edits = edits_from_json(json_body(request))
        day = read_day(text, year)
    except BadJson as problem:
        return refusal(problem.status, "bad_request", str(problem))
    except (BadEdits, BadRequest) as problem:
        return refusal(400, "bad_request", str(problem))
    results = assign_cells(school=school, school_year=year, on=day, edits=edits)
    ids = {result.edit.class_group for result in results}
    groups = ClassGroup.objects.filter(school=school, school_year=year, public_id__in=ids)
    matrix = matrix_for(list(groups.select_related("grade_level").order_by("pk")), day)
    loads = loads_of(school, year, day, touched(matrix, results, school))
    return JsonResponse(cells_answer(request, school, day, results, matrix, loads))


def cells_answer(
    request: HttpRequest,
    school: School,
    day: datetime.date,
    results: list[CellResult],
    matrix: Matrix,
    loads: list[StaffLoad],
) -> dict[str, Any]:
    """What became of each edit, the cells as they are now, and the loads that changed."""
    changed = _edited(matrix, results)
    names = names_of(choosable_staff(school))
    told = {each.staff for each in loads} | {
        each for cell in changed for each in cell.content.persons
    }
    looked(request, Kind.STAFF, at_school(school.pk, (each.pk for each in told)))
    names |= {each.pk: each.full_name for each in told if each.pk not in names}
    return {
        "results": [_result(result) for result in results],
        "cells": [cell_shown(cell, names, day).as_json for cell in changed],
        "left": {
            str(row.class_group.public_id): short_text(row.left) if row.left else ""
            for row in matrix.rows
        },
        "loads": [_load(request, each) for each in loads],
    }


def _edited(matrix: Matrix, results: Iterable[CellResult]) -> list[Cell]:
    edited = {(result.edit.class_group, result.edit.subject) for result in results}
    cells = (cell for row in matrix.rows for cell in row.cells if cell)
    return [each for each in cells if (each.class_group.public_id, each.subject_code) in edited]


def _result(result: CellResult) -> dict[str, str]:
    edit = result.edit
    names = {"class": str(edit.class_group), "subject": edit.subject}
    return names | {"status": result.status, "message": result.message}


def touched(matrix: Matrix, results: Iterable[CellResult], school: School) -> set[int]:
    """Whose loads the batch may have changed: who is in the cells now, and who was."""
    results = list(results)
    changed = _edited(matrix, results)
    before = {part[:36] for result in results for part in result.edit.before.split()}
    former = [each for each in choosable_staff(school) if str(each.public_id) in before]
    now = {each for cell in changed for each in cell.content.persons}
    return {each.pk for each in (*former, *now)}


def _load(request: HttpRequest, load: StaffLoad) -> dict[str, str]:
    html = render_to_string("staffing/_load.html", {"load": load_shown(load)}, request)
    return {"id": str(load.staff.public_id), "total": str(load.load.total), "html": html}


@require_http_methods(["GET", "POST"])
def class_assignments(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The assignments of one class as a plain form, from a day on."""
    group = find_class(request, public_id)
    year = group.school_year
    problems: list[str] = []
    day = day_of(request, year)
    if request.method == "POST":
        day = read_day(request.POST.get("on", ""), year)
        problems = _save_class(group, day, request)
        if not problems:
            messages.success(request, _("The assignments of the class are saved."))
            address = reverse("staffing:class-assignments", args=[public_id])
            return redirect(f"{address}?on={day:%Y-%m-%d}")
    return render(
        request, "staffing/class_assignments.html", _class_page(request, group, day, problems)
    )


def _save_class(group: ClassGroup, day: datetime.date, request: HttpRequest) -> list[str]:
    [row] = matrix_for([group], day).rows
    subjects = [(cell.subject_code, _title(cell)) for cell in row.cells if cell]
    try:
        edits = edits_from_form(group.public_id, subjects, request.POST)
    except BadEdits as problem:
        return [str(problem)]
    changed = [edit for edit in edits if not _is_as_shown(edit)]
    titles = dict(subjects)
    results = assign_cells(
        school=group.school, school_year=group.school_year, on=day, edits=changed
    )
    return [
        f"{titles[result.edit.subject]}: {result.message}"
        for result in results
        if result.status not in ("saved", "same")
    ]


def _is_as_shown(edit: CellEdit) -> bool:
    """Whether the form leaves the cell as the page showed it."""
    before = sorted(edit.before.split())
    after = sorted(
        f"{each.staff}:{each.periods:.2f}" if each.periods is not None else str(each.staff)
        for each in edit.after
    )
    return before == after


def _title(cell: Cell) -> str:
    return cell.plan.subject.name if cell.plan else _("Homeroom")


def _class_page(
    request: HttpRequest, group: ClassGroup, day: datetime.date, problems: list[str]
) -> dict[str, Any]:
    [row] = matrix_for([group], day).rows
    people = list(choosable_staff(group.school))
    shown = set(people) | {each for cell in row.cells if cell for each in cell.content.persons}
    looked(request, Kind.STAFF, at_school(group.school_id, (each.pk for each in shown)))
    return {
        "class_group": group,
        "day": day,
        "fields": [_field(cell, people) for cell in row.cells if cell],
        "left": short_text(row.left) if row.left else "",
        "problems": problems,
        "choices": choices_of([group])[group.pk],
    }


def _field(cell: Cell, people: list[StaffMember]) -> dict[str, Any]:
    """One cell as places to choose a teacher: those there are, and one more."""
    content: CellContent = cell.content
    places: list[dict[str, Any]] = [
        {"staff": each.staff, "periods": "" if each.periods is None else short_text(each.periods)}
        for each in content.given
    ]
    is_homeroom = cell.subject_code == HOMEROOM
    if not (is_homeroom and places):
        places.append({"staff": None, "periods": ""})
    missing = [each.staff for each in content.given if each.staff not in people]
    return {
        "code": cell.subject_code,
        "title": _title(cell),
        "periods": "" if cell.plan is None else short_text(cell.plan.periods),
        "value": content.value,
        "places": places,
        "people": [*missing, *people],
        "is_homeroom": is_homeroom,
        "is_empty": cell.is_empty,
        "stand_ins": content.stand_ins,
    }
