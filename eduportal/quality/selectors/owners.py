"""Who mends and answers the findings of a rule."""

from collections import defaultdict
from collections.abc import Collection

from eduportal.accounts.models import Membership
from eduportal.accounts.roles import Role
from eduportal.accounts.selectors import administrators


def owners_by_school(school_ids: Collection[int], owner: Role) -> defaultdict[int, set[int]]:
    """Accounts by school: those of the role; a school without one is its head's. Two queries."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    if owner == Role.DEPARTMENT_ADMIN:
        people = set(administrators().values_list("pk", flat=True))
        found.update({school: people for school in school_ids})
        return found
    held = Membership.objects.in_force().filter(school__in=school_ids, user__is_active=True)
    for role in (owner, Role.HEAD):
        bare = [school for school in school_ids if not found[school]]
        rows = held.filter(role=role, school__in=bare)
        for school, user in rows.values_list("school_id", "user_id"):
            found[school].add(user)
    return found


def owners_at(school_ids: Collection[int], owner: Role) -> set[int]:
    """The same, of all these schools together."""
    return set().union(*owners_by_school(school_ids, owner).values())
