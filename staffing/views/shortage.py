"""One shortage in the figures of four pages, each difference between them by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from eduportal.core.numbers import grouped_text
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from schools.choices import Stage
from staffing.choices import ScenarioState
from staffing.models import OpenCell, Scenario
from staffing.rebalance.options import FULL_LOAD
from staffing.rules.outlook import year_code
from staffing.rules.reconciling import (
    PLACES,
    Line,
    Opened,
    Row,
    shown,
    towards_plan,
    towards_recruitment,
)
from staffing.rules.recruitment import demand_of
from staffing.selectors.scenarios import scenarios_of
from staffing.views.asked import Asked, asked_for, frame_of
from staffing.views.recruitment import schools_ahead

# Plans there is something to say about, the one that counts first.
COMPUTED = (ScenarioState.PUBLISHED, ScenarioState.SOLVED, ScenarioState.CLOSED)
NAMES: dict[Row, Any] = {
    Row.BY_SUBJECT: _("Short by subject today"),
    Row.NO_OUTLOOK: _("Schools whose next year is not counted"),
    Row.CLASSES: _("Classes that move up, begin and end"),
    Row.PEOPLE: _("People who retire, leave, come and come back"),
    Row.OUTLOOK: _("Short by subject next year"),
    Row.HOMEROOMS: _("Homerooms and activities: no subject, so that nobody is recruited for them"),
    Row.DEMAND: _("Posts open in the demand of recruitment"),
    Row.PARTS: _("Parts of a post: shared, paid as overtime, or rounded within a subject"),
    Row.TO_RECRUIT: _("Whole posts to recruit"),
    Row.LEFT_OUT: _("Schools that plans leave out: private, centres, without a place on the map"),
    Row.NOT_COUNTED: _("Schools in the plan whose balance is not counted"),
    Row.PRESCHOOLS: _("Preschools: counted by groups of children, not by subject"),
    Row.PLAN_HOMEROOMS: _("Homerooms and activities after the best arrangement within each school"),
    Row.ARRANGED: _("Second subjects, and the arrangement within each school"),
    Row.PLAN_BEFORE: _("Open in the plan before anybody moves"),
    Row.MOVED: _("Covered by the plan's proposals"),
    Row.PLAN_AFTER: _("Open in the plan afterwards"),
}
PAGES = {
    Row.BY_SUBJECT: "staffing:balance-totals",
    Row.OUTLOOK: "staffing:outlook-totals",
    Row.DEMAND: "staffing:recruitment",
    Row.TO_RECRUIT: "staffing:recruitment",
}


@dataclass(frozen=True)
class RowShown:
    """One row; `url` is the page that shows the figure."""

    name: Any
    posts: str
    is_figure: bool
    url: str


@require_GET
def shortage(request: HttpRequest) -> HttpResponse:
    """From the balance to the demand of recruitment, and to what a plan leaves open."""
    asked = asked_for(request, [], ahead=True)
    plans = _plans(request, asked)
    code = one_of(request, "plan", [str(each.public_id) for each in plans])
    plan = next((each for each in plans if str(each.public_id) == code), next(iter(plans), None))
    context = {
        "next_year": year_code(asked.year.code, 1).replace("-", "–"),
        "ahead": _rows(_towards_recruitment(asked), _address(asked)),
        "plan": plan,
        "plans": [(str(each.public_id), each.name) for each in plans],
        "chosen": str(plan.public_id) if plan else "",
        "planned": _rows(_towards_plan(asked, plan), _address(asked), plan) if plan else [],
        "may_plan": request.scope.can(Action.PLAN_STAFF),
        **frame_of(request, asked),
    }
    return render(request, "staffing/shortage.html", context)


def _plans(request: HttpRequest, asked: Asked) -> list[Scenario]:
    """Computed plans of the year, a published one first; they are the Department's."""
    if not request.scope.can(Action.PLAN_STAFF):
        return []
    plans = [each for each in scenarios_of(asked.year) if each.state in COMPUTED]
    return sorted(plans, key=lambda each: COMPUTED.index(ScenarioState(each.state)))


def _address(asked: Asked) -> dict[str, str]:
    narrowed = {name: value for name, value in asked.narrowed.items() if value}
    return narrowed | {"year": asked.year.code}


def _towards_recruitment(asked: Asked) -> list[Line]:
    rows = asked.counts.rows
    whole = sum(line.posts for line in demand_of(schools_ahead(rows)))
    pairs = ((row.figures, row.years[0].counted if row.years else None) for row in rows)
    return towards_recruitment(pairs, whole)


def _towards_plan(asked: Asked, plan: Scenario) -> list[Line]:
    cells = OpenCell.objects.filter(part__scenario=plan, school__in=asked.schools)
    opened = [
        Opened(
            school,
            subject,
            stage == Stage.PRESCHOOL,
            *(Fraction(each, FULL_LOAD[stage]) for each in units),
        )
        for school, stage, subject, *units in cells.values_list(
            "school_id", "part__stage", "subject", "before", "after"
        )
    ]
    return towards_plan({row.school.pk: row.figures for row in asked.counts.rows}, opened)


def _rows(
    lines: Sequence[Line], narrowed: dict[str, str], plan: Scenario | None = None
) -> list[RowShown]:
    """Differences of nothing are left out."""
    return [
        RowShown(NAMES[line.row], _text(line, posts), line.is_figure, _url(line, narrowed, plan))
        for line, posts in zip(lines, shown(lines), strict=True)
        if line.is_figure or posts
    ]


def _text(line: Line, posts: Decimal) -> str:
    text = grouped_text(abs(posts), PLACES)
    if line.is_figure:
        return text
    return f"−{text}" if posts < 0 else f"+{text}"


def _url(line: Line, narrowed: dict[str, str], plan: Scenario | None) -> str:
    if line.row in PAGES:
        return reverse(PAGES[line.row], query=narrowed)
    if plan and line.is_figure:
        return reverse("staffing:plan", args=[plan.public_id])
    return ""
