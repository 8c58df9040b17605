"""What a user may see and do, from the memberships in force."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import ACTIONS, EVERYWHERE_ROLES, SECOND_FACTOR_ROLES, Role
from eduportal.scoping import NOWHERE, Scope, everywhere
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import School


def scope_for(user: User) -> Scope:
    """The user's scope today: two queries, or none for a user without memberships.

    A commune's schools are those in the commune now.
    """
    memberships = list(Membership.objects.in_force().filter(user=user))
    if not memberships:
        return NOWHERE
    by_unit: defaultdict[int, list[Membership]] = defaultdict(list)
    held: defaultdict[int | None, list[Membership]] = defaultdict(list)
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
    return Scope(
        school_ids=None if is_everywhere else frozenset(pk for pk in held if pk is not None),
        actions_by_school={key: _actions_of(given) for key, given in held.items()},
        title=title_of(memberships),
        roles_by_school={key: tuple(each.role for each in given) for key, given in held.items()},
    )


def _actions_of(memberships: Sequence[Membership]) -> frozenset[Action]:
    """What the memberships give together."""
    given = {Action.IMPORT_MARKS for each in memberships if each.imports_marks}
    return frozenset(given.union(*(ACTIONS[Role(each.role)] for each in memberships)))


def title_of(memberships: Sequence[Membership]) -> str:
    """What the user is, in the page's language: "head, teacher"."""
    return ", ".join(dict.fromkeys(str(each.get_role_display()) for each in memberships))


def _schools_of(unit_ids: Collection[int]) -> list[tuple[int, int]]:
    if not unit_ids:
        return []
    with everywhere("the scope of a commune officer is being resolved"):
        return list(School.objects.filter(unit__in=unit_ids).values_list("pk", "unit_id"))


def second_factor_step(user: User | AnonymousUser) -> Literal["", "code", "setup"]:
    """What is missing after the password: one query.

    Nothing; the code of the application set up; or setting one up, because the role needs it.
    """
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    roles = Membership.objects.in_force().filter(user=OuterRef("pk"), role__in=SECOND_FACTOR_ROLES)
    users = User.objects.annotate(has_device=Exists(devices), has_role=Exists(roles))
    found = users.values_list("has_device", "has_role").get(username=user.get_username())
    has_device, has_role = found
    if has_device:
        return "code"
    is_due = settings.EDUPORTAL_SECOND_FACTOR_REQUIRED and (has_role or user.is_superuser)
    return "setup" if is_due else ""


def has_second_factor(user: User) -> bool:
    """Whether the user has an authenticator application set up."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def is_machine(user: User) -> bool:
    """Whether the user holds a machine membership in force: only then its tokens are accepted."""
    return Membership.objects.in_force().filter(user=user, role=Role.MACHINE).exists()


def memberships_of(user: User) -> QuerySet[Membership]:
    """The user's memberships in force, with their places."""
    return (
        Membership.objects.in_force()
        .filter(user=user)
        .select_related("school", "unit")
        .order_by("starts_on", "pk")
    )


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
