"""The register: all schemes with what they promise, one of them, where they overlap."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eduportal.core.params import one_of
from eduportal.reform.choices import SchemeKind, SchemeState
from eduportal.reform.forms import MergeForm, ReviewNewForm, WordsForm
from eduportal.reform.models import Indicator, Scheme
from eduportal.reform.rules import Shared
from eduportal.reform.selectors.readings import Sources
from eduportal.reform.selectors.register import (
    SchemeLine,
    lines_of,
    overlaps_of,
    same_group,
    same_owner,
    schemes,
)
from eduportal.reform.views.access import find_scheme, may_keep, require_reader
from eduportal.reform.views.files import register_file


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every scheme, those of one kind, or those that are late."""
    require_reader(request)
    chosen = one_of(request, "show", [*SchemeKind.values, "late", "ended"])
    every = list(schemes())
    running = [each for each in every if each.state == SchemeState.RUNNING]
    lines = lines_of(running, Sources())
    shown = _chosen(lines, chosen)
    if chosen == "ended":
        shown = lines_of([each for each in every if each not in running], Sources())
    if export := one_of(request, "export", ["xlsx", "csv"]):
        if not request.scope.may_export(None):
            raise PermissionDenied
        return register_file(shown, export)
    context = {
        "lines": shown,
        "chosen": chosen,
        "kinds": SchemeKind.choices,
        "may_keep": may_keep(request),
        "overlaps": _overlaps(running),
        "alike": _alike(running),
        "today": Sources().today,
    }
    return render(request, "reform/register.html", context | _counted(lines))


def _chosen(lines: list[SchemeLine], chosen: str) -> list[SchemeLine]:
    if chosen == "late":
        return [each for each in lines if each.late or each.missed]
    return [each for each in lines if not chosen or each.scheme.kind == chosen]


def _counted(lines: list[SchemeLine]) -> dict[str, Any]:
    measures = [row for each in lines for row in each.measures]
    indicators = [row for each in lines for row in each.indicators]
    return {
        "count": len(lines),
        "indicators": len(indicators),
        "counted": sum(row.reading is not None for row in indicators),
        "reached": sum(each.reached for each in lines),
        "missed": sum(each.missed for each in lines),
        "measures": len(measures),
        "late": sum(each.late for each in lines),
        "longest": max((row.late for row in measures), default=0),
    }


def _overlaps(running: list[Scheme]) -> list[dict[str, Any]]:
    """The indicators that several schemes have, with each scheme's targets."""
    by_pk = {each.pk: each for each in running}
    indicators = {
        indicator.pk: indicator
        for scheme in running
        for objective in scheme.objectives.all()
        for indicator in objective.indicators.all()
    }
    return [_overlap(each, by_pk, indicators) for each in overlaps_of(running)]


def _overlap(
    found: Shared, by_pk: dict[int, Scheme], indicators: dict[int, Indicator]
) -> dict[str, Any]:
    rows = [(by_pk[each.scheme], indicators[each.indicator]) for each in found.promises]
    return {"kind": found.kind, "indicator": rows[0][1], "rows": rows}


def _alike(running: list[Scheme]) -> list[tuple[str, list[Scheme]]]:
    """Schemes of one office, then those for the same people, each group under its words."""
    by_pk = {each.pk: each for each in running}
    groups = [("owner", each) for each in same_owner(running)]
    groups += [("target_group", each) for each in same_group(running)]
    return [(getattr(by_pk[group[0]], name), [by_pk[pk] for pk in group]) for name, group in groups]


@require_GET
def scheme(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One scheme: what it promises, its reviews, its history, what may be done with it."""
    found = find_scheme(request, public_id)
    (line,) = lines_of(schemes().filter(pk=found.pk), Sources())
    others = Scheme.objects.filter(state=SchemeState.RUNNING).exclude(pk=found.pk)
    context = {
        "scheme": found,
        "line": line,
        "reviews": found.reviews.select_related("made_by", "approved_by"),
        "history": found.steps.select_related("by").order_by("-pk"),
        "may_keep": may_keep(request),
        "is_running": found.state == SchemeState.RUNNING,
        "merge_form": MergeForm(others=others),
        "review_form": ReviewNewForm(),
        "words_form": WordsForm(),
    }
    return render(request, "reform/scheme.html", context)
