"""What a deputy may do for another, added to what the roles of the own account give."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from eduportal.accounts.roles import DEPUTY_ACTIONS, DeputyAct
from eduportal.accounts.standing import Deputising
from eduportal.scoping import Principal, Scope


def with_deputations(scope: Scope, deputations: Sequence[Deputising]) -> Scope:
    """The scope with the acts of the deputations in force, each at its own school.

    Where two principals gave the same act, it is done for the first.
    """
    if not deputations:
        return scope
    actions = dict(scope.actions_by_school)
    principals = dict(scope.principals)
    for each in deputations:
        given = frozenset().union(*(DEPUTY_ACTIONS[DeputyAct(act)] for act in each.acts))
        more = {action for action in given if not scope.can(action, each.school_id)}
        actions[each.school_id] = actions.get(each.school_id, frozenset()) | more
        for action in more:
            principal = Principal(each.principal_id, each.principal)
            principals.setdefault((each.school_id, action), principal)
    title = ", ".join([scope.title, *map(in_words, deputations)])
    return replace(scope, actions_by_school=actions, principals=principals, title=title)


def in_words(deputation: Deputising) -> str:
    """For whom and until when, as "for Nguyễn Nhật Sơn until 25/01/2027"."""
    until = datetime.date.fromisoformat(deputation.ends_on)
    return _("for %(principal)s until %(day)s") % {
        "principal": deputation.principal,
        "day": f"{until:%d/%m/%Y}",
    }
