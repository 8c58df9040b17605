"""Tables of the network as files: what a page shows, and what the imports read back."""

from collections.abc import Collection, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.planning.models import (
    FIRST_GRADE,
    LAST_GRADE,
    ChildCount,
    Hamlet,
    RoadDistance,
    StudentCount,
)
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import AdminUnit

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


def children_file(units: Collection[AdminUnit]) -> HttpResponse:
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


def hamlets_file(units: Collection[AdminUnit]) -> HttpResponse:
    """Hamlets, one line each, as the import reads them."""
    titles: list[Value] = [_("Code of the commune"), _("Commune or ward"), _("Hamlet")]
    titles += [_("Latitude"), _("Longitude")]
    titles += [_("Grade %(grade)s") % {"grade": grade} for grade in GRADES]
    table: list[list[Value]] = [[*titles, _("Source")]]
    found = Hamlet.objects.filter(unit__in=units).select_related("unit")
    for each in found.order_by("unit__search_key", "unit", "name"):
        place = [f"{each.latitude:.5f}", f"{each.longitude:.5f}"]
        table.append(
            [each.unit.code, each.unit.full_name, each.name, *place, *each.students, each.source]
        )
    return table_file("hamlets", _("Hamlets"), table)


def roads_file(units: Collection[AdminUnit]) -> HttpResponse:
    """Ways by road, one line each, as the import reads them."""
    titles: list[Value] = [_("Code of the commune"), _("Commune or ward"), _("Hamlet")]
    titles += [_("School code"), _("School"), _("Kilometres"), _("Source")]
    table: list[list[Value]] = [titles]
    found = RoadDistance.objects.filter(hamlet__unit__in=units)
    found = found.select_related("hamlet__unit", "school")
    for each in found.order_by("hamlet__unit__search_key", "hamlet__name", "school__name"):
        unit, school = each.hamlet.unit, each.school
        table.append(
            [unit.code, unit.full_name, each.hamlet.name, school.code, school.name,
             each.metres / 1000, each.source]
        )  # fmt: skip
    return table_file("roads", _("Ways by road"), table)
