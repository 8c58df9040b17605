"""The pages of the balance of teachers and of the staffing norms."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from staffing.models import Elsewhere, Quota, StaffingNorms, StaffSubject
from staffing.rules.norm_settings import DEFAULTS
from staffing.selectors.staff import revision_of
from staffing.services import count_balances
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def clerk(world: World, client_of: ClientOf) -> Client:
    return client_of("clerk")


def page(client: Client, name: str, **query: str) -> str:
    with translation.override("en"):
        response = client.get(reverse(f"staffing:{name}"), query, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_a_school_records_its_quota_and_sees_the_gap(world: World, clerk: Client) -> None:
    form = {"posts": "30", "decision": "12/QĐ", "decided_on": "2026-08-01", "shown": ""}
    address = f"{reverse('staffing:quota')}?school={world.school.code}"
    assert clerk.post(address, form).status_code == 302
    assert Quota.objects.get().posts == 30
    assert "12/QĐ" in page(clerk, "balance", school=world.school.code)
    refused = clerk.post(address, {**form, "posts": "31"})
    assert refused.status_code == 200
    assert Quota.objects.get().posts == 30


def test_a_teacher_stands_in_the_line_of_the_main_subject(world: World, clerk: Client) -> None:
    staff = world.staff["teacher"]
    factories.PostFactory(staff=staff)
    staff.main_subject = world.subjects[0]
    staff.save()
    shown = page(clerk, "balance", school=world.school.code)
    assert world.subjects[0].name in shown
    assert staff.full_name in shown


def test_an_official_sees_figures_and_no_names(world: World, client_of: ClientOf) -> None:
    staff = world.staff["teacher"]
    staff.main_subject = world.subjects[0]
    staff.save()
    factories.PostFactory(staff=staff)
    shown = page(client_of("department_officer"), "balance", school=world.school.code)
    assert world.subjects[0].name in shown
    assert reverse("staffing:staff", args=[staff.public_id]) not in shown


def test_the_list_names_every_school_and_is_a_file(world: World, client_of: ClientOf) -> None:
    client = client_of("department_officer")
    count_balances(world.year)
    assert world.school.name in page(client, "balance-list")
    for kind in ("csv", "xlsx"):
        response = client.get(reverse("staffing:balance-list"), {"export": kind})
        assert response.status_code == 200
        assert f".{kind}" in response["Content-Disposition"]


def test_a_school_without_subjects_is_not_said_to_be_even(
    world: World, client_of: ClientOf
) -> None:
    """A preschool has no subject: a dash, for nothing of it is measured by subject."""
    preschool = factories.SchoolFactory(stages=["01"])
    count_balances(world.year)
    rows = client_of("department_officer").get(reverse("staffing:balance-list")).context["rows"]
    row = next(each for each in rows if each["school"] == preschool)
    assert (row["short"].text, row["spare"].text) == ("–", "–")


def test_records_are_added_on_the_persons_page(world: World, clerk: Client) -> None:
    staff, subject = world.staff["teacher"], world.subjects[0]
    address = reverse("staffing:record-add", args=[staff.public_id])
    day = {"staffsubject-starts_on": "2026-09-01"}
    form = {"what": "staffsubject", "staffsubject-subject": subject.pk, **day}
    form |= {"staffsubject-level": "03", "staffsubject-basis": "degree"}
    assert clerk.post(address, {**form, "shown": revision_of(staff)}).status_code == 302
    assert StaffSubject.objects.get().subject == subject
    again = clerk.post(address, {**form, "shown": revision_of(staff)})
    assert again.status_code == 200
    assert StaffSubject.objects.count() == 1


def test_work_at_another_school_is_found_by_its_code(world: World, clerk: Client) -> None:
    staff = world.staff["teacher"]
    form = {
        "what": "elsewhere", "elsewhere-kind": "secondment", "elsewhere-weekly_periods": "6",
        "elsewhere-other": world.foreign_class.school.code, "elsewhere-starts_on": "2026-09-01",
        "shown": revision_of(staff),
    }  # fmt: skip
    response = clerk.post(reverse("staffing:record-add", args=[staff.public_id]), form)
    assert response.status_code == 302
    assert Elsewhere.objects.get().other_school == world.foreign_class.school


def test_the_administrator_decides_the_open_points(world: World, client_of: ClientOf) -> None:
    client = client_of("department_admin")
    form = {
        **DEFAULTS, "class_count": "actual", "name": "Định mức mới", "from_year": world.year.code,
        "decided_by": "Sở", "decision_number": "9/QĐ", "decided_on": "2026-08-01",
    }  # fmt: skip
    assert client.post(reverse("staffing:norm-new"), form).status_code == 302
    drafted = StaffingNorms.objects.get()
    assert drafted.settings["class_count"] == "actual"
    move = reverse("staffing:norm-move", args=[drafted.pk])
    assert client.post(move, {"step": "force"}).status_code == 302
    count_balances(world.year)
    assert "Định mức mới" in page(client, "balance-list")
    bad = client.post(reverse("staffing:norm-new"), {**form, "class_count": "all"})
    assert bad.status_code == 200
    assert StaffingNorms.objects.count() == 1


def more_teachers_and_classes(world: World) -> None:
    for _number in range(3):
        staff = factories.StaffMemberFactory(school=world.school, main_subject=world.subjects[0])
        factories.PostFactory(staff=staff)
        factories.DutyFactory(staff=staff)
        factories.ClassGroupFactory(school=world.school, school_year=world.year)


def test_a_balance_costs_the_same_however_many_teachers_there_are(
    world: World, clerk: Client
) -> None:
    address = reverse("staffing:balance")
    for _time in range(2):
        more_teachers_and_classes(world)
        assert ask_counted(clerk, "staffing:balance:clerk", address).status_code == 200
