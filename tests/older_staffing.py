"""Older pages of the yearly review of teachers (tests/test_older_pages.py)."""

from typing import Any

from django.urls import reverse

from staffing.forms.declaring import DAYS
from staffing.models import Declaration, StaffingReview
from tests import factories
from tests.routes_staffing import as_counted
from tests.world import World


def at_review(world: World) -> str:
    return reverse("staffing:review-set")


def review_form(world: World) -> dict[str, Any]:
    """The review of the year is not open yet."""
    return {"basis": "1/KH", **dict.fromkeys(DAYS, "2027-06-01"), "shown": "0"}


def review_opened(world: World) -> None:
    factories.StaffingReviewFactory(school_year=world.year)


def review_days(world: World) -> Any:
    return list(StaffingReview.objects.values_list("basis", "declare_by"))


def at_declaration(world: World) -> str:
    return reverse("staffing:declaration-step", args=[world.school.public_id])


def declared_form(world: World) -> dict[str, Any]:
    """The school has declared nothing yet."""
    factories.StaffingReviewFactory(school_year=world.year)
    return {"step": "declare", "shown": "0", **as_counted(world)}


def declared_meanwhile(world: World) -> None:
    review = StaffingReview.objects.get()
    factories.DeclarationFactory(school=world.school, review=review)


def declarations(world: World) -> Any:
    return list(Declaration.objects.values_list("state", "lines", "revision"))


OF_STAFFING: dict[str, tuple[Any, ...]] = {
    "staffing:review-set": (
        "department_admin", at_review, review_form, review_opened, review_days,
    ),
    "staffing:declaration-step": (
        "head", at_declaration, declared_form, declared_meanwhile, declarations,
    ),
}  # fmt: skip
