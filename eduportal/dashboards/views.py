"""The officials' pages, from the province down to a class."""

from collections.abc import Sequence
from operator import attrgetter
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eduportal.core.keyset import listed_page
from eduportal.dashboards import access, exports
from eduportal.dashboards.figures import selectors
from eduportal.dashboards.figures.elsewhere import PACKAGES
from eduportal.dashboards.figures.selectors import Tally
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.questions import feet, home, progress, received, results
from eduportal.dashboards.questions.figure import Place
from eduportal.dashboards.questions.foot import page_of
from eduportal.exchange.selectors import node_names
from eduportal.scoping.actions import Action
from grades.selectors import sheets_of_class


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The whole scope by commune; a user of one commune or school goes straight there."""
    asked = access.page_query(request)
    place = access.only_place(asked)
    if place:
        return redirect(f"{place}?{request.GET.urlencode()}" if request.GET else place)
    period = received.received_period(asked.term)
    delivered = received.received_by_node(period, asked.school_ids)
    context: dict[str, object] = {
        "term_name": period.title,
        "received": delivered,
        **_packages(delivered),
    }
    if asked.term is None:
        return render(request, "dashboards/no_term.html", context)
    figures = selectors.term_figures(asked.term, asked.school_ids)
    tree = LevelTree(figures.schools, asked.smallest)
    schools = figures.in_stage(asked.stage)
    if asked.export:
        return exports.by_commune(exports.File(asked.export, asked.term), schools, tree)
    context |= progress.board(asked, asked.term, figures, schools, tree.of_scope, Place())
    context |= home.first_page(asked, asked.term, schools, is_all=asked.school_ids is None)
    context["places"] = progress.commune_lines(schools, asked.stage)
    return render(request, "dashboards/overview.html", context)


@require_GET
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """One commune or ward by school."""
    asked = access.page_query(request)
    unit = access.find_commune(asked, code)
    if asked.term is None:
        return render(request, "dashboards/no_term.html", {"received": []})
    figures = selectors.term_figures(asked.term, asked.school_ids)
    tree = LevelTree(figures.schools, asked.smallest)
    schools = [row for row in figures.in_stage(asked.stage) if row.school.unit_id == unit.pk]
    if asked.export:
        return exports.by_school(exports.File(asked.export, asked.term), schools, tree)
    context = progress.board(
        asked,
        asked.term,
        figures,
        schools,
        lambda stage: tree.of_communes(stage)[unit.pk],
        Place(unit),
    )
    context |= home.first_page(asked, asked.term, schools, is_all=False)
    context |= {"unit": unit, "places": home.school_rows(asked.term, schools, asked.stage)}
    return render(request, "dashboards/commune.html", context)


@require_GET
def school(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One school by class, and what its own node has delivered."""
    asked = access.page_query(request)
    place = access.find_school(asked, public_id)
    if asked.term is None:
        return render(request, "dashboards/no_term.html", {"received": []})
    figures = selectors.term_figures(asked.term, asked.school_ids)
    tree = LevelTree(figures.schools, asked.smallest)
    [mine] = [row for row in figures.schools if row.school.pk == place.pk]
    lines = progress.class_lines(mine, tree, selectors.class_rows(place, asked.term), asked.stage)
    if asked.export:
        return exports.by_class(exports.File(asked.export, asked.term), place, lines)
    context = progress.board(
        asked,
        asked.term,
        figures,
        [mine.in_stage(asked.stage)],
        lambda stage: tree.of_school(mine, stage),
        Place(school=place),
    )
    packages = list(received.packages_of_school(place, received.received_period(asked.term)))
    context |= {
        "school": place,
        "lines": lines,
        "packages": packages,
        "packages_page": page_of(PACKAGES),
        "packages_foot": feet.received_foot(len(packages), [each.received_at for each in packages]),
    }
    return render(request, "dashboards/school.html", context)


@require_GET
def class_group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One class by subject: progress and state, no student."""
    asked = access.page_query(request)
    group = access.find_class(asked, public_id)
    if asked.term is None:
        return render(request, "dashboards/no_term.html", {"received": []})
    sheets = sheets_of_class(group, asked.term)
    if asked.export:
        return exports.by_subject(exports.File(asked.export, asked.term), group, sheets)
    figures = selectors.term_figures(asked.term, asked.school_ids, with_days=False)
    [mine] = [row for row in figures.schools if row.school.pk == group.school_id]
    rows = selectors.figured_classes(group.school, asked.term)
    lines = progress.class_lines(mine, LevelTree(figures.schools, asked.smallest), rows, "")
    line = next((line for line in lines if line.group.pk == group.pk), None)
    tally, place = line.tally if line else Tally(), Place(school=group.school)
    context = {
        "asked": asked,
        "term": asked.term,
        "group": group,
        "sheets": sheets,
        "line": line,
        "links": place.links(""),
        "feet": {
            "places": feet.progress_foot(asked, figures, tally, place),
            "results": feet.results_foot(asked, figures, tally, place),
        },
        "level_names": results.level_names(),
        "can_read": request.scope.can(Action.READ_MARKS, group.school_id),
    }
    return render(request, "dashboards/class.html", context)


@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """Every school that has not handed in all its sheets."""
    asked = access.page_query(request)
    if asked.term is None:
        return render(request, "dashboards/no_term.html", {"received": []})
    figures = selectors.term_figures(asked.term, asked.school_ids)
    rows = progress.unfinished(figures.in_stage(asked.stage))
    if asked.export:
        lines = map(progress.school_line, rows)
        return exports.unfinished(exports.File(asked.export, asked.term), lines)
    page = listed_page(request, rows, lambda row: row.school.pk)
    context = {
        "asked": asked,
        "term": asked.term,
        "stages": progress.stage_choices(),
        "titles": progress.titles(),
        **progress.days_of(asked.term),
        "page": page,
        "lines": [progress.school_line(row, asked.stage) for row in page],
        "foot": feet.late_foot(asked, len(rows)),
    }
    return render(request, "dashboards/late.html", context)


@require_GET
def received_from(request: HttpRequest, node: str) -> HttpResponse:
    """What one other node has delivered, by school."""
    asked = access.page_query(request)
    period = received.received_period(asked.term)
    lines = received.received_by_school(period, asked.school_ids, node)
    if not lines:
        raise Http404
    context = {
        "node": node_names().get(node, node),
        "term_name": period.title,
        "page": listed_page(request, lines, attrgetter("code")),
        **_packages(lines),
    }
    return render(request, "dashboards/received.html", context)


def _packages(lines: Sequence[received.Received]) -> dict[str, object]:
    """What the packages of other portals mean, and the foot of their tile."""
    count = sum(line.accepted + line.waiting + line.returned for line in lines)
    foot = feet.received_foot(count, [line.newest for line in lines])
    return {"packages_page": page_of(PACKAGES), "packages_foot": foot}
