"""Tables of the network as files: what a page shows, and what the imports read back."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.planning.models import (
    FIRST_GRADE,
    LAST_GRADE,
    ChildCount,
    NetworkScenario,
    StudentCount,
)
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import AdminUnit


class Line(Protocol):
    """One figure before and after."""

    title: str
    before: str
    after: str
    change: str


class Answer(Protocol):
    """What a rule says."""

    text: str
    clause: str
    verdict: str


GRADES = range(FIRST_GRADE, LAST_GRADE + 1)


def table_file(name: str, title: str, table: Sequence[Sequence[Value]]) -> HttpResponse:
    return download(write_xlsx([(title, table)]), name)


def students_file(units: Collection[AdminUnit]) -> HttpResponse:
    """Numbers of students by school and year, one line each, as the import reads them."""
    titles: list[Value] = [_("School code"), _("School"), _("School year")]
    titles += [_("Grade %(grade)s") % {"grade": grade} for grade in GRADES]
    titles += [_("Classes of grade %(grade)s") % {"grade": grade} for grade in GRADES]
    found = StudentCount.objects.filter(school__unit__in=units).order_by(
        "school__search_key", "school", "year"
    )
    lines: dict[tuple[int, int], list[Value]] = {}
    for each in found.select_related("school"):
        year = f"{each.year}-{each.year + 1}"
        head: list[Value] = [each.school.code, each.school.name, year]
        empty: list[Value] = [None] * (2 * len(GRADES))
        line = lines.setdefault((each.school_id, each.year), head + empty)
        line[len(head) + each.grade - FIRST_GRADE] = each.students
        line[len(head) + len(GRADES) + each.grade - FIRST_GRADE] = each.classes
    return table_file("students-by-grade", _("Students"), [titles, *lines.values()])


def children_file(units: Iterable[AdminUnit]) -> HttpResponse:
    """Numbers of children by commune and year, one line each, as the import reads them."""
    titles: list[Value] = [_("Code of the commune"), _("Commune or ward")]
    titles += [_("Year of birth or school year")]
    titles += [_("Births of the year"), _("Children of six years"), _("Source")]
    found = ChildCount.objects.filter(unit__in=list(units)).select_related("unit")
    lines: dict[tuple[int, int], list[Value]] = {}
    for each in found.order_by("unit__search_key", "unit", "year", "kind"):
        head: list[Value] = [each.unit.code, each.unit.full_name, each.year, None, None]
        line = lines.setdefault((each.unit_id, each.year), [*head, each.source])
        line[3 if each.kind == "births" else 4] = each.children
    return table_file("children", _("Children"), [titles, *lines.values()])


def scenario_file(
    scenario: NetworkScenario,
    steps: Iterable[tuple[str, str]],
    lines: Iterable[Line],
    answers: Iterable[Answer],
) -> HttpResponse:
    """A scenario as the annex of a decision: its steps, before and after, what rules answer."""
    told: list[list[Value]] = [[_("Step"), _("From school year")]]
    told += [[text, year] for text, year in steps]
    figures: list[list[Value]] = [["", _("Before"), _("After"), _("Change")]]
    figures += [[each.title, each.before, each.after, each.change] for each in lines]
    rules: list[list[Value]] = [[_("Answer"), _("What is found"), _("Clause")]]
    rules += [[each.verdict, each.text, each.clause] for each in answers]
    sheets = [(_("Steps"), told), (_("Before and after"), figures), (_("Rules"), rules)]
    return download(write_xlsx(sheets), f"scenario-{scenario.pk}")
