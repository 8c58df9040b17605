"""Naming a deputy and ending it: the only writer of deputations."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal.accounts.models import Deputation, Membership, User
from eduportal.accounts.roles import ACTIONS, DEPUTY_ACTIONS, PRINCIPALS, DeputyAct, Role
from eduportal.accounts.selectors import possible_deputies
from eduportal.accounts.services.managing import NotYours
from eduportal.scoping.actions import Action
from schools.models import School


class DeputyRefused(ValueError):
    """A deputation that cannot be; `problems` holds every reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def may_name_deputies(user: User, school: School) -> bool:
    """Whether the user is a head of the school today: a role, never a deputation, allows it."""
    held = Membership.objects.in_force().filter(user=user, school=school, role__in=PRINCIPALS)
    return held.exists()


def name_deputy(
    *,
    principal: User,
    school: School,
    deputy: User,
    acts: Collection[DeputyAct],
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> Deputation:
    """Let the deputy act for the principal on these days. Raises NotYours; DeputyRefused."""
    with transaction.atomic():
        # Roles do not change while it is decided.
        list(Membership.objects.filter(school=school).select_for_update(of=("self",)))
        possible = possible_deputies(school).exclude(pk=principal.pk).filter(pk=deputy.pk)
        if not may_name_deputies(principal, school) or not possible.exists():
            raise NotYours(deputy.pk)
        problems = _wrong_days(starts_on, ends_on) + _wrong_acts(deputy, school, acts)
        if problems:
            raise DeputyRefused(problems)
        return Deputation.objects.create(
            school=school,
            principal=principal,
            deputy=deputy,
            acts=sorted(acts),
            starts_on=starts_on,
            ends_on=ends_on,
        )


def end_deputation(*, actor: User, school: School, deputation_id: int) -> Deputation:
    """End it now, whichever head of the school has given it. Raises NotYours.

    One that is over or ended already stays as it is.
    """
    with transaction.atomic():
        rows = Deputation.objects.select_for_update(of=("self",)).select_related("deputy")
        found = rows.filter(school=school, pk=deputation_id).first()
        if found is None or not may_name_deputies(actor, school):
            raise NotYours(deputation_id)
        if found.state in ("now", "later"):
            found.ended_at = timezone.now()
            found.save(update_fields=["ended_at"])
        return found


def _wrong_days(starts_on: datetime.date, ends_on: datetime.date) -> list[str]:
    longest = settings.EDUPORTAL_DEPUTY_DAYS
    problems = []
    if starts_on < timezone.localdate():
        problems.append(_("The first day has passed."))
    if ends_on < starts_on:
        problems.append(_("The last day must not be before the first."))
    elif (ends_on - starts_on).days >= longest:
        problems.append(
            ngettext(
                "A deputation lasts at most %(count)d day.",
                "A deputation lasts at most %(count)d days.",
                longest,
            )
            % {"count": longest}
        )
    return problems


def _wrong_acts(deputy: User, school: School, acts: Collection[DeputyAct]) -> list[str]:
    """None chosen; one that the deputy's own role includes, and that is then signed alone; sealing
    without approving, from whose pages classes are sealed."""
    if not acts:
        return [_("Choose what the deputy may do.")]
    held = Membership.objects.in_force().filter(user=deputy, school=school)
    own = frozenset[Action]().union(*(ACTIONS[Role(each.role)] for each in held))
    problems = [
        _("The role of %(name)s includes “%(act)s” already.") % {"name": deputy, "act": act.label}
        for act in acts
        if DEPUTY_ACTIONS[act] <= own
    ]
    if Action.APPROVE_MARKS not in own and DeputyAct.APPROVE not in acts:
        problems.append(_("Who seals for you must approve and return as well. Tick both."))
    return problems
