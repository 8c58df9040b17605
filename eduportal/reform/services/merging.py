"""Schemes made one: what a scheme promises goes over to another, and it is merged."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.reform.choices import SchemeState, StepKind
from eduportal.reform.models import Objective, Scheme
from eduportal.reform.services.errors import ReformRefused
from eduportal.reform.services.schemes import locked, log


def merge(*, scheme: Scheme, shown: int, into: Scheme, into_shown: int, user: User,
          text: str) -> None:  # fmt: skip
    """Every objective of the scheme, with all below it, goes to the end of another.

    Reviews and the history stay where they are. Raises ReformRefused.
    """
    if scheme.pk == into.pk:
        raise ReformRefused([_("A scheme is not merged into itself.")])
    with transaction.atomic():
        # In one order, so that two merges at once wait instead of blocking each other.
        pairs = sorted(((scheme, shown), (into, into_shown)), key=lambda pair: pair[0].pk)
        rows = {each.pk: locked(each, seen) for each, seen in pairs}
        mine, other = rows[scheme.pk], rows[into.pk]
        last = other.objectives.aggregate(last=Max("position"))["last"] or 0
        for at, objective in enumerate(Objective.objects.filter(scheme=mine), last + 1):
            objective.scheme, objective.position = other, at
            objective.save(update_fields=["scheme", "position"])
        mine.state, mine.merged_into = SchemeState.MERGED, other
        mine.save(update_fields=["state", "merged_into"])
        log(mine, StepKind.MERGED, user, f"{other.number}. {text}")
        log(other, StepKind.TOOK_IN, user, f"{mine.number}. {text}")
