"""Check constraints that many tables need: PostgreSQL refuses what the code lists do not know."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _


def known(name: str, field: str, values: Iterable[str | int]) -> CheckConstraint:
    """The field holds one of these values, or null where the column takes null."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


def ends_after_start(name: str, start: str = "starts_on", end: str = "ends_on") -> CheckConstraint:
    """The last day is not before the first; an open end passes."""
    return CheckConstraint(
        condition=Q(**{end: None}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=_("The last day must not be before the first."),
    )
