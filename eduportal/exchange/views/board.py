"""The board: what was sealed, what the level above has accepted, what came back."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of
from eduportal.exchange.feeds import explained, feed_for, title_of
from eduportal.exchange.models import Package
from eduportal.exchange.selectors import (
    FILTERS,
    PACKAGE_ORDER,
    Narrowed,
    accepted_above,
    checked_custody,
    checked_receipts,
    contents_of,
    is_intact,
    latest_deliveries,
    packages_listed,
    persons_named,
    versions_of,
)
from eduportal.exchange.selectors.differences import differences, persons_differing
from eduportal.exchange.selectors.matrix import ALL_PERIODS, board_of, period_name
from eduportal.exchange.selectors.places import differing, peers_now, undecided, waiting_at
from eduportal.exchange.selectors.proof import has_students, may_read_lines
from eduportal.exchange.selectors.sides import theirs_named
from eduportal.exchange.selectors.standing import Cause, causes_of, years_held
from eduportal.exchange.sentences import remedy, totals_in_words
from eduportal.exchange.states import PackageState
from eduportal.registry import FEEDS
from eduportal.scoping.actions import Action
from schools.models import Term
from schools.period import term_of

# What a school corrects, or seals again.
CORRECTED = (PackageState.ACCEPTED, PackageState.RETURNED)
# Filters that say nothing on a node without one above.
ONLY_BELOW = ("waiting", "accepted")


def require(request: HttpRequest, action: Action) -> None:
    """Raise Http404 unless a role in force gives the action somewhere."""
    if not request.scope.can_somewhere(action):
        raise Http404


def require_everything(request: HttpRequest) -> None:
    """Raise Http404 unless the reader sees the exchange of every school."""
    require(request, Action.SEE_EXCHANGE)
    sees_some = request.scope.schools_where(Action.SEE_EXCHANGE) is not None
    if sees_some or not request.scope.is_everywhere:
        raise Http404


def may_prove(request: HttpRequest, school_id: int) -> bool:
    """Whether the reader may see marks of the school and how they travelled."""
    needed = (Action.SEE_EXCHANGE, Action.READ_MARKS)
    return all(request.scope.can(action, school_id) for action in needed)


@dataclass(frozen=True)
class ShownCause:
    """A cause in words: what it is, and what is done about it by whom."""

    cause: Cause
    text: str
    remedy: str
    feed: str


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Each feed in each period: what should be there, and how far it has come."""
    require(request, Action.SEE_EXCHANGE)
    school_ids = request.scope.schools_where(Action.SEE_EXCHANGE)
    # Requests to other nodes carry packages of every school.
    sees_all = request.scope.is_everywhere and school_ids is None
    term, peers = term_of(request), peers_now()
    years, year = _years(request, term)
    can, manage = request.scope.can, Action.MANAGE_EXCHANGE
    context: dict[str, Any] = {
        "board": board_of(year, school_ids, bool(peers.above)),
        "years": years,
        "now": one_of(request, "period", ALL_PERIODS) or (term.period if term else "hk1"),
        "causes": [_shown(cause) for cause in causes_of(year, school_ids)],
        "waiting": waiting_at(school_ids),
        "undecided": [(each, can(manage, each.school_id)) for each in undecided(school_ids)],
        "differing": [
            (package, may_read_lines(request.scope, package.school_id))
            for package in differing(school_ids)
        ],
        "sees_all": sees_all,
        "reports_above": settings.EDUPORTAL_TIER == "department",
        "above": peers.above,
        "below": peers.below if sees_all else [],
        "deliveries": latest_deliveries() if sees_all else [],
        "can_manage": request.scope.can_somewhere(manage),
        "can_compare": sees_all and can(manage),
        "as_of": timezone.now(),
    }
    return render(request, "exchange/board.html", context)


@require_GET
def packages(request: HttpRequest) -> HttpResponse:
    """The newest package of each scope, narrowed by where it stands, feed, period and cause."""
    require(request, Action.SEE_EXCHANGE)
    narrowed = Narrowed(
        one_of(request, "show", list(FILTERS)) or "all",
        code_of(request.GET, "feed"),
        code_of(request.GET, "year"),
        one_of(request, "period", ALL_PERIODS),
        code_of(request.GET, "cause"),
        code_of(request.GET, "school"),
    )
    school_ids = request.scope.schools_where(Action.SEE_EXCHANGE)
    page = keyset_page(request, packages_listed(school_ids, narrowed), PACKAGE_ORDER)
    above = peers_now().above
    offered = [name for name in FILTERS if above or name not in ONLY_BELOW]
    context = {
        "page": page,
        "rows": [(package, title_of(package.feed)) for package in page.object_list],
        "above": above,
        "filters": [(name, FILTERS[name][0], name == narrowed.show) for name in offered],
        "chips": _chips(request, narrowed),
        "cause": explained(narrowed.feed, narrowed.cause, "") if narrowed.cause else "",
        "remedy": remedy(narrowed.cause) if narrowed.cause else "",
        "is_narrowed": narrowed != Narrowed(),
    }
    return render(request, "exchange/packages.html", context)


def _chips(request: HttpRequest, narrowed: Narrowed) -> list[tuple[str, str]]:
    """What the list is narrowed to besides the tabs: the words, and the query without it."""
    said = {
        "feed": title_of(narrowed.feed) if narrowed.feed else "",
        "year": narrowed.year,
        "period": period_name(narrowed.period) if narrowed.period else "",
        "school": narrowed.school,
        "cause": gettext("One cause") if narrowed.cause else "",
    }
    return [(words, _without(request, name)) for name, words in said.items() if words]


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    for each in (name, "after", "before"):
        query.pop(each, None)
    return query.urlencode()


@require_GET
def package_detail(request: HttpRequest, package_hash: str) -> HttpResponse:
    """One package: what it says, who vouches for it, and every step of its way."""
    package = _package(request, package_hash)
    custody = checked_custody(package)
    can_read = may_read_lines(request.scope, package.school_id)
    receipts = checked_receipts(package, with_lines=can_read)
    if can_read:
        refused = persons_named(package, (each.receipt for each in receipts))
        looked(request, Kind.STUDENT, refused)
    entries = list(package.outbox.select_related("peer").order_by("peer"))
    may_manage = request.scope.can(Action.MANAGE_EXCHANGE, package.school_id)
    context = {
        "package": package,
        "totals": totals_in_words(package.totals),
        "feed": title_of(package.feed),
        "custody": custody,
        "checked_at": timezone.now(),
        "is_intact": is_intact(package, custody),
        "entries": entries,
        "decidable": [e.pk for e in entries if may_manage and theirs_named(e) is not None],
        "receipts": receipts,
        "versions": versions_of(package),
        "may_prove": has_students(package) and may_prove(request, package.school_id),
        "correct_url": _correct_url(request, package),
        "may_export": request.scope.may_export(frozenset({package.school_id})),
        "can_send_again": may_manage,
        "can_read": can_read,
        "has_other_above": accepted_above(package) not in (None, package),
    }
    return render(request, "exchange/package_detail.html", context)


@require_GET
def package_differences(request: HttpRequest, package_hash: str) -> HttpResponse:
    """What a package says otherwise than the version the node above has accepted, by student."""
    package = _package(request, package_hash)
    if not may_read_lines(request.scope, package.school_id):
        raise Http404
    above = accepted_above(package)
    mine, theirs = contents_of(package), contents_of(above) if above else None
    if above is None or mine is None or theirs is None or above.hash == package.hash:
        raise Http404
    looked(request, Kind.STUDENT, persons_differing(mine, theirs))
    context = {"package": package, "above": above, "differences": differences(mine, theirs)}
    return render(request, "exchange/package_differences.html", context)


def _years(request: HttpRequest, term: Term | None) -> tuple[list[str], str]:
    """The school years to choose from, and the one shown: that of the term unless asked for."""
    now = [term.school_year.code] if term else []
    years = sorted({*years_held(), *now}, reverse=True)
    return years, one_of(request, "year", years) or next(iter([*now, *years]), "")


def _package(request: HttpRequest, package_hash: str) -> Package:
    """The package, if the user may see its school's exchange; otherwise Http404."""
    package = get_object_or_404(Package.objects.select_related("school"), hash=package_hash)
    if not request.scope.can(Action.SEE_EXCHANGE, package.school_id):
        raise Http404
    return package


def _correct_url(request: HttpRequest, package: Package) -> str:
    """Where who may seal for the school corrects what counts, or seals again what came back."""
    may_seal = request.scope.can(Action.SEAL_MARKS, package.school_id)
    if not may_seal or package.feed not in FEEDS or package.state not in CORRECTED:
        return ""
    return feed_for(package.feed).page_of(package)


def _shown(cause: Cause) -> ShownCause:
    text = explained(cause.feed, cause.code, cause.message)
    return ShownCause(cause, text, remedy(cause.code), title_of(cause.feed))
