"""One account of the node, for the Department's administrator: made, corrected, let in again."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from knox.models import AuthToken

from eduportal.accounts import authority
from eduportal.accounts.addresses import origin_of
from eduportal.accounts.forms.keeping import AccountForm, NewAccountForm, PostForm
from eduportal.accounts.models import Membership, User
from eduportal.accounts.province import account_kept
from eduportal.accounts.roles import MARK_IMPORTERS, Role
from eduportal.accounts.selectors import changes_of, factors_of, sign_ins_of
from eduportal.accounts.services import managing
from eduportal.accounts.services import people as services
from eduportal.accounts.services.creating import Made
from eduportal.accounts.services.links import Slip, entrance_of
from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of, one_of
from eduportal.core.revisions import revision_of
from eduportal.scoping.actions import Action

CHANGES_SHOWN = 20
# Takes request and account; returns what to tell the person, or a page of its own.
Step = Callable[[HttpRequest, User], str | HttpResponse]


def require_administering(request: HttpRequest) -> None:
    """Raise Http404 for everybody but the Department's administrator."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404


@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account with its first role; `role` and `school` of the address fill the form."""
    require_administering(request)
    roles = authority.roles_to_give_anywhere(request.user)
    initial = {
        "role": one_of(request, "role", [role.value for role in roles]),
        "school": code_of(request.GET, "school"),
    }
    form = NewAccountForm(request.POST or None, roles=roles, initial=initial)
    if form.is_valid() and (made := _created(request, form)):
        if made.slip is not None:
            return _slip_page(request, made.slip, _("1 account created."))
        return redirect("accounts:person", made.account.pk)
    context = {"form": form, "days": settings.EDUPORTAL_LINK_DAYS}
    return render(request, "accounts/person_new.html", context)


def _created(request: HttpRequest, form: NewAccountForm) -> Made | None:
    try:
        made = services.create_account(
            actor=request.user,
            account=form.save(commit=False),
            post=form.post,
            origin=origin_of(request),
        )
    except managing.NotYours as refusal:
        raise Http404 from refusal
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return None
    if made.slip is not None:
        return made
    text = _("%(name)s has an account. The link to choose a password is on its way.")
    if form.post.role == Role.MACHINE:
        text = _("%(name)s has an account. Its token is made on the server.")
    messages.success(request, text % {"name": made.account})
    return made


def _slip_page(request: HttpRequest, slip: Slip, created: str = "") -> HttpResponse:
    """The only answer in which this link stands."""
    account = slip.account
    looked(request, Kind.ACCOUNT, [(account.pk, None)])
    held = Membership.objects.in_force().filter(user=account).select_related("school", "unit")
    places = [place.name for each in held if (place := each.school or each.unit)]
    context = {
        "place": next(iter(places), settings.EDUPORTAL_ORGANISATION),
        "back": reverse("accounts:person", args=[account.pk]),
        "slips": [slip],
        "created": created,
        "entrance": entrance_of(origin_of(request)),
    }
    return render(request, "accounts/slips.html", context)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: its owner, its roles, its way in, its history; a POST takes one of STEPS."""
    require_administering(request)
    account = account_kept(account_id, managed=authority.managed_by(request.user))
    if account is None:
        raise Http404
    if request.method == "POST" and request.POST.get("step") != "correct":
        return _take_step(request, account) or redirect("accounts:person", account_id)
    revision = revision_of(account, (Membership,))
    form = AccountForm(request.POST or None, instance=account)
    if request.method == "POST" and _corrected(request, account, form, revision):
        return redirect("accounts:person", account_id)
    looked(request, Kind.ACCOUNT, [(account_id, None)])
    return render(request, "accounts/person.html", _context(request, account_id, form))


def _context(request: HttpRequest, account_id: int, form: AccountForm) -> dict[str, Any]:
    """What the page shows of the stored account; `form` may hold what was typed."""
    account = account_kept(account_id, managed=authority.managed_by(request.user))
    if account is None:
        raise Http404
    endable = authority.memberships_managed_by(request.user).filter(user=account)
    return {
        "account": account,
        "form": form,
        "post_form": PostForm(roles=authority.roles_to_give_anywhere(request.user)),
        "endable": set(endable.values_list("pk", flat=True)),
        "importing": MARK_IMPORTERS,
        "factors": factors_of(account),
        "has_tokens": AuthToken.objects.filter(user=account).exists(),
        "changes": changes_of(account, None)[:CHANGES_SHOWN],
        "sign_ins": sign_ins_of(account)[:CHANGES_SHOWN],
        "revision": request.POST.get("revision") or revision_of(account, (Membership,)),
    }


def _as_shown(request: HttpRequest, revision: str) -> bool:
    if request.POST.get("revision") == revision:
        return True
    text = _("This account has changed since this page was opened. Nothing was done.")
    messages.error(request, text)
    return False


def _corrected(request: HttpRequest, account: User, form: AccountForm, revision: str) -> bool:
    if not _as_shown(request, revision) or not form.is_valid():
        return False
    try:
        services.correct_account(actor=request.user, account=form.instance)
    except managing.NotYours as refusal:
        raise Http404 from refusal
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    messages.success(request, _("The changes are saved."))
    return True


def _take_step(request: HttpRequest, account: User) -> HttpResponse | None:
    """Take the step the form names; the page it answers with, or None for the account's own."""
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise BadRequest(_("The form does not say what to do."))
    if not _as_shown(request, revision_of(account, (Membership,))):
        return None
    try:
        done = step(request, account)
    except managing.NotYours as refusal:
        raise Http404 from refusal
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return None
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, done)
    return None


def _close(request: HttpRequest, account: User) -> str:
    managing.set_open(actor=request.user, account=account, is_open=False)
    return _("The account is closed. It is signed out everywhere.")


def _open(request: HttpRequest, account: User) -> str:
    managing.set_open(actor=request.user, account=account, is_open=True)
    return _("The account is open again.")


def _send_link(request: HttpRequest, account: User) -> str:
    managing.renew_access(
        actor=request.user, accounts=[account], origin=origin_of(request), by_mail=True
    )
    return _("A link for a new password is on its way to %(email)s.") % {"email": account.email}


def _print_link(request: HttpRequest, account: User) -> HttpResponse:
    [slip] = managing.renew_access(
        actor=request.user, accounts=[account], origin=origin_of(request)
    )
    return _slip_page(request, slip)


def _give(request: HttpRequest, account: User) -> str:
    form = PostForm(request.POST, roles=authority.roles_to_give_anywhere(request.user))
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    services.give_post(actor=request.user, account=account, post=form.post)
    return _("The role has been given.")


def _end(request: HttpRequest, account: User) -> str:
    managing.end_membership(actor=request.user, membership=_membership(request, account))
    return _("The role has ended.")


def _let_import(request: HttpRequest, account: User) -> str:
    membership = _membership(request, account)
    is_importer = not membership.imports_marks
    services.set_mark_importer(actor=request.user, membership=membership, is_importer=is_importer)
    if is_importer:
        return _("The person may bring in the marks of any sheet by file. Teachers are told.")
    return _("The person may not bring in marks by file any more.")


def _remove_factors(request: HttpRequest, account: User) -> str:
    services.remove_factors(actor=request.user, account=account)
    return _("The second factors are removed. The person sets up a new one at the next sign-in.")


def _revoke_tokens(request: HttpRequest, account: User) -> str:
    services.revoke_tokens(actor=request.user, account=account)
    return _("The tokens open nothing any more.")


def _membership(request: HttpRequest, account: User) -> Membership:
    """The role the form names, if it is one of the account's; otherwise Http404."""
    asked = request.POST.get("membership", "")
    held = {str(membership.pk): membership for membership in account.held}
    if asked not in held:
        raise Http404
    return held[asked]


STEPS: dict[str, Step] = {
    "close": _close,
    "open": _open,
    "link": _send_link,
    "slip": _print_link,
    "give": _give,
    "end": _end,
    "marks": _let_import,
    "factors": _remove_factors,
    "tokens": _revoke_tokens,
}
