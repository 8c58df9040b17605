"""What became of the records for the Ministry's database, at the Department that reports there."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of
from eduportal.exchange.models import MinistryRecord
from eduportal.exchange.selectors.ministry import (
    COLUMNS,
    KINDS,
    RECORD_ORDER,
    SHOWN,
    ShownRecord,
    blocked,
    by_kind,
    explained,
    heard,
    left_here,
    persons_told_of,
    records_listed,
    state_named,
)
from eduportal.exchange.selectors.proof import may_read_lines
from eduportal.exchange.services import is_reporting, send_refused_again
from eduportal.exchange.states import RecordState
from eduportal.exchange.views.board import may_prove, require_everything
from eduportal.scoping.actions import Action


def require_department(request: HttpRequest) -> None:
    """Raise Http404 unless this is a Department, and the reader sees its whole exchange."""
    if settings.EDUPORTAL_TIER != "department":
        raise Http404
    require_everything(request)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How many records of each kind stand where, what cannot be expressed, what was answered."""
    require_department(request)
    rows = by_kind()
    context = {
        "is_on": is_reporting(),
        "rows": rows,
        "columns": [state.label for state in COLUMNS],
        "refused": sum(row.counts.get(RecordState.REFUSED, 0) for row in rows),
        "blocked": blocked(),
        "heard": heard(),
        "left": left_here(),
        "can_manage": request.scope.can(Action.MANAGE_EXCHANGE),
        "as_of": timezone.now(),
    }
    return render(request, "exchange/ministry.html", context)


@require_GET
def record_list(request: HttpRequest) -> HttpResponse:
    """The records of a kind and state, each with its reasons and its package.

    The words of the Ministry's database may name a child: they are for those who may see the lines
    of packages, and in the access log.
    """
    require_department(request)
    kind = one_of(request, "kind", list(KINDS))
    show = one_of(request, "show", list(SHOWN)) or "troubled"
    page = keyset_page(request, records_listed(kind, show), RECORD_ORDER)
    scope, listed = request.scope, explained(page.object_list)
    readable = [each for each in listed if may_read_lines(scope, each.record.school_id)]
    looked(request, Kind.STUDENT, persons_told_of(readable))
    shown = [_shown(request, each, is_readable=each in readable) for each in listed]
    states = [(state.value, state.label, state == show) for state in RecordState]
    context = {
        "page": page,
        "shown": shown,
        "kind": kind,
        "title": KINDS.get(kind, ""),
        "filters": [("troubled", _("to be looked at"), show == "troubled"), *states],
    }
    return render(request, "exchange/ministry_records.html", context)


def _shown(
    request: HttpRequest, each: ShownRecord, *, is_readable: bool
) -> tuple[ShownRecord, str, str, bool]:
    """A record, the other side's state and words for it, and whether its student can be opened."""
    words = each.words if is_readable else ""
    return each, state_named(each.record.theirs), words, _proof_of(request, each.record)


def _proof_of(request: HttpRequest, record: MinistryRecord) -> bool:
    """Whether the reader may open the page of the student the record is about."""
    is_student = record.kind in ("student", "result", "mark")
    return is_student and may_prove(request, record.school_id)


@require_POST
def send_refused(request: HttpRequest) -> HttpResponse:
    """Send again, as it is, what the Ministry's database has refused."""
    require_department(request)
    if not request.scope.can(Action.MANAGE_EXCHANGE):
        raise Http404
    count = send_refused_again()
    messages.success(
        request,
        ngettext("%(count)d record goes again.", "%(count)d records go again.", count)
        % {"count": count},
    )
    return redirect("exchange:ministry")
