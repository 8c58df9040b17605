"""The board of the rules, and one rule with what it has found."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of
from eduportal.quality import files
from eduportal.quality.choices import BLOCKING, Area, Effect, State
from eduportal.quality.selectors import board as selectors
from eduportal.quality.selectors.board import RuleLine
from eduportal.quality.selectors.findings import ORDER, SHOWN, ShownList, findings, shown
from eduportal.quality.selectors.places import Place
from eduportal.quality.views.access import find_rule, may_remind, place_of
from schools.selectors import communes_of

EXPORT_FORMATS = ("xlsx", "csv")
# What the table of rules is narrowed to.
RULES_SHOWN = ("found", "urgent", "blocking", "unreliable", "all")
STATES = {**dict(State.choices), "overdue": _("overdue")}
# Findings of one school shown above its rules.
FIRST_FINDINGS = 10


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The rules of a place with what is open; a school sees its most urgent findings first."""
    place = place_of(request)
    area = one_of(request, "area", Area.values)
    show = one_of(request, "show", RULES_SHOWN) or "found"
    lines = selectors.rule_lines(place)
    totals = selectors.totals(place, lines)
    listed = [line for line in lines if not area or line.rule.area == area]
    counts = {name: len(_narrowed(listed, name)) for name in RULES_SHOWN}
    listed = _narrowed(listed, show)
    if export := _export(request, place):
        return files.rules_file(export, listed, place)
    context = {
        "place": place,
        "lines": listed,
        "totals": totals,
        "unreliable": [line for line in lines if line.is_unreliable],
        "counts": counts,
        "show": show,
        "area": area,
        "kept": [("show", show)],
        "percent": settings.EDUPORTAL_FALSE_ALARM_PERCENT,
        **_narrowing(request, place),
    }
    if place.school is not None:
        own = findings(place).order_by(*ORDER)[:FIRST_FINDINGS]
        context["first"] = _told(request, shown(own, request.scope)).lines
    return render(request, "quality/board.html", context)


@require_GET
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule in words, where it finds most, and the list of its findings."""
    found, place = find_rule(code), place_of(request)
    show = one_of(request, "state", SHOWN) or "open"
    rows = findings(place, shown=show, rule=code)
    if export := _export(request, place):
        listed = _told(request, shown(rows.order_by(*ORDER), request.scope))
        return files.findings_file(export, listed.lines, found)
    page = keyset_page(request, rows, ORDER)
    listed = _told(request, shown(page.object_list, request.scope))
    line = next(each for each in selectors.rule_lines(place) if each.rule is found)
    context = {
        "place": place,
        "rule": found,
        "line": line,
        "page": page,
        "rows": listed.lines,
        "show": show,
        "states": [(name, STATES[name]) for name in SHOWN],
        "kept": [("state", show)],
        "can_remind": line.overdue > 0 and may_remind(request, place),
        **_narrowing(request, place, code),
    }
    return render(request, "quality/rule.html", context)


def _narrowed(lines: list[RuleLine], show: str) -> list[RuleLine]:
    """The rules of one tab; those with most to do first, none hidden by what cannot be done."""
    kept = {
        "found": lambda line: line.open > 0,
        "urgent": lambda line: line.urgent > 0,
        "blocking": lambda line: line.rule.effect in [Effect(each) for each in BLOCKING],
        "unreliable": lambda line: line.is_unreliable,
        "all": lambda line: True,
    }[show]
    return sorted(filter(kept, lines), key=lambda line: (-line.urgent, -line.open, line.rule.code))


def _narrowing(request: HttpRequest, place: Place, code: str = "") -> dict[str, Any]:
    """What the filters of a page offer, and where there is most to do."""
    several = place.school_ids is None or len(place.school_ids) > 1
    units = communes_of(place.school_ids) if several else []
    return {
        "areas": Area.choices,
        "several": several,
        "unit_code": place.unit.code if place.unit is not None else "",
        "units": [(unit.code, unit.full_name) for unit in units],
        "most": selectors.places_with_most(place, code) if several and not place.school else [],
        "can_export": request.scope.may_export(_schools(place)),
    }


def _schools(place: Place) -> frozenset[int] | None:
    return frozenset([place.school.pk]) if place.school is not None else place.school_ids


def _export(request: HttpRequest, place: Place) -> str:
    """The kind of file asked for; raises PermissionDenied for who may not take it away."""
    kind = one_of(request, "export", EXPORT_FORMATS)
    if kind and not request.scope.may_export(_schools(place)):
        raise PermissionDenied
    return kind


def _told(request: HttpRequest, listed: ShownList) -> ShownList:
    looked(request, Kind.STUDENT, listed.students)
    looked(request, Kind.STAFF, listed.staff)
    return listed
