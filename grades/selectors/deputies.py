"""The sheets a deputy leaves to others: nobody approves the own work in another's name."""

from collections.abc import Collection

from django.db.models import BigIntegerField, Q, Value
from django.utils import timezone

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.models import MarkSheet
from staffing.selectors import gave_in_term, gives_subject

NONE = Q(pk__in=[])


def left_to_others(scope: Scope, user_id: int | None) -> Q:
    """A condition on mark sheets: the user would decide on them as a deputy only, and teaches
    their subject today or gave it in their term. Matches nothing for who is no deputy."""
    schools = [
        school_id for school_id, action in scope.principals if action == Action.APPROVE_MARKS
    ]
    if not schools or user_id is None:
        return NONE
    today = gives_subject(Value(user_id, BigIntegerField()), timezone.localdate())
    return Q(school__in=schools) & (gave_in_term(user_id) | Q(today))


def sheets_left_to_others(
    scope: Scope, user_id: int | None, sheets: Collection[MarkSheet]
) -> set[int]:
    """The numbers of those among the sheets: one query, none for who is no deputy."""
    condition = left_to_others(scope, user_id)
    if condition == NONE:
        return set()
    keys = [sheet.pk for sheet in sheets]
    return set(MarkSheet.objects.filter(condition, pk__in=keys).values_list("pk", flat=True))
