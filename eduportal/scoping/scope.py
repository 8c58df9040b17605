"""The value a request carries: which schools it may see and what its user may do there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from eduportal.scoping.actions import Action

ALL_SCHOOLS = "*"


def setting_for(school_ids: Iterable[int] | None) -> str:
    """The text PostgreSQL's `eduportal.scope` setting takes; None stands for every school."""
    if school_ids is None:
        return ALL_SCHOOLS
    return "{" + ",".join(str(int(pk)) for pk in sorted(set(school_ids))) + "}"


class Principal(NamedTuple):
    """The person a deputy acts for."""

    user_id: int
    name: str


def signed(name: str, principal: str | None) -> str:
    """How an act is signed: by the person alone, or by the deputy with the name of the principal.

    In Vietnamese "Nguyễn A thay Trần B".
    """
    if not principal:
        return name
    return _("%(deputy)s for %(principal)s") % {"deputy": name, "principal": principal}


@dataclass(frozen=True)
class Scope:
    """What one user may see and do, resolved once per request from the memberships in force.

    `school_ids` is None for every school. `actions_by_school` maps a school to the actions the
    user's roles give there; the key None holds the actions given everywhere in the scope. `title`
    says in words what the user is, for display only. `roles_by_school` holds the codes of the roles
    behind the actions, for the access log. `principals` names, by school and action, the person for
    whom the user acts there; it holds only what no role of the user's own gives.
    """

    school_ids: frozenset[int] | None = frozenset()
    actions_by_school: dict[int | None, frozenset[Action]] = field(default_factory=dict)
    title: str = ""
    roles_by_school: dict[int | None, tuple[str, ...]] = field(default_factory=dict)
    principals: dict[tuple[int, Action], Principal] = field(default_factory=dict)

    @property
    def is_everywhere(self) -> bool:
        return self.school_ids is None

    @property
    def setting(self) -> str:
        return setting_for(self.school_ids)

    def can(self, action: Action, school_id: int | None = None) -> bool:
        """Whether a role in force gives the action, at the school or everywhere in the scope."""
        given = self.actions_by_school
        return action in given.get(None, frozenset()) or (
            school_id is not None and action in given.get(school_id, frozenset())
        )

    def acts_for(self, action: Action, school_id: int) -> Principal | None:
        """The person for whom the user does this at the school; None for an act of one's own."""
        return self.principals.get((school_id, action))

    def roles_at(self, school_id: int | None) -> str:
        """Codes of the roles in force at the school and everywhere, as "head, teacher"."""
        given = self.roles_by_school
        at_school = given.get(school_id, ()) if school_id is not None else ()
        return ", ".join(dict.fromkeys((*at_school, *given.get(None, ()))))

    def can_somewhere(self, action: Action) -> bool:
        """Whether a role in force gives the action at any school: for menus, never for writing."""
        return any(action in actions for actions in self.actions_by_school.values())

    def schools_where(self, action: Action) -> frozenset[int] | None:
        """The schools a role in force gives the action at; None for every school of the scope."""
        if self.can(action):
            return None
        given = self.actions_by_school.items()
        return frozenset(pk for pk, actions in given if pk is not None and action in actions)

    def may_export(self, school_ids: frozenset[int] | None) -> bool:
        """Whether what is shown of these schools may be taken away as a file or as a list of data.

        None stands for every school of the scope. Every door asks here.
        """
        allowed = self.schools_where(Action.EXPORT)
        return allowed is None or (school_ids is not None and school_ids <= allowed)


NOWHERE = Scope()
