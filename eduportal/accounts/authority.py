"""Who may manage whom, and who decides at a school: one answer for the pages and the services.

Nobody manages an account or gives a role at or above the own one, nobody manages the own account,
and a superuser's account is another superuser's alone to change.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import (
    ACTIONS,
    DEPUTY_ACTIONS,
    GIVES,
    SCHOOL_ROLES,
    DeputyAct,
    Role,
)
from eduportal.accounts.standing import deputations_in_force

NOTHING = Q(pk=None)


def may_give(actor: User, *, role: str, school_id: int | None) -> bool:
    """Whether the actor may give, change or end this role at this place (None: no school)."""
    if actor.is_superuser:
        return True
    return any(
        role in GIVES[Role(own.role)] and own.school_id in (None, school_id)
        for own in Membership.objects.in_force().filter(user=actor)
    )


def roles_to_give(actor: User, *, school_id: int) -> list[Role]:
    """The roles of a school the actor may give there, in the order of the role table."""
    held = Membership.objects.in_force().filter(user=actor)
    given = {
        role
        for own in held.filter(Q(school_id=school_id) | Q(school=None))
        for role in GIVES[Role(own.role)]
    }
    return [role for role in Role if role in given]


def roles_to_give_anywhere(actor: User) -> list[Role]:
    """The roles the actor may give at every place, in the order of the role table."""
    if actor.is_superuser:
        return list(Role)
    held = Membership.objects.in_force().filter(user=actor, school=None, unit=None)
    given = {role for own in held for role in GIVES[Role(own.role)]}
    return [role for role in Role if role in given]


def managed_by(actor: User) -> QuerySet[User]:
    """The accounts the actor may change, close, open again or send a link to.

    Every role such an account has now or will have is one the actor may give. One without any
    such role is managed where it last had one; a new one, by those who give roles everywhere.
    """
    accounts = User.objects.exclude(pk=actor.pk)
    if actor.is_superuser:
        return accounts
    given = _given_by(actor)
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    is_within = Q(Exists(theirs.filter(given)))
    if gives_everywhere(actor):
        is_within |= Q(~Exists(theirs))
    return _ordinary(accounts).filter(is_within, ~Exists(theirs.not_over().exclude(given)))


def memberships_managed_by(actor: User) -> QuerySet[Membership]:
    """The memberships of others the actor may change or end."""
    memberships = Membership.objects.exclude(user=actor)
    if actor.is_superuser:
        return memberships
    ordinary = _ordinary(User.objects.all()).values("pk")
    return memberships.filter(_given_by(actor), user__in=ordinary)


def _ordinary(accounts: QuerySet[User]) -> QuerySet[User]:
    """Without superusers."""
    return accounts.filter(is_superuser=False)


def _given_by(actor: User) -> Q:
    """The memberships whose role and place the actor may give."""
    condition = NOTHING
    for own in Membership.objects.in_force().filter(user=actor):
        place = Q(school_id=own.school_id) if own.school_id else Q()
        condition |= Q(role__in=GIVES[Role(own.role)]) & place
    return condition


def gives_everywhere(actor: User) -> bool:
    """Whether the actor may make an account before it has a role."""
    if actor.is_superuser:
        return True
    held = Membership.objects.in_force().filter(user=actor, school=None, unit=None)
    return any(GIVES[Role(own.role)] for own in held)


def who_may(act: DeputyAct, school_id: int) -> set[int]:
    """The accounts that may do this at the school today, deputies included: two queries."""
    return set(in_whose_right(act, [school_id])[school_id])


def in_whose_right(
    act: DeputyAct, school_ids: Collection[int]
) -> dict[int, Mapping[int, set[int]]]:
    """By school and open account that may do this today: in whose right, as accounts.

    The own, where a role gives it, and that of each head whose deputy it is. Two queries.
    """
    roles = [role for role in SCHOOL_ROLES if DEPUTY_ACTIONS[act] <= ACTIONS[role]]
    own = Membership.objects.in_force().filter(school__in=school_ids, role__in=roles)
    deputies = deputations_in_force().filter(school__in=school_ids, acts__contains=[act])
    found: dict[int, defaultdict[int, set[int]]] = {pk: defaultdict(set) for pk in school_ids}
    for school_id, user_id in own.filter(user__is_active=True).values_list("school", "user"):
        found[school_id][user_id].add(user_id)
    active = deputies.filter(deputy__is_active=True)
    for school_id, deputy, principal in active.values_list("school", "deputy", "principal"):
        found[school_id][deputy].add(principal)
    return dict(found)
