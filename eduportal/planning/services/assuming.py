"""The only writer of versions of the assumptions."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from eduportal.planning.models import Assumptions
from eduportal.planning.rules.assumptions import bad_settings
from eduportal.planning.services.errors import PlanningRefused, refuse_if


def make_version(
    *, name: str, settings: Mapping[str, int | str], reason: str, user: User
) -> Assumptions:
    """Keep a version under a name of its own; nothing follows it yet. Raises PlanningRefused."""
    sentence = _("The setting “%(key)s” cannot have this value.")
    refuse_if([sentence % {"key": key} for key in bad_settings(settings)])
    try:
        with transaction.atomic():
            return Assumptions.objects.create(
                name=name, settings=dict(settings), reason=reason, created_by=user
            )
    except IntegrityError as problem:
        raise PlanningRefused([_("There is a version of this name already.")]) from problem


def choose_version(*, version: Assumptions, shown: int | None) -> None:
    """Let forecasts follow this version, if the one in use is the one shown.

    Raises PlanningRefused.
    """
    with transaction.atomic():
        chosen = Assumptions.objects.select_for_update().filter(chosen_at__isnull=False)
        now = chosen.order_by("-chosen_at", "-pk").first()
        if (now.pk if now else None) != shown:
            raise PlanningRefused(
                [_("Another version has been chosen meanwhile. Look again before you choose.")]
            )
        Assumptions.objects.filter(pk=version.pk).update(chosen_at=timezone.now())
        offer("planning.forecast")
