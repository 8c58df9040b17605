"""What became of the Ministry's records: who sees it, and what it says."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from eduportal.exchange.services import report
from eduportal.privacy.models import Access
from schools.models import School
from tests.exchange.ministry_side import (
    Front,
    class_list,
    front,
    front_process,
    on_list,
    records,
    school_known,
    sealed,
)
from tests.factories import MinistryRecordFactory
from tests.world import ClientOf, World

__all__ = ["front", "front_process"]
pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def known(world: World, front: Front) -> School:
    """A school of the province whose records stand in every state."""
    school_known(world.school, "6A1")
    sealed(world.school, 1, 2)
    class_list(world.school, "6A1", on_list(1))
    front.answers_first("12")
    report()
    return world.school


def page(client_of: ClientOf, persona: str = "department_officer", query: str = "") -> str:
    response = client_of(persona).get(
        f"/exchange/ministry/{query}", headers={"Accept-Language": "en"}
    )
    assert response.status_code == 200
    return response.content.decode()


def test_an_official_sees_where_the_records_stand_and_why(
    known: School, client_of: ClientOf
) -> None:
    found = page(client_of)
    assert "Tổng hợp lỗi" in found
    assert "ChieuCao" in found
    assert "SoBHXH" in found
    assert re.search(r"kind=school&amp;show=refused\">1<", found)
    assert re.search(r"kind=student&amp;show=blocked\">1<", found)


def test_each_number_leads_to_its_records_with_reasons_and_package(
    known: School, client_of: ClientOf
) -> None:
    found = page(client_of, query="records/?kind=student&show=blocked")
    [record] = records("student")
    assert str(record.record_id) in found
    package = known.packages.get(feed="student")
    assert f"/exchange/packages/{package.hash}/" in found
    assert "Nguyễn Văn 1" not in found
    assert found.count("ChieuCao") == 1


def test_the_way_to_a_student_is_for_those_who_may_read_marks(
    known: School, client_of: ClientOf
) -> None:
    way = f"/exchange/students/{records('student')[0].person}/"
    query = "records/?kind=student&show=blocked"
    assert way in page(client_of, "auditor", query)
    assert way not in page(client_of, "department_officer", query)


def test_the_words_of_the_other_side_are_for_those_who_may_see_the_lines(
    world: World, front: Front, client_of: ClientOf
) -> None:
    student = world.record.enrolment.student
    said = {"state": "refused", "theirs": "7", "last_error": "Em Lê Thị Hoa: sai lớp"}
    MinistryRecordFactory(school=world.school, person=student.person_uid, **said)
    assert "Lê Thị Hoa" not in page(client_of)
    assert "Lê Thị Hoa" not in page(client_of, query="records/")
    before = Access.objects.count()
    assert "Lê Thị Hoa" in page(client_of, "department_admin", "records/")
    assert Access.objects.count() == before + 1
    assert Access.objects.latest("pk").persons == [student.pk]


def test_what_was_refused_goes_again_by_a_button(
    known: School, front: Front, client_of: ClientOf
) -> None:
    assert [each.state for each in records("school")] == ["refused"]
    assert client_of("department_officer").post("/exchange/ministry/again/").status_code == 404
    client_of("department_admin").post("/exchange/ministry/again/")
    front.answers_first()
    assert [each.state for each in records("school")] == ["waiting"]
    report()
    assert [each.state for each in records("school")] == ["accepted"]


def test_without_an_address_the_page_says_that_nothing_is_sent(
    world: World, client_of: ClientOf
) -> None:
    found = client_of("department_officer").get("/exchange/ministry/").content.decode()
    assert "Chưa đặt địa chỉ" in found


def test_no_other_level_has_the_page(world: World, client_of: ClientOf, settings: Settings) -> None:
    for tier in ("school", "ministry"):
        settings.EDUPORTAL_TIER = tier
        assert client_of("department_admin").get("/exchange/ministry/").status_code == 404


@pytest.mark.parametrize("query", ["", "records/?show=blocked"])
def test_the_pages_cost_the_same_however_many_records_there_are(
    known: School, client_of: ClientOf, query: str
) -> None:
    client = client_of("department_officer")
    counts = []
    for students in ([on_list(1)], [on_list(1), on_list(2), on_list(3)]):
        class_list(known, "6A1", *students)
        report()
        client.get("/exchange/ministry/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/exchange/ministry/{query}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
