"""Reminders of the yearly review and of service that is owed, and the review as a file."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from eduportal.notices.models import Notice
from schools.rules.reminding import mark_of
from staffing.models import Declaration, StaffingReview
from staffing.services.reminding import remind
from staffing.tasks import remind_of_all
from tests import factories
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LAST = datetime.date(2027, 3, 15)


@pytest.mark.parametrize(
    ("left", "mark"), [(8, None), (7, 7), (4, 7), (2, 7), (1, 1), (0, 1), (-1, None)]
)
def test_a_reminder_that_a_night_missed_is_made_up(left: int, mark: int | None) -> None:
    assert mark_of(LAST, LAST - datetime.timedelta(days=left)) == mark


def told() -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in Notice.objects.values_list("kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def test_whom_a_step_waits_for_is_told_once_of_each_reminder(world: World) -> None:
    review = factories.StaffingReviewFactory(school_year=world.year)
    assert remind(LAST - datetime.timedelta(days=30)) == 0
    week = LAST - datetime.timedelta(days=7)
    count = remind(week)
    assert told() == {"staff_declare": count} and count >= 2
    assert remind(week) == remind(week + datetime.timedelta(days=2)) == 0
    assert remind(LAST) == count
    Notice.objects.all().delete()
    factories.DeclarationFactory(school=world.school, review=review)
    assert remind(LAST) == count - 2
    Notice.objects.all().delete()
    remind(review.check_by)
    waiting = Notice.objects.filter(kind="staff_check")
    assert {each.facts["count"] for each in waiting} == {1} and len(waiting) == 3
    Declaration.objects.update(state="checked")
    Notice.objects.all().delete()
    remind(review.object_by)
    assert set(Notice.objects.values_list("kind", "school_id")) == {
        ("staff_object", world.school.pk)
    }
    remind_of_all()
    assert StaffingReview.objects.get() == review


def test_heads_are_told_before_service_that_is_owed_ends(world: World, client_of: ClientOf) -> None:
    today = timezone.localdate()
    staff = world.staff["teacher"]
    factories.TrainingFactory(
        staff=staff,
        starts_on=today - datetime.timedelta(days=300),
        ends_on=today - datetime.timedelta(days=190),
        outcome="finished",
    )
    assert remind(today) == 2 and remind(today) == 0
    page = client_of("head").get(reverse("staffing:qualification")).content.decode()
    assert f"{today + datetime.timedelta(days=30):%d/%m/%Y}" in page
    assert staff.full_name in page


def test_the_review_is_taken_away_with_every_line_that_differs(
    world: World, client_of: ClientOf
) -> None:
    review = factories.StaffingReviewFactory(school_year=world.year)
    factories.DeclarationFactory(school=world.school, review=review)
    url = f"{reverse('staffing:review')}?export=xlsx"
    answer = client_of("department_officer").get(url)
    schools, lines = load_workbook(io.BytesIO(answer.content)).worksheets
    states = {row[1].value: (row[3].value, row[4].value) for row in schools.iter_rows(min_row=2)}
    assert states[world.school.name][1] == 1 and len(states) > 1
    [line] = list(lines.iter_rows(min_row=2, values_only=True))
    assert line[1:6] == (
        world.school.name, "Giáo viên biên chế (vị trí)", 9, 10, "QĐ 5",
    )  # fmt: skip
    assert client_of("auditor").get(url).status_code == 404
