"""The board: what was sealed, what was delivered, what came back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.exchange.models import OutboxEntry, Package
from eduportal.exchange.selectors import (
    FILTERS,
    PACKAGE_ORDER,
    board_summary,
    checked_custody,
    checked_receipts,
    is_intact,
    latest_deliveries,
    packages_listed,
    persons_named,
    versions_of,
)
from eduportal.exchange.selectors.proof import names_students
from eduportal.exchange.services import send_again
from eduportal.scoping.actions import Action


def require(request: HttpRequest, action: Action) -> None:
    """Raise Http404 unless a role in force gives the action somewhere."""
    if not request.scope.can_somewhere(action):
        raise Http404


def may_prove(request: HttpRequest, school_id: int) -> bool:
    """Whether the reader may see marks of the school and how they travelled."""
    needed = (Action.SEE_EXCHANGE, Action.READ_MARKS)
    return all(request.scope.can(action, school_id) for action in needed)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Each class and term of the scope, with its way up."""
    require(request, Action.SEE_EXCHANGE)
    chosen = request.GET.get("show", "all")
    if chosen not in FILTERS:
        raise Http404
    school_ids = request.scope.schools_where(Action.SEE_EXCHANGE)
    # Requests to other nodes carry packages of every school.
    sees_all = request.scope.is_everywhere and school_ids is None
    context = {
        "summary": board_summary(school_ids),
        "page": keyset_page(request, packages_listed(school_ids, chosen), PACKAGE_ORDER),
        "filters": [(name, label, name == chosen) for name, (label, _q) in FILTERS.items()],
        "chosen": chosen,
        "sees_all": sees_all,
        "deliveries": latest_deliveries() if sees_all else [],
    }
    return render(request, "exchange/board.html", context)


@require_GET
def package_detail(request: HttpRequest, package_hash: str) -> HttpResponse:
    """One package: what it says, who vouches for it, and every step of its way."""
    package = get_object_or_404(Package.objects.select_related("school"), hash=package_hash)
    if not request.scope.can(Action.SEE_EXCHANGE, package.school_id):
        raise Http404
    custody = checked_custody(package)
    receipts = checked_receipts(package)
    refused = persons_named(package, (each.receipt for each in receipts))
    looked(request, Kind.STUDENT, refused)
    context = {
        "package": package,
        "custody": custody,
        "checked_at": timezone.now(),
        "is_intact": is_intact(package, custody),
        "entries": package.outbox.select_related("peer").order_by("peer"),
        "receipts": receipts,
        "versions": versions_of(package),
        "may_prove": names_students(package) and may_prove(request, package.school_id),
        "may_export": request.scope.may_export(frozenset({package.school_id})),
        "can_send_again": request.scope.can(Action.MANAGE_EXCHANGE, package.school_id),
    }
    return render(request, "exchange/package_detail.html", context)


@require_POST
def entry_send(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Put an entry that needed a person back into the queue."""
    entry = get_object_or_404(OutboxEntry.objects.select_related("package"), pk=entry_id)
    if not request.scope.can(Action.MANAGE_EXCHANGE, entry.school_id):
        raise Http404
    if send_again(entry.pk):
        messages.success(request, _("The package will be sent again."))
    else:
        messages.info(request, _("The package does not need to be sent again."))
    return redirect("exchange:package-detail", package_hash=entry.package.hash)
