"""Older pages of the yearly review of teachers (tests/test_older_pages.py)."""

import datetime
from typing import Any

from django.urls import reverse

from staffing.forms.declaring import DAYS
from staffing.models import (
    Declaration,
    OutlookAssumptions,
    PlannedClasses,
    StaffingReview,
    StandardRating,
    Training,
)
from staffing.rules.outlook import year_code
from staffing.selectors.rating import ratings_revision
from staffing.services import planned_revision
from tests import factories
from tests.routes_staffing import as_counted, below_standard, teaching, terms
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


def at_training_plan(world: World) -> str:
    return reverse("staffing:training-plan")


def plan_form(world: World) -> dict[str, Any]:
    """One teacher may study from 2027 on."""
    below_standard(world)
    return {**terms(world), "person": f"{world.staff['teacher'].public_id} 2027"}


def planned_meanwhile(world: World) -> None:
    factories.TrainingFactory(
        staff=world.staff["teacher"], starts_on=datetime.date(2027, 9, 1), decision=""
    )


def trainings(world: World) -> Any:
    return list(Training.objects.values_list("staff", "starts_on", "place"))


def at_ratings(world: World) -> str:
    return reverse("staffing:ratings")


def ratings_form(world: World) -> dict[str, Any]:
    """The head has rated nobody yet."""
    teaching(world)
    shown = ratings_revision(world.school, world.year)
    return {f"own-{world.staff['teacher'].public_id}": "3", "shown": shown}


def rated_meanwhile(world: World) -> None:
    factories.StandardRatingFactory(staff=world.staff["teacher"], school_year=world.year)


def ratings(world: World) -> Any:
    return list(StandardRating.objects.values_list("staff", "own", "result"))


def at_planned(world: World) -> str:
    return reverse("staffing:planned-classes")


def planned_form(world: World) -> dict[str, Any]:
    """The school has planned nothing for the next year yet."""
    return {
        "paper": "3/KH",
        "grade_6": "4",
        "shown": planned_revision(world.school, year_code(world.year.code, 1)),
    }


def classes_planned(world: World) -> None:
    PlannedClasses.objects.create(
        school=world.school, year=year_code(world.year.code, 1), grade_id=6, classes=2, paper="2/KH"
    )


def planned(world: World) -> Any:
    return list(PlannedClasses.objects.values_list("grade", "classes", "paper"))


def at_assumptions(world: World) -> str:
    return reverse("staffing:outlook-assume")


def assumed_form(world: World) -> dict[str, Any]:
    """Nobody has assumed anything yet."""
    percents = dict.fromkeys(("preschool", "primary", "lower", "upper"), "1")
    return {"name": "A", "basis": "B", **percents, "shown": "0"}


def assumed_meanwhile(world: World) -> None:
    OutlookAssumptions.objects.create(name="C", basis="D")


def assumed(world: World) -> Any:
    return list(OutlookAssumptions.objects.values_list("name", "primary"))


OF_STAFFING: dict[str, tuple[Any, ...]] = {
    "staffing:review-set": (
        "department_admin", at_review, review_form, review_opened, review_days,
    ),
    "staffing:training-plan": (
        "department_officer", at_training_plan, plan_form, planned_meanwhile, trainings,
    ),
    "staffing:ratings": ("head", at_ratings, ratings_form, rated_meanwhile, ratings),
    "staffing:planned-classes": (
        "head", at_planned, planned_form, classes_planned, planned,
    ),
    "staffing:outlook-assume": (
        "department_admin", at_assumptions, assumed_form, assumed_meanwhile, assumed,
    ),
    "staffing:declaration-step": (
        "head", at_declaration, declared_form, declared_meanwhile, declarations,
    ),
}  # fmt: skip
