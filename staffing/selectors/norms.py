"""Sets of staffing norms, and which of them governs a school year."""

from django.utils import timezone

from schools.models import SchoolYear
from staffing.choices import NormState
from staffing.models import StaffingNorms
from staffing.rules.norm_settings import DEFAULTS, Norms, norms_of


def norm_sets() -> list[StaffingNorms]:
    """Every set, the latest first: one query."""
    return list(StaffingNorms.objects.select_related("created_by"))


def governing(sets: list[StaffingNorms], year: str) -> StaffingNorms | None:
    """The set that governs the school year of this code; None for the portal's own defaults."""
    in_force = [
        each for each in sets if each.state == NormState.IN_FORCE and each.from_year <= year
    ]
    moved = timezone.now()
    return max(in_force, key=lambda each: (each.from_year, each.moved_at or moved), default=None)


def norms_for(year: SchoolYear | None) -> tuple[Norms, StaffingNorms | None]:
    """The norms of a school year, and the set that says so: one query."""
    found = governing(norm_sets(), year.code) if year else None
    return (found.norms if found else norms_of(DEFAULTS)), found
