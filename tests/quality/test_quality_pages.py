"""The pages of data quality: who sees what, the answer, the reminder, the file."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.quality.choices import Move, State
from eduportal.quality.models import Finding, SchoolCheck
from eduportal.quality.services.checking import ask_for_all, check_due
from students.models import Student
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "lasting_proof")
NAME = "Phan Thị Quỳnh Mai"
RULE = reverse("quality:rule", args=["ST04"])


@pytest.fixture
def found(world: World) -> World:
    """Every school was looked at, and all that was found is overdue."""
    student = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=student.pk).update(full_name=NAME)
    ask_for_all()
    check_due()
    Finding.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    return world


def test_a_school_sees_its_own_and_names_its_students(found: World, client_of: ClientOf) -> None:
    page = client_of("clerk").get(reverse("quality:board")).content.decode()
    assert found.school.name in page
    assert found.neighbour_school.name not in page

    listed = client_of("clerk").get(RULE)
    assert NAME in listed.content.decode()
    assert {each.finding.school_id for each in listed.context["rows"]} == {found.school.pk}


def test_an_official_sees_places_and_no_names(found: World, client_of: ClientOf) -> None:
    board = client_of("department_officer").get(reverse("quality:board"))
    assert {each.name for each in board.context["most"]} == {"Long An", "Tân Châu"}

    listed = client_of("department_officer").get(RULE)
    assert listed.context["page"].total == Finding.objects.filter(rule="ST04").count()
    assert NAME not in listed.content.decode()
    assert all(not row.name and not row.url for row in listed.context["rows"])

    of_commune = client_of("commune_officer").get(RULE)
    assert of_commune.context["page"].total == listed.context["page"].total // 2


@pytest.mark.parametrize(
    ("query", "few"),
    [("state=overdue", False), ("state=mended", True), ("unit={unit}", False)],
)
def test_the_address_narrows_the_list(
    found: World, client_of: ClientOf, query: str, few: bool
) -> None:
    query = query.format(unit=found.communes[0].code)
    page = client_of("department_admin").get(f"{RULE}?{query}")
    assert (page.context["page"].total == 0) == few


def test_an_answer_is_recorded_with_its_reason(found: World, client_of: ClientOf) -> None:
    finding = Finding.objects.filter(rule="ST04", school=found.school).first()
    assert finding is not None
    address = reverse("quality:finding", args=[finding.public_id])
    clerk = client_of("clerk")
    assert "revision" in clerk.get(address).content.decode()
    form = {"answer": "right", "words": "Giấy khai sinh không ghi", "revision": finding.revision}

    assert clerk.post(address, form).status_code == 302
    finding.refresh_from_db()
    assert finding.state == State.RIGHT
    assert form["words"] in clerk.get(address).content.decode()
    # A second answer, from the page as it was, is refused in words.
    again = clerk.post(address, form, follow=True)
    assert finding.steps.filter(kind=Move.RIGHT).count() == 1
    assert len(list(again.context["messages"])) == 1


def test_a_head_has_the_school_looked_at_again(found: World, client_of: ClientOf) -> None:
    before = SchoolCheck.objects.get(school=found.school).asked_at
    answer = client_of("head").post(reverse("quality:check"))
    assert answer.status_code == 302
    assert SchoolCheck.objects.get(school=found.school).asked_at > before


def test_an_official_reminds_the_owners(found: World, client_of: ClientOf) -> None:
    address = reverse("quality:remind", args=["ST04"])
    officer = client_of("commune_officer")
    assert officer.post(address).status_code == 302
    reminded = Finding.objects.filter(steps__kind=Move.REMINDED)
    assert set(reminded.values_list("school", flat=True)) == {
        found.school.pk,
        found.neighbour_school.pk,
    }
    assert client_of("auditor").post(address).status_code == 404


def test_the_file_says_what_it_is_and_as_of_when(found: World, client_of: ClientOf) -> None:
    answer = client_of("department_officer").get(f"{RULE}?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert str(rows[0][0]).startswith("ST04")
    assert len(rows) == 4 + Finding.objects.filter(rule="ST04").count()
    assert client_of("department_officer").get(f"{reverse('quality:board')}?export=csv").content
    assert client_of("auditor").get(f"{RULE}?export=csv").status_code == 403


def test_pages_cost_the_same_with_one_school_and_with_many(
    found: World, client_of: ClientOf
) -> None:
    finding = Finding.objects.filter(rule="ST04", school=found.school).first()
    assert finding is not None
    one = reverse("quality:finding", args=[finding.public_id])
    for persona in ("department_officer", "clerk"):
        client = client_of(persona)
        for name, address in (("board", reverse("quality:board")), ("rule", RULE), ("one", one)):
            ask_counted(client, f"quality:{name}:{persona}", address)
