"""What a user may see and do, from the memberships in force."""

from collections import defaultdict

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import ACTIONS, EVERYWHERE_ROLES, Role
from eduportal.scoping import NOWHERE, Scope, everywhere
from schools.models import School


def scope_for(user: User) -> Scope:
    """The user's scope today: two queries, or none for a user without memberships.

    A commune's schools are found by the commune they stand in now.
    """
    memberships = list(Membership.objects.in_force().filter(user=user))
    if not memberships:
        return NOWHERE
    actions: defaultdict[int | None, set[str]] = defaultdict(set)
    school_ids: set[int] = set()
    is_everywhere = False
    unit_actions: defaultdict[int, set[str]] = defaultdict(set)
    for membership in memberships:
        given = ACTIONS[Role(membership.role)]
        if membership.school_id is not None:
            school_ids.add(membership.school_id)
            actions[membership.school_id] |= given
        elif membership.unit_id is not None:
            unit_actions[membership.unit_id] |= given
        else:
            is_everywhere = membership.role in [*EVERYWHERE_ROLES, Role.MACHINE]
            actions[None] |= given
    for school_id, unit_id in _schools_of(unit_actions):
        school_ids.add(school_id)
        actions[school_id] |= unit_actions[unit_id]
    return Scope(
        school_ids=None if is_everywhere else frozenset(school_ids),
        actions_by_school={key: frozenset(value) for key, value in actions.items()},
    )


def _schools_of(unit_ids: "defaultdict[int, set[str]]") -> list[tuple[int, int]]:
    if not unit_ids:
        return []
    with everywhere("the scope of a commune officer is being resolved"):
        return list(School.objects.filter(unit__in=unit_ids).values_list("pk", "unit_id"))
