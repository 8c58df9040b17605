"""The outlook and the demand that follows from it, on rows and pages; the history of records."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from eduportal import scoping
from staffing.models import BalanceCount, PlannedClasses, StaffChange
from staffing.selectors.outlook import outlook_of
from staffing.selectors.staff import revision_of
from staffing.services import count_balances
from tests import factories
from tests.world import ClientOf, World

pytestmark = pytest.mark.django_db


def test_a_school_sees_its_years_and_plans_its_classes(world: World, client_of: ClientOf) -> None:
    """A teacher of mathematics who retires next spring; the grade after grows by plan."""
    staff, today = world.staff["teacher"], world.year.day_in(timezone.localdate())
    with scoping.everywhere("a teacher near retirement"):
        staff.main_subject, staff.sex = world.subjects[0], "1"
        staff.birth_date = datetime.date(today.year - 61, 1, 15)
        staff.save()
        factories.PostFactory(staff=staff, starts_on=datetime.date(2010, 1, 1))
        _balance, years = outlook_of(world.school, world.year, today)
    assert [sum(each.leaving.values()) for each in years].count(1) == 1
    assert [each.code for each in years][0] == "2027-2028"
    clerk = client_of("clerk")
    page = clerk.get(reverse("staffing:outlook")).content.decode()
    assert staff.full_name in page and "2031–2032" in page
    page = client_of("department_officer").get(reverse("staffing:outlook")).content.decode()
    assert str(staff.public_id) not in page
    page = clerk.get(reverse("staffing:outlook")).content.decode()
    shown = page.split('name="shown" value="')[1].split('"')[0]
    url = f"{reverse('staffing:planned-classes')}?ahead=2028-2029"
    sent = {f"grade_{world.class_group.grade_level_id}": "7", "shown": shown}
    assert "Hãy ghi số quyết định" in clerk.post(url, sent).content.decode()
    assert clerk.post(url, {**sent, "paper": "5/KH"}).status_code == 302
    with scoping.everywhere("what was written"):
        row = PlannedClasses.objects.get()
        assert (row.year, row.classes, row.paper) == ("2028-2029", 7, "5/KH")
        assert StaffChange.objects.filter(table="plannedclasses", step="added").exists()
        _balance, after = outlook_of(world.school, world.year, today)
    assert after[0].classes == years[0].classes
    assert after[1].classes == years[1].classes - 2 + 7


def test_the_province_sees_the_years_added_up_and_takes_the_annex(
    world: World, client_of: ClientOf
) -> None:
    with scoping.everywhere("the balances are counted"):
        count_balances(world.year)
        assert len(BalanceCount.objects.get(school=world.school).years) == 5
    admin = client_of("department_admin")
    percents = {"preschool": "0", "primary": "0", "lower": "50", "upper": "0"}
    answer = admin.post(
        reverse("staffing:outlook-assume"),
        {"name": "Dân số 2026", "basis": "12/BC", **percents, "shown": "0"},
    )
    assert answer.status_code == 302
    for by in ("", "?by=school&ahead=2029-2030"):
        page = admin.get(reverse("staffing:outlook-totals") + by).content.decode()
        assert "Dân số 2026" in page and "2031–2032" in page
    page = admin.get(reverse("staffing:recruitment")).content.decode()
    assert "1: có trường không có ai dạy môn này" in page
    file = load_workbook(
        io.BytesIO(admin.get(reverse("staffing:recruitment") + "?export=xlsx").content)
    )
    demand, posts = file.worksheets
    assert [cell.value for cell in demand[1]][:3] == ["STT", "Xã, phường", "Môn học"]
    assert demand.max_row > 2 and posts.max_row > 1
    years = load_workbook(
        io.BytesIO(admin.get(reverse("staffing:outlook-totals") + "?export=xlsx").content)
    )
    assert [row[0].value for row in years.worksheets[0]][1:] == [
        f"{first}-{first + 1}" for first in range(2027, 2032)
    ]


def test_every_record_of_a_person_leaves_its_line_whoever_writes_it(
    world: World, client_of: ClientOf
) -> None:
    staff, clerk = world.staff["teacher"], client_of("clerk")
    with scoping.everywhere("the revision of the page"):
        shown = revision_of(staff)
    clerk.post(
        reverse("staffing:record-add", args=[staff.public_id]),
        {
            "what": "title",
            "shown": shown,
            "title-kind": "lower",
            "title-rank": "II",
            "title-starts_on": "2026-09-01",
            "title-decision": "7/QĐ",
        },
    )
    with scoping.everywhere("past every service"):
        title = staff.title_records.get()
        type(title).objects.update(rank="I")
        title.delete()
        steps = list(StaffChange.objects.filter(table="title").values_list("step", "door"))
        changed = StaffChange.objects.get(table="title", step="changed")
    assert [step for step, _door in steps] == ["added", "changed", "removed"]
    assert (changed.old, changed.new, changed.staff_id) == ({"rank": "II"}, {"rank": "I"}, staff.pk)
    page = clerk.get(reverse("staffing:staff-history", args=[staff.public_id])).content.decode()
    assert "7/QĐ" in page and ": 01/09/2026" in page
