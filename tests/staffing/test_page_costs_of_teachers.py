"""What pages of balance, training, outlook, ratings and history cost, with few rows and many."""

import datetime

from django.urls import reverse

from eduportal import scoping
from tests import factories
from tests.query_counts import ask_counted
from tests.routes_staffing import TERMS
from tests.world import ClientOf, World

OF_SCHOOL = ("balance", "qualification", "ratings", "outlook")
OF_PROVINCE = (
    *("qualification-totals", "outlook-totals", "recruitment", "shortage", "training-plan"),
    "review",
)


def grow(world: World) -> None:
    """Three more teachers below the standard, rated, one of them in training; another school."""
    for number in range(3):
        staff = factories.StaffMemberFactory(
            school=world.school, birth_date=datetime.date(1968, 1, 1 + number), sex="1"
        )
        factories.PostFactory(staff=staff)
        factories.QualificationFactory(
            staff=staff, degree="college", starts_on=datetime.date(2010, 6, 1)
        )
        factories.StandardRatingFactory(staff=staff, school_year=world.year)
    factories.TrainingFactory(staff=staff)
    factories.BalanceCountFactory(school_year=world.year)
    title = factories.TitleFactory(staff=world.staff["teacher"]) if not titled(world) else None
    if title:
        title.rank = "II"
        title.save()
    world.staff["teacher"].title_records.update(decision=f"{staff.pk}/QĐ")


def titled(world: World) -> bool:
    return bool(world.staff["teacher"].title_records.exists())


def test_each_page_costs_the_same_for_any_number_of_teachers(
    world: World, client_of: ClientOf
) -> None:
    head, officer = client_of("head"), client_of("department_officer")
    history = reverse("staffing:staff-history", args=[world.staff["teacher"].public_id])
    for _time in range(2):
        with scoping.everywhere("a test lets the school grow"):
            grow(world)
        for name in OF_SCHOOL:
            ask_counted(head, f"staffing:{name}:head", reverse(f"staffing:{name}"))
        for name in OF_PROVINCE:
            query = f"?{TERMS}" if name == "training-plan" else ""
            key = f"staffing:{name}:department_officer"
            ask_counted(officer, key, reverse(f"staffing:{name}") + query)
        ask_counted(head, "staffing:staff-history:head", history)
