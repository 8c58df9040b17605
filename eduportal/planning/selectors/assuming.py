"""The versions of the assumptions, and the one in use."""

from eduportal.planning.models import Assumptions
from eduportal.planning.rules.assumptions import DEFAULTS


def versions() -> list[Assumptions]:
    """Every version, the newest first: one query."""
    return list(Assumptions.objects.select_related("created_by"))


def in_use() -> Assumptions | None:
    """The version chosen last; None for the portal's own defaults."""
    chosen = Assumptions.objects.filter(chosen_at__isnull=False)
    return chosen.order_by("-chosen_at", "-pk").first()


def settings_of(version: Assumptions | None) -> dict[str, int | str]:
    return version.settings if version else DEFAULTS
