"""What a person does on the board. Rows say it; the next run, within ten seconds, carries it out.

No page here waits for the broker or for another node.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from eduportal.exchange.models import OutboxEntry
from eduportal.exchange.services import (
    ask_about_parked,
    ask_to_compare,
    send_again,
    send_all_again,
)
from eduportal.scoping.actions import Action


@require_POST
def entry_send(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Send a package again, whatever the node above has said of it."""
    entry = get_object_or_404(OutboxEntry.objects.select_related("package"), pk=entry_id)
    if not request.scope.can(Action.MANAGE_EXCHANGE, entry.school_id):
        raise Http404
    if send_again(entry.pk):
        messages.success(request, _("The package will be sent again."))
    else:
        messages.info(request, _("The package does not need to be sent again."))
    return redirect("exchange:package-detail", package_hash=entry.package.hash)


@require_POST
def send_all(request: HttpRequest) -> HttpResponse:
    """Send everything again that waits for a person, and ask again about what is parked above."""
    if not request.scope.can_somewhere(Action.MANAGE_EXCHANGE):
        raise Http404
    school_ids = request.scope.schools_where(Action.MANAGE_EXCHANGE)
    count = send_all_again(school_ids) + ask_about_parked(school_ids)
    messages.success(
        request,
        ngettext("%(count)d package goes again.", "%(count)d packages go again.", count)
        % {"count": count},
    )
    return redirect("exchange:board")


@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Have this node compared with those above now, of every school."""
    # A comparison is of all schools, and repairs all of them.
    if not request.scope.is_everywhere or not request.scope.can(Action.MANAGE_EXCHANGE):
        raise Http404
    if ask_to_compare():
        messages.success(request, _("The comparison begins within ten seconds."))
    else:
        messages.info(request, _("There is no portal above to compare with."))
    return redirect("exchange:board")
