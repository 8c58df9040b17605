"""A school's own accounts: who has one, links, closing, roles. Only within one's own school."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eduportal.accounts import authority, directory
from eduportal.accounts.addresses import origin_of
from eduportal.accounts.admin_shown import revision_of
from eduportal.accounts.forms.keeping import RoleForm
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import SCHOOL_ROLES
from eduportal.accounts.services import guessing, managing
from eduportal.accounts.services.links import Slip, entrance_of
from eduportal.core.downloads import download
from eduportal.core.keyset import Order, listed_page, sorting_of
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import School

# Takes request, school and account; returns what to tell the person, or a page of its own.
Step = Callable[[HttpRequest, School, User], str | HttpResponse]
# Columns by which directory.in_order can put the list.
ORDERS: dict[str, Order] = {"name": (), "seen": ()}


@require_safe
def school_list(request: HttpRequest) -> HttpResponse:
    """The schools whose accounts the person manages; with only one, its page."""
    managed = request.scope.schools_where(Action.MANAGE_ACCOUNTS)
    schools = list(School.objects.filter(pk__in=managed or ()).order_by("name"))
    if not schools:
        raise Http404
    if len(schools) == 1:
        return redirect("accounts:school-accounts", schools[0].public_id)
    return render(request, "accounts/school_list.html", {"schools": schools})


@require_http_methods(["GET", "HEAD", "POST"])
def school_accounts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everyone with a role at the school; a POST prints links for the new accounts ticked."""
    school = managed_school(request, public_id)
    rows = directory.listed_at(school, managed=authority.managed_by(request.user))
    if request.method == "POST":
        return _print_ticked(request, school, rows)
    filters = {
        "show": one_of(request, "show", list(directory.PARTS)),
        "role": one_of(request, "role", [role.value for role in SCHOOL_ROLES]),
        "text": search_text(request),
    }
    sorting = sorting_of(request, ORDERS)
    found = directory.in_order(directory.narrowed(rows, **filters), sorting.name, sorting.falls)
    may_export = request.scope.may_export(frozenset({school.pk}))
    if one_of(request, "export", ["xlsx"]) and may_export:
        return _file(request, school, found)
    page = listed_page(request, found, lambda row: row.account.pk)
    looked(request, Kind.ACCOUNT, ((row.account.pk, None) for row in page))
    context = {
        "school": school,
        "page": page,
        "sorting": sorting,
        "may_export": may_export,
        "parts": directory.parts_of(rows),
        "roles": [(role.value, role.label) for role in SCHOOL_ROLES],
        "has_ticks": any(row.may_get_slip for row in page),
        "is_narrowed": any(filters.values()),
        **filters,
    }
    return render(request, "accounts/school_accounts.html", context)


def _file(request: HttpRequest, school: School, rows: Sequence[directory.Listed]) -> HttpResponse:
    """Every account of the list, not one page of it."""
    looked(request, Kind.ACCOUNT, ((row.account.pk, None) for row in rows))
    titles: list[Value] = [_("Full name"), _("User name"), _("E-mail"), _("Roles at the school")]
    titles += [_("Last sign-in"), _("To look at")]
    lines = [
        [
            row.account.full_name,
            row.account.username,
            row.account.email,
            ", ".join(str(each.get_role_display()) for each in row.account.here),
            row.last_sign_in,
            ", ".join(sign.text for sign in row.signs),
        ]
        for row in rows
    ]
    return download(write_xlsx([(_("Accounts"), [titles, *lines])]), f"accounts-{school.code}")


def _print_ticked(
    request: HttpRequest, school: School, rows: Sequence[directory.Listed]
) -> HttpResponse:
    """The slips; without any, or where one of the accounts is not new any more, the list again."""
    here = {str(row.account.pk): row for row in rows}
    ticked = list(dict.fromkeys(request.POST.getlist("account")))
    if not set(ticked) <= here.keys():
        raise Http404
    chosen = [here[pk] for pk in ticked]
    used = [str(row.account) for row in chosen if not row.may_get_slip]
    if used or not chosen:
        text = _(
            "Nothing was printed. These accounts have been used or changed meanwhile: %(names)s."
        )
        nothing = _("Tick the accounts to print links for.")
        messages.error(request, text % {"names": ", ".join(used)} if used else nothing)
        return redirect("accounts:school-accounts", school.public_id)
    slips = managing.renew_access(
        actor=request.user, accounts=[row.account for row in chosen], origin=origin_of(request)
    )
    return _slips_page(request, school, slips)


def _slips_page(request: HttpRequest, school: School, slips: Sequence[Slip]) -> HttpResponse:
    """The only answer in which these links stand."""
    looked(request, Kind.ACCOUNT, ((slip.account.pk, None) for slip in slips))
    context = {
        "place": school.name,
        "back": reverse("accounts:school-accounts", args=[school.public_id]),
        "slips": slips,
        "entrance": entrance_of(origin_of(request)),
    }
    return render(request, "accounts/slips.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def school_account(request: HttpRequest, public_id: UUID, account_id: int) -> HttpResponse:
    """One person's account as the school sees it; a POST takes one of STEPS."""
    school = managed_school(request, public_id)
    managed = authority.managed_by(request.user)
    account = directory.account_at(school, account_id, managed=managed)
    if account is None:
        raise Http404
    if request.method == "POST":
        answer = _take_step(request, school, account)
        return answer or redirect("accounts:school-account", public_id, account_id)
    looked(request, Kind.ACCOUNT, [(account.pk, None)])
    roles = authority.roles_to_give(request.user, school_id=school.pk)
    endable = authority.memberships_managed_by(request.user).filter(user=account)
    context = {
        "school": school,
        "account": account,
        "guesses": guessing.wrong_guesses([account]).get(account.pk, 0),
        "link": getattr(account, "one_time_link", None),
        "form": RoleForm(roles=roles),
        "endable": set(endable.values_list("pk", flat=True)),
        "changes": directory.changes_at(school, account),
        "revision": revision_of(account, (Membership,)),
    }
    return render(request, "accounts/school_account.html", context)


def managed_school(request: HttpRequest, public_id: UUID) -> School:
    """The school, if the person manages its accounts; raises Http404."""
    school = get_object_or_404(School, public_id=public_id)
    if not request.scope.can(Action.MANAGE_ACCOUNTS, school.pk):
        raise Http404
    return school


def _take_step(request: HttpRequest, school: School, account: User) -> HttpResponse | None:
    """Take the step the form names; the page it answers with, or None for the account's own."""
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise BadRequest(_("The form does not say what to do."))
    if request.POST.get("revision") != revision_of(account, (Membership,)):
        text = _("This account has changed since this page was opened. Nothing was done.")
        messages.error(request, text)
        return None
    try:
        done = step(request, school, account)
    except managing.NotYours as refusal:
        raise Http404 from refusal
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return None
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return None


def _close(request: HttpRequest, school: School, account: User) -> str:
    managing.set_open(actor=request.user, account=account, is_open=False)
    return _("The account is closed. It is signed out everywhere.")


def _open(request: HttpRequest, school: School, account: User) -> str:
    managing.set_open(actor=request.user, account=account, is_open=True)
    return _("The account is open again.")


def _mail_link(request: HttpRequest, school: School, account: User) -> str:
    managing.renew_access(
        actor=request.user, accounts=[account], origin=origin_of(request), by_mail=True
    )
    return _("A link for a new password is on its way to %(email)s.") % {"email": account.email}


def _print_link(request: HttpRequest, school: School, account: User) -> HttpResponse:
    slips = managing.renew_access(actor=request.user, accounts=[account], origin=origin_of(request))
    return _slips_page(request, school, slips)


def _unlock(request: HttpRequest, school: School, account: User) -> str:
    managing.unlock(actor=request.user, account=account)
    return _("The wrong guesses are forgotten. %(name)s can try again at once.") % {"name": account}


def _give(request: HttpRequest, school: School, account: User) -> str:
    roles = authority.roles_to_give(request.user, school_id=school.pk)
    form = RoleForm(request.POST, roles=roles)
    if not form.is_valid():
        raise ValidationError(form.errors["role"])
    role = form.cleaned_data["role"]
    managing.give_role(actor=request.user, account=account, school=school, role=role)
    return _("The role has been given.")


def _end(request: HttpRequest, school: School, account: User) -> str:
    asked = request.POST.get("membership", "")
    here = {str(membership.pk): membership for membership in account.here}
    if asked not in here:
        raise Http404
    managing.end_membership(actor=request.user, membership=here[asked])
    return _("The role has ended.")


STEPS: dict[str, Step] = {
    "close": _close,
    "open": _open,
    "link": _mail_link,
    "slip": _print_link,
    "unlock": _unlock,
    "give": _give,
    "end": _end,
}
