"""Students who count elsewhere: here, but in no number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.exchange.selectors.held import (
    HELD_ORDER,
    held_lines,
    may_name,
    named,
    persons_held,
)
from eduportal.exchange.views.board import require
from eduportal.scoping.actions import Action


@require_GET
def held_list(request: HttpRequest) -> HttpResponse:
    """Each student of the scope with two lines in a period, the one that does not count.

    Named to those who may see the school's students or marks; the others see class and school.
    """
    require(request, Action.SEE_EXCHANGE)
    school_ids = request.scope.schools_where(Action.SEE_EXCHANGE)
    page = keyset_page(request, held_lines(school_ids), HELD_ORDER)
    shown = [line for line in page.object_list if may_name(request.scope, line)]
    looked(request, Kind.STUDENT, persons_held(shown))
    context = {"page": page, "held": named(request.scope, page.object_list)}
    return render(request, "exchange/held.html", context)
