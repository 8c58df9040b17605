"""Every account of the node, for the Department's administrator: its officials above all."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from eduportal.accounts import authority
from eduportal.accounts.province import CLOSED, OFFICIALS, ORDERS, ROLELESS, accounts_kept
from eduportal.accounts.roles import Role
from eduportal.accounts.views.people import require_administering
from eduportal.core.downloads import download
from eduportal.core.keyset import keyset_page, sorting_of
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of, search_text
from eduportal.workbooks.writing import Value, write_xlsx

EVERYBODY = "all"
SHOWN = {
    OFFICIALS: gettext_lazy("officials and machines"),
    EVERYBODY: gettext_lazy("everybody"),
    ROLELESS: gettext_lazy("without a role"),
    CLOSED: gettext_lazy("closed"),
}


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The accounts of the node, searched and narrowed; the Department's and communes' at first."""
    require_administering(request)
    text, school = search_text(request), code_of(request.GET, "school")
    role = one_of(request, "role", Role.values)
    # Who asks for something means everybody, unless told otherwise.
    usual = EVERYBODY if text or school or role else OFFICIALS
    show = one_of(request, "show", list(SHOWN)) or usual
    managed = authority.managed_by(request.user)
    accounts = accounts_kept(managed=managed, text=text, show=show, role=role, school=school)
    sorting = sorting_of(request, ORDERS)
    may_export = request.scope.may_export(None)
    if one_of(request, "export", ["xlsx"]) and may_export:
        return _file(request, accounts.order_by(*sorting.order))
    page = keyset_page(request, accounts, sorting.order)
    looked(request, Kind.ACCOUNT, ((account.pk, None) for account in page))
    context = {
        "page": page,
        "sorting": sorting,
        "may_export": may_export,
        "text": text,
        "school_code": school,
        "role": role,
        "show": show,
        "roles": Role.choices,
        "shown": SHOWN.items(),
    }
    return render(request, "accounts/people.html", context)


def _file(request: HttpRequest, accounts: Iterable[Any]) -> HttpResponse:
    """Every account of the list, not one page of it."""
    rows = list(accounts)
    looked(request, Kind.ACCOUNT, ((account.pk, None) for account in rows))
    titles: list[Value] = [_("Full name"), _("User name"), _("E-mail"), _("Roles")]
    titles += [_("Last sign-in"), _("State")]
    lines = [[*_who(account), _last_sign_in(account), _state(account)] for account in rows]
    return download(write_xlsx([(_("Accounts"), [titles, *lines])]), "accounts")


def _who(account: Any) -> list[Value]:
    roles = [
        " ".join(filter(None, [str(held.get_role_display()), str(held.school or held.unit or "")]))
        for held in account.held
    ]
    return [account.full_name, account.username, account.email, ", ".join(roles)]


def _last_sign_in(account: Any) -> Value:
    at = account.last_login
    return timezone.localtime(at).replace(tzinfo=None) if at else None


def _state(account: Any) -> str:
    if not account.is_active:
        return pgettext("account", "closed")
    if not account.has_usable_password():
        return _("no password yet")
    return pgettext("account", "open")
