"""Numbers that tasks are made from. Each belongs to another app, which the registry names."""

from collections.abc import Mapping
from typing import Protocol, cast

from django.utils.module_loading import import_string

from eduportal import registry
from schools.models import AdminUnit, School, Term


class NumberSource(Protocol):
    """What an app tells of its numbers; `code` is one that `codes` holds."""

    codes: frozenset[str]

    def name(self, code: str) -> str:
        """What is counted, in the page's language."""

    def left(self, code: str, term: Term) -> Mapping[int, int]:
        """How much is left to do at each school in scope, by its id; those with nothing left may
        be missing."""

    def address(self, code: str, school: School | None, unit: AdminUnit | None) -> str:
        """The page of the number of a school, else of a commune, else of the province."""


def source_of(code: str) -> NumberSource | None:
    """Who tells of this number; None for a code nobody knows."""
    path = registry.TASK_NUMBERS.get(code.partition("-")[0])
    if path is None:
        return None
    source = cast(NumberSource, import_string(path))
    return source if code in source.codes else None


def total_of(
    left: Mapping[int, int],
    units: Mapping[int, int | None],
    *,
    school_id: int | None,
    unit_id: int | None,
) -> int:
    """What is left at the school, else in the commune, else everywhere; `units` tells the commune
    of each school."""
    if school_id is not None:
        return left.get(school_id, 0)
    return sum(number for pk, number in left.items() if unit_id in (None, units.get(pk)))
