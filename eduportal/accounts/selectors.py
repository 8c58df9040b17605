"""What a user may see and do, from the memberships in force."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts.choices import Change
from eduportal.accounts.deputising import with_deputations
from eduportal.accounts.models import (
    AccountChange,
    Authenticator,
    BrowserSession,
    Deputation,
    Membership,
    RecoveryCodes,
    SignIn,
    User,
)
from eduportal.accounts.roles import (
    ACTIONS,
    DEPUTIES,
    EVERYWHERE_ROLES,
    WITHOUT_SECOND_FACTOR,
    Role,
)
from eduportal.accounts.sessions import oldest_use
from eduportal.accounts.standing import Held, deputations_in_force, standing_of, with_standing
from eduportal.scoping import NOWHERE, Scope, everywhere
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import School

DEPUTATIONS_SHOWN = 50


def scope_for(user: User) -> Scope:
    """The user's scope today: no query for the user of a session, one more for a commune officer.

    A commune's schools are those in the commune now.
    """
    standing = standing_of(user)
    memberships = standing.held
    if not memberships:
        return NOWHERE
    by_unit: defaultdict[int, list[Held]] = defaultdict(list)
    held: defaultdict[int | None, list[Held]] = defaultdict(list)
    for membership in memberships:
        if membership.unit_id is not None:
            by_unit[membership.unit_id].append(membership)
        else:
            held[membership.school_id].append(membership)
    for school_id, unit_id in _schools_of(by_unit):
        held[school_id] += by_unit[unit_id]
    is_everywhere = any(
        each.role in [*EVERYWHERE_ROLES, Role.MACHINE] for each in held.get(None, ())
    )
    scope = Scope(
        school_ids=None if is_everywhere else frozenset(pk for pk in held if pk is not None),
        actions_by_school={key: _actions_of(given) for key, given in held.items()},
        title=title_of(memberships),
        roles_by_school={key: tuple(each.role for each in given) for key, given in held.items()},
    )
    return with_deputations(scope, standing.deputising)


def _actions_of(memberships: Sequence[Held]) -> frozenset[Action]:
    """What the memberships give together."""
    given = {Action.IMPORT_MARKS for each in memberships if each.imports_marks}
    return frozenset(given.union(*(ACTIONS[Role(each.role)] for each in memberships)))


def title_of(memberships: Iterable[Held]) -> str:
    """What the user is, in the page's language: "head, teacher"."""
    return ", ".join(dict.fromkeys(each.get_role_display() for each in memberships))


def _schools_of(unit_ids: Collection[int]) -> list[tuple[int, int]]:
    if not unit_ids:
        return []
    with everywhere("the scope of a commune officer is being resolved"):
        return list(School.objects.filter(unit__in=unit_ids).values_list("pk", "unit_id"))


def held_by(user: User) -> tuple[Held, ...]:
    """The roles the user holds today, each with its school or commune: no query for the user of a
    session."""
    return standing_of(user).held


def at_work(user_ids: Collection[int | None], school_ids: Collection[int]) -> set[int]:
    """Those of these accounts that hold a role at one of the schools today: one query."""
    ids = {pk for pk in user_ids if pk is not None}
    own = Membership.objects.in_force().filter(school__in=school_ids, user__in=ids)
    return set(own.filter(user__is_active=True).values_list("user", flat=True))


def second_factor_step(user: User | AnonymousUser) -> Literal["", "code", "setup"]:
    """What is missing after the password: no query for the user of a session, else one.

    Nothing; a proof with a device set up; or setting one up, because the role needs it.
    """
    assert isinstance(user, User)
    standing = standing_of(user)
    if standing.has_device:
        return "code"
    has_role = any(each.role not in WITHOUT_SECOND_FACTOR for each in standing.held)
    return "setup" if _is_due(user, has_role or bool(standing.deputising)) else ""


def needs_second_factor(user: User) -> bool:
    """Whether the user may not be without a second factor."""
    has_role = _roles_that_need_it().filter(user=user).exists()
    return _is_due(user, has_role or deputations_in_force().filter(deputy=user).exists())


def _roles_that_need_it() -> QuerySet[Membership]:
    return Membership.objects.in_force().exclude(role__in=WITHOUT_SECOND_FACTOR)


def _is_due(user: User | AnonymousUser, has_role: bool) -> bool:
    is_privileged = has_role or user.is_superuser
    return settings.EDUPORTAL_SECOND_FACTOR_REQUIRED and is_privileged


def has_second_factor(user: User) -> bool:
    """Whether the user has an authenticator application or a passkey set up."""
    return bool(factors_of(user))


def factors_of(user: User) -> list[Authenticator | WebAuthnCredential]:
    """The user's devices in the order they were added: two queries."""
    own = {"user": user, "confirmed": True}
    found = [*Authenticator.objects.filter(**own), *WebAuthnCredential.objects.filter(**own)]
    return sorted(found, key=lambda device: device.created_at)


def recovery_codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    return sum(len(each.codes) for each in RecoveryCodes.objects.filter(user=user))


def sessions_of(user: User) -> QuerySet[BrowserSession]:
    """Where the user is signed in now, the newest use first."""
    now = timezone.now()
    return user.browser_sessions.filter(
        expire_date__gt=now, last_used_at__gt=oldest_use(), started_at__isnull=False
    ).order_by("-last_used_at", "pk")


def may_be_used(user: User, *, by_token: bool = False) -> bool:
    """Whether the account opens anything today, in a browser or by a token.

    Closed accounts open nothing, demo accounts only a demo. A token needs a machine membership in
    force, and a machine has no browser; a person needs a role in force or is a superuser. Asked at
    every request, so that a role that ends takes the session along.
    """
    if not user.is_active or (user.is_demo and not settings.EDUPORTAL_DEMO):
        return False
    roles = {each.role for each in standing_of(user).held}
    if by_token or Role.MACHINE in roles:
        return by_token and Role.MACHINE in roles
    return user.is_superuser or bool(roles)


def accounts_with_email(email: str) -> list[User]:
    """The accounts that a forgotten password of this address is about."""
    users = User.objects.filter(email__iexact=email).exclude(email="").order_by("pk")
    return [user for user in with_standing(users) if may_be_used(user)]


def administrators() -> QuerySet[User]:
    """Active accounts that administer this node."""
    roles = Membership.objects.in_force().filter(role=Role.DEPARTMENT_ADMIN)
    return User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("pk")


def administrators_with_email() -> list[User]:
    """Those of them who have an address."""
    return list(administrators().exclude(email=""))


def schools_without_head() -> QuerySet[School]:
    """Open schools that work here and where nobody is head, by name."""
    heads = Membership.objects.not_over().filter(role=Role.HEAD, school=OuterRef("pk"))
    schools = School.objects.filter(~Exists(heads), closed_on=None, node="")
    return schools.order_by("search_key", "pk")


def memberships_of(user: User) -> QuerySet[Membership]:
    """The user's memberships in force, with their places."""
    return (
        Membership.objects.in_force()
        .filter(user=user)
        .select_related("school", "unit")
        .order_by("starts_on", "pk")
    )


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Every attempt on the account, good and failed, newest first."""
    return SignIn.objects.filter(user=user).order_by("-at", "-pk")


class DemoAccount(NamedTuple):
    """One account a newcomer may try: user name, role and place in words.

    `is_upper`: at an upper secondary school, whose classes show more than the others.
    """

    username: str
    role: str
    place: str
    is_upper: bool


def demo_accounts() -> list[DemoAccount]:
    """The accounts a newcomer may try, in order of creation; empty outside a demo."""
    if not settings.EDUPORTAL_DEMO:
        return []
    memberships = (
        Membership.objects.in_force()
        .filter(user__is_demo=True, user__is_active=True)
        .exclude(role=Role.MACHINE)
        .select_related("user", "school", "unit")
        .order_by("pk")
    )
    with everywhere("demo accounts are shown with their schools"):
        return [_demo_account(membership) for membership in memberships]


def _demo_account(membership: Membership) -> DemoAccount:
    place = str(settings.EDUPORTAL_ORGANISATION)
    if membership.school is not None:
        place = membership.school.name
    elif membership.unit is not None:
        place = membership.unit.full_name
    return DemoAccount(
        username=membership.user.username,
        role=str(membership.get_role_display()),
        place=place,
        is_upper=bool(membership.school and Stage.UPPER_SECONDARY in membership.school.stages),
    )


def changes_of(account: User, school_ids: Collection[int] | None) -> QuerySet[AccountChange]:
    """The changes of the account, newest first; of its roles and deputations, those at
    these schools.

    None stands for every school.
    """
    changes = AccountChange.objects.filter(account=account).select_related("actor").order_by("-pk")
    if school_ids is None:
        return changes
    elsewhere = [
        Change.ROLE_GIVEN,
        Change.ROLE_CHANGED,
        Change.ROLE_TAKEN,
        Change.DEPUTY_NAMED,
        Change.DEPUTY_ENDED,
    ]
    here = Q(new__school_id__in=list(school_ids)) | Q(old__school_id__in=list(school_ids))
    return changes.filter(here | ~Q(what__in=elsewhere))


def possible_deputies(school: School) -> QuerySet[User]:
    """Open accounts whose role at the school today lets a head name them deputy."""
    held = Membership.objects.in_force().filter(school=school, role__in=DEPUTIES)
    return User.objects.filter(Exists(held.filter(user=OuterRef("pk"))), is_active=True)


def deputations_at(school: School) -> list[Deputation]:
    """The newest deputations of the school, with both persons, the last to end first: one query."""
    rows = Deputation.objects.filter(school=school).select_related("deputy", "principal")
    return list(rows.order_by("-ends_on", "-pk")[:DEPUTATIONS_SHOWN])


def deputations_of(user: User) -> QuerySet[Deputation]:
    """Those the user holds today or will hold, with the schools."""
    rows = Deputation.objects.not_over(timezone.localdate()).filter(deputy=user)
    return rows.select_related("principal", "school").order_by("starts_on", "pk")
