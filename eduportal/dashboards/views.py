"""The officials' pages, from the province down to a class."""

from operator import attrgetter
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from eduportal.core.keyset import listed_page
from eduportal.dashboards import access, exports
from eduportal.dashboards.figures import selectors
from eduportal.dashboards.hiding.level_tree import LevelTree
from eduportal.dashboards.questions import home, progress, received, results
from eduportal.dashboards.questions.figure import Place
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
    context: dict[str, object] = {
        "term_name": period.title,
        "received": received.received_by_node(period, asked.school_ids),
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
    context["places"] = progress.commune_lines(schools)
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
    context |= {"unit": unit, "places": home.school_rows(asked.term, schools)}
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
    context |= {
        "school": place,
        "lines": lines,
        "packages": list(received.packages_of_school(place, received.received_period(asked.term))),
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
    figures = selectors.term_figures(asked.term, asked.school_ids)
    [mine] = [row for row in figures.schools if row.school.pk == group.school_id]
    rows = selectors.class_rows(group.school, asked.term)
    lines = progress.class_lines(mine, LevelTree(figures.schools, asked.smallest), rows, "")
    context = {
        "asked": asked,
        "term": asked.term,
        "group": group,
        "sheets": sheets,
        "line": next((line for line in lines if line.group.pk == group.pk), None),
        "level_names": results.level_names(),
        "smallest": asked.smallest,
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
        **progress.days_of(asked.term),
        "page": page,
        "lines": [progress.school_line(row) for row in page],
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
    }
    return render(request, "dashboards/received.html", context)
