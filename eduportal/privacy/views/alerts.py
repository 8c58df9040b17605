"""Alerts for the administrator: which account asked for too much, and what it was."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.privacy.forms import AnswerForm
from eduportal.privacy.models import Alert
from eduportal.privacy.selectors import ALERT_ORDER, alerts
from eduportal.privacy.services.alerts import AlreadyAnswered, answer_alert
from eduportal.privacy.titles import FILES, title_of
from eduportal.scoping.actions import Action


def require_administering(request: HttpRequest) -> None:
    """Http404 for everybody who does not administer the node."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404


@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    """The open alerts, then those that were answered."""
    require_administering(request)
    page = keyset_page(request, alerts(), ALERT_ORDER)
    _accounts_shown(request, *page)
    rows = [(alert, _title(alert)) for alert in page]
    return render(request, "privacy/alert_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def alert_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert, and the form that closes it."""
    require_administering(request)
    alert = get_object_or_404(alerts(), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_alert(alert=alert, user_id=request.user.pk, note=form.cleaned_data["note"])
        except AlreadyAnswered:
            messages.error(request, _("Another person has answered this alert in the meantime."))
            return redirect("privacy:alert-detail", pk=pk)
        messages.success(request, _("The alert is answered."))
        return redirect("privacy:alert-list")
    _accounts_shown(request, alert)
    context = {"alert": alert, "page_title": _title(alert), "form": form}
    return render(request, "privacy/alert_detail.html", context)


def _accounts_shown(request: HttpRequest, *shown: Alert) -> None:
    looked(request, Kind.ACCOUNT, {(alert.user_id, None) for alert in shown})


def _title(alert: Alert) -> str:
    return str(FILES.get(alert.page) or title_of(alert.page))
