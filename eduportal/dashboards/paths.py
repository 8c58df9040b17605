"""Where leavers went: rates, schools that have to answer, and from which school to which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.core.keyset import listed_page
from eduportal.core.params import code_of, one_of
from eduportal.dashboards import access, exports
from eduportal.dashboards.questions.feet import (
    feet_of_leavers,
    foot_of_flows,
    pages_of_leavers,
)
from eduportal.dashboards.questions.flows import MOST_COLUMNS, flow_table
from eduportal.dashboards.questions.path_days import (
    kept_chart,
    kept_lines,
    year_chart,
    year_lines,
)
from eduportal.dashboards.questions.paths import PathTree, waiting_first
from students.choices import CohortRule
from students.models import LeaverCohort
from students.models.leavers import COHORT_GRADES
from students.selectors.flows import newest_cohorts
from students.selectors.leavers import cohorts


@dataclass(frozen=True)
class Chosen:
    """The cohorts that a page shows together, and their name in addresses."""

    code: str
    cohorts: list[LeaverCohort]

    @property
    def first(self) -> LeaverCohort:
        return self.cohorts[0]


def _completed() -> list[Chosen]:
    return [Chosen(each.code, [each]) for each in cohorts()]


def _left() -> list[Chosen]:
    """Of each year all grades together, then each grade."""
    found = cohorts(CohortRule.LEFT)
    years = sorted({each.year for each in found}, reverse=True)
    whole = [
        Chosen(f"{year}-left", [each for each in found if each.year == year]) for year in years
    ]
    return [*whole, *(Chosen(each.code, [each]) for each in found)]


@require_GET
def completed(request: HttpRequest) -> HttpResponse:
    """Where who completed grade 9 or 12 went, by commune, or by school of one."""
    return _figures(request, _completed())


@require_GET
def left(request: HttpRequest) -> HttpResponse:
    """Who left before the end of a grade, and where they are, by grade and commune."""
    return _figures(request, _left())


def _figures(request: HttpRequest, known: list[Chosen]) -> HttpResponse:
    asked = access.page_query(request)
    chosen = _of_address(request, known)
    if chosen is None:
        return render(request, "dashboards/no_leavers.html", {"asked": asked})
    tree = _tree(asked, chosen)
    unit = access.find_commune(asked, code) if (code := code_of(request.GET, "commune")) else None
    place = unit or tree.only_unit
    lines = tree.of_schools(place) if place else tree.of_communes()
    if asked.export:
        return exports.paths(asked.export, chosen.code, lines)
    context = {
        "asked": asked,
        "known": known,
        "chosen": chosen,
        "cohort": chosen.first,
        "unit": unit,
        "by_school": place,
        "destinations": tree.of_destinations(),
        "whole": tree.of_scope,
        "lines": lines,
        "sexes": tree.of_sexes_in(unit) if unit else tree.of_sexes(),
        "wishes": tree.of_wishes(timezone.localdate()),
        "pages": pages_of_leavers(),
        "grades": tree.of_grades() if len(chosen.cohorts) > 1 else [],
    }
    days = _days(known, chosen, tree, asked.smallest)
    context["feet"] = feet_of_leavers(asked, tree.of_scope, days["kept"])
    return render(request, "dashboards/paths.html", context | days)


def _of_address(request: HttpRequest, known: Sequence[Chosen]) -> Chosen | None:
    code = one_of(request, "cohort", [each.code for each in known])
    return next((each for each in known if each.code == code), known[0] if known else None)


def _tree(asked: access.PageQuery, chosen: Chosen) -> PathTree:
    seen = access.schools_of(asked).select_related("unit")
    return PathTree(chosen.cohorts, seen, asked.smallest, timezone.localdate())


def _days(known: Sequence[Chosen], chosen: Chosen, tree: PathTree, smallest: int) -> dict[str, Any]:
    """What was known on the days kept: of these cohorts, and of their like in every year."""
    is_one, grade = len(chosen.cohorts) == 1, chosen.first.grade
    same = [
        cohort
        for each in known
        if len(each.cohorts) == 1
        for cohort in each.cohorts
        if not is_one or cohort.grade == grade
    ]
    kept = kept_lines(chosen.cohorts, tree.schools, smallest)
    years = year_lines(same, tree.schools, smallest)
    return {
        "kept": kept,
        "kept_chart": kept_chart(kept),
        "years": years,
        "year_chart": year_chart(years),
    }


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Schools with leavers of whom nothing is known, the most first, and how long there is."""
    asked = access.page_query(request)
    known = _completed()
    chosen = _of_address(request, known)
    if chosen is None:
        return render(request, "dashboards/no_leavers.html", {"asked": asked})
    tree = _tree(asked, chosen)
    lines = waiting_first(tree.of_all_schools())
    if asked.export:
        return exports.paths(asked.export, f"{chosen.code}-waiting", lines)
    days = (chosen.first.answer_by - timezone.localdate()).days
    context = {
        "asked": asked,
        "known": known,
        "chosen": chosen,
        "cohort": chosen.first,
        "whole": tree.of_scope,
        "days": days,
        "late": -days,
        "page": listed_page(request, lines, lambda line: f"{line.place} {line.name}"),
        "pages": pages_of_leavers(),
        "foot": feet_of_leavers(asked, tree.of_scope, [])["leavers"],
    }
    return render(request, "dashboards/paths_waiting.html", context)


@require_GET
def flows(request: HttpRequest) -> HttpResponse:
    """From which school of grade 9 to which school, the three newest cohorts together."""
    asked = access.page_query(request)
    grade = int(one_of(request, "grade", [str(each) for each in COHORT_GRADES]) or 9)
    newest = newest_cohorts(grade)
    if not newest:
        return render(request, "dashboards/no_leavers.html", {"asked": asked})
    unit = access.find_commune(asked, place) if (place := code_of(request.GET, "commune")) else None
    seen = access.schools_of(asked).select_related("unit")
    own = seen.filter(unit=unit) if unit else seen
    table = flow_table(newest, own, asked.smallest, timezone.localdate())
    if asked.export:
        return exports.flows(asked.export, newest, table)
    shown = table.cut(MOST_COLUMNS)
    units = {each.unit.code: each.unit.full_name for each in seen if each.unit}
    context = {
        "asked": asked,
        "cohorts": newest,
        "unit": unit,
        "chosen_unit": unit.code if unit else "",
        "units": sorted(units.items(), key=lambda each: each[1]),
        "columns": shown.columns,
        "more": len(table.columns) - len(shown.columns),
        "page": listed_page(request, shown.rows, lambda row: row.school.pk),
        "pages": pages_of_leavers(),
        "foot": foot_of_flows(asked, len(table.rows)),
    }
    return render(request, "dashboards/flows.html", context)
