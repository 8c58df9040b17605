"""A school's own accounts: who has one, inviting, closing, roles. Only within one's own school."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eduportal.accounts import authority
from eduportal.accounts.addresses import origin_of
from eduportal.accounts.admin_shown import revision_of
from eduportal.accounts.forms import InvitationForm, RoleForm
from eduportal.accounts.models import Membership, User
from eduportal.accounts.selectors import account_at, changes_at, people_at
from eduportal.accounts.services import managing
from eduportal.accounts.tasks import wake_mail
from eduportal.core.looking import Kind, looked
from eduportal.scoping.actions import Action
from schools.models import School

# Takes request, school and account; returns what to tell the person.
Step = Callable[[HttpRequest, School, User], str]


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
    """Everyone with a role at the school, and the form that invites one more person."""
    school = _managed_school(request, public_id)
    roles = authority.roles_to_give(request.user, school_id=school.pk)
    form = InvitationForm(request.POST or None, roles=roles)
    if form.is_valid():
        account = managing.invite_account(
            actor=request.user,
            school=school,
            account=form.save(commit=False),
            role=form.cleaned_data["role"],
            origin=origin_of(request),
        )
        wake_mail()
        text = _("%(name)s has been invited by e-mail.")
        messages.success(request, text % {"name": account})
        return redirect("accounts:school-accounts", public_id)
    people = people_at(school, managed=authority.managed_by(request.user))
    looked(request, Kind.ACCOUNT, ((person.pk, None) for person in people))
    context = {"school": school, "people": people, "form": form}
    return render(request, "accounts/school_accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def school_account(request: HttpRequest, public_id: UUID, account_id: int) -> HttpResponse:
    """One person's account as the school sees it; a POST takes one of STEPS."""
    school = _managed_school(request, public_id)
    account = account_at(school, account_id, managed=authority.managed_by(request.user))
    if account is None:
        raise Http404
    if request.method == "POST":
        _take_step(request, school, account)
        return redirect("accounts:school-account", public_id, account_id)
    looked(request, Kind.ACCOUNT, [(account.pk, None)])
    roles = authority.roles_to_give(request.user, school_id=school.pk)
    endable = authority.memberships_managed_by(request.user).filter(user=account)
    context = {
        "school": school,
        "account": account,
        "form": RoleForm(roles=roles),
        "endable": set(endable.values_list("pk", flat=True)),
        "changes": changes_at(school, account),
        "revision": revision_of(account, (Membership,)),
    }
    return render(request, "accounts/school_account.html", context)


def _managed_school(request: HttpRequest, public_id: UUID) -> School:
    school = get_object_or_404(School, public_id=public_id)
    if not request.scope.can(Action.MANAGE_ACCOUNTS, school.pk):
        raise Http404
    return school


def _take_step(request: HttpRequest, school: School, account: User) -> None:
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise BadRequest(_("The form does not say what to do."))
    if request.POST.get("revision") != revision_of(account, (Membership,)):
        text = _("This account has changed since this page was opened. Nothing was done.")
        messages.error(request, text)
        return
    try:
        messages.success(request, step(request, school, account))
    except managing.NotYours as refusal:
        raise Http404 from refusal
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))


def _close(request: HttpRequest, school: School, account: User) -> str:
    managing.set_open(actor=request.user, account=account, is_open=False)
    return _("The account is closed. It is signed out everywhere.")


def _open(request: HttpRequest, school: School, account: User) -> str:
    managing.set_open(actor=request.user, account=account, is_open=True)
    return _("The account is open again.")


def _send_link(request: HttpRequest, school: School, account: User) -> str:
    managing.send_link(actor=request.user, account=account, origin=origin_of(request))
    wake_mail()
    return _("A link for a new password is on its way to %(email)s.") % {"email": account.email}


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
    "link": _send_link,
    "give": _give,
    "end": _end,
}
