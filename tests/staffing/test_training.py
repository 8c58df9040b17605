"""Training towards the standard: recorded, ended, planned for many, and where it is shown."""

import datetime
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from schools.choices import ManagingBody
from schools.models import School
from staffing.models import BalanceCount, Qualification, StaffMember, Training
from staffing.rules.qualification import Standing
from staffing.selectors.qualification import obligations, placed_at
from staffing.selectors.staff import revision_of
from staffing.selectors.supply import teachers_at
from staffing.services import count_balances
from staffing.views.qualification import ANNOUNCED
from tests import factories
from tests.routes_staffing import TERMS, below_standard, terms
from tests.world import ClientOf, World

pytestmark = pytest.mark.django_db


def post(client: Client, staff: StaffMember, step: str, on: datetime.date) -> str:
    with scoping.everywhere("the revision of the page"):
        row, shown = Training.objects.get(staff=staff), revision_of(staff)
    answer = client.post(
        reverse("staffing:row-change", args=[staff.public_id]),
        {"what": "training", "row": row.pk, "step": step, "shown": shown, "on": str(on)},
        follow=True,
    )
    return answer.content.decode()


def test_training_that_is_finished_is_the_degree_and_service_is_owed(
    world: World, client_of: ClientOf
) -> None:
    staff, today = world.staff["teacher"], timezone.localdate()
    below_standard(world)
    with scoping.everywhere("training is recorded"):
        factories.TrainingFactory(
            staff=staff, starts_on=today - datetime.timedelta(days=60), decision=""
        )
    client = client_of("clerk")
    page = post(client, staff, "finished", today)
    assert "Khóa đào tạo này mới trong kế hoạch" in page
    with scoping.everywhere("the order comes"):
        Training.objects.update(decision="12/QĐ")
        assert placed_at([world.school], today)[0].stand.standing is Standing.IN_TRAINING
    assert "không thể đã kết thúc vào một ngày chưa tới" in post(
        client, staff, "finished", today + datetime.timedelta(days=1)
    )
    post(client, staff, "finished", today)
    with scoping.everywhere("what was written"):
        degree = Qualification.objects.latest("pk")
        assert (degree.degree, degree.starts_on, degree.decision) == ("bachelor", today, "12/QĐ")
        placed = next(each for each in placed_at([world.school], today) if each.key == staff.pk)
        assert placed.stand.standing is Standing.AT_STANDARD
        assert placed.stand.in_roadmap
        assert [each.staff_id for each in obligations([world.school], today + ANNOUNCED)] == [
            staff.pk
        ]
        assert obligations([world.school], today + datetime.timedelta(days=119)) == []
    assert "đã kết thúc" in post(client, staff, "broken_off", today)


def test_a_plan_is_written_as_it_was_shown_and_only_for_schools_in_sight(
    world: World, client_of: ClientOf
) -> None:
    below_standard(world)
    staff, url = world.staff["teacher"], f"{reverse('staffing:training-plan')}"
    officer = client_of("department_officer")
    page = officer.get(f"{url}?{TERMS}").content.decode()
    key = f"{staff.public_id} 2027"
    assert key in page and staff.full_name in page
    for wrong in (f"{staff.public_id} 2028", f"{world.staff['other_teacher'].public_id} 2027", "x"):
        answer = officer.post(url, {**terms(world), "person": [key, wrong]})
        assert "đã thay đổi" in answer.content.decode()
        assert not Training.objects.exists()
    assert officer.post(url, {**terms(world), "person": key}).status_code == 302
    with scoping.everywhere("what was written"):
        row = Training.objects.get()
        assert (row.staff, row.starts_on, row.cost) == (
            staff, datetime.date(2027, 9, 1), 20_000_000,
        )  # fmt: skip
        assert (row.ends_on, row.decision, row.place) == (datetime.date(2029, 8, 31), "", "DHSP")
        count_balances(world.year)
        counted = BalanceCount.objects.get(school=world.school).shares
        assert (counted.count(Standing.PLANNED), counted.count(Standing.NOT_PLANNED)) == (1, 0)
    page = client_of("head").get(reverse("staffing:qualification")).content.decode()
    assert "DHSP" in page and "Đã có kế hoạch đào tạo" in page


def test_who_studies_gives_lessons_with_the_rest_of_the_post(world: World) -> None:
    below_standard(world)
    staff, day = world.staff["teacher"], world.year.starts_on
    with scoping.everywhere("half the post is for study"):
        factories.TrainingFactory(staff=staff, starts_on=day, share="0.5")
        rows = teachers_at([world.school.pk], day + datetime.timedelta(days=90))[world.school.pk]
    assert [(each.key, each.absent) for each in rows] == [(staff.pk, Fraction(1, 2))]


def test_a_commune_plans_training_for_its_own_schools_alone(
    world: World, client_of: ClientOf
) -> None:
    below_standard(world)
    address, staff = f"{reverse('staffing:training-plan')}?{TERMS}", world.staff["teacher"]
    commune = client_of("commune_officer")
    assert staff.full_name in commune.get(address).content.decode()
    with scoping.everywhere("the Department runs the school"):
        School.objects.filter(pk=world.school.pk).update(managing_body=ManagingBody.DEPARTMENT)
    assert staff.full_name not in commune.get(address).content.decode()
    commune.post(
        reverse("staffing:training-plan"), {**terms(world), "person": f"{staff.public_id} 2027"}
    )
    with scoping.everywhere("what was written"):
        assert not Training.objects.exists()
    assert staff.full_name in client_of("department_officer").get(address).content.decode()
