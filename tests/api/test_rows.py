"""Who gets which rows from the REST interface, and that refusals are JSON with a code."""

import pytest

from students.models import Student
from tests import factories
from tests.query_counts import ask_counted

API = "/api/v1"
LISTS = ["schools", "classes", "students", "marksheets", "packages"]
# A package is named by its digest.
NAMED_BY = {"packages": "hash"}


def rows(client, path, **query):
    response = client.get(f"{API}/{path}/", query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def objects_of(world, foreign=False):
    """One row of each list that lies in the machine's school, or in a foreign one."""
    school = world.foreign_school if foreign else world.school
    group = world.foreign_class if foreign else world.class_group
    student = world.enrolments[group][0].student
    sheet = world.foreign_sheet if foreign else world.sheet
    package = factories.PackageFactory(school=school)
    return dict(zip(LISTS, (school, group, student, sheet, package), strict=True))


@pytest.mark.parametrize("path", LISTS)
def test_nobody_reads_without_signing_in(path, world, client):
    response = client.get(f"{API}/{path}/")
    assert response.status_code == 401
    assert set(response.json()) == {"code", "message"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", LISTS)
def test_a_machine_reads_its_school_and_nothing_else(path, world, db_everywhere, client_of):
    client = client_of("machine")
    own, foreign = objects_of(world), objects_of(world, foreign=True)
    by = NAMED_BY.get(path, "public_id")
    mine, theirs = (str(getattr(each[path], by)) for each in (own, foreign))
    listed = {row[by] for row in rows(client, path, page_size=1000)}
    assert mine in listed and theirs not in listed
    assert client.get(f"{API}/{path}/{mine}/").status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_a_foreign_row_and_no_row_are_the_same_404(path, world, db_everywhere, client_of):
    client = client_of("machine")
    foreign = getattr(objects_of(world, foreign=True)[path], NAMED_BY.get(path, "public_id"))
    answers = [
        client.get(f"{API}/{path}/{name}/")
        for name in (foreign, "00000000-0000-4000-8000-000000000000", "not-a-uuid", "1' or '1")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "not_found"


def test_a_machine_that_lost_its_membership_reads_nothing(world, db_everywhere, client_of):
    client = client_of("machine")
    world.users["machine"].memberships.update(ends_on=world.term.starts_on)
    assert client.get(f"{API}/schools/").status_code == 401


def test_people_read_what_their_roles_let_them(world, db_everywhere, client_of):
    factories.PackageFactory(school=world.school)
    counts = {
        persona: [_count(client_of(persona), path) for path in LISTS]
        for persona in ("teacher", "head", "clerk", "commune_officer", "auditor")
    }
    assert counts == {
        #            schools classes students sheets packages
        "teacher": [1, 2, 403, 2, 403],
        "head": [1, 2, 12, 4, 1],
        "clerk": [1, 2, 12, 403, 403],
        "commune_officer": [2, 4, 403, 403, 1],
        "auditor": [4, 8, 403, 16, 403],
    }


def _count(client, path):
    response = client.get(f"{API}/{path}/")
    return len(response.json()["results"]) if response.status_code == 200 else response.status_code


def test_a_teacher_reads_the_sheets_assigned_and_no_others(world, client_of):
    client = client_of("teacher")
    listed = {row["subject"]["code"] for row in rows(client, "marksheets")}
    assert listed == {world.subjects[0].code}
    assert client.get(f"{API}/marksheets/{world.sheet.public_id}/").status_code == 200
    assert client.get(f"{API}/marksheets/{world.commented_sheet.public_id}/").status_code == 404


def test_a_sheet_brings_its_lines_in_the_order_of_the_class(world, db_everywhere, client_of):
    world.sheet.records.filter(pk=world.record.pk).update(midterm=85, regular=[70, None, 210, 0])
    sheet = client_of("machine").get(f"{API}/marksheets/{world.sheet.public_id}/").json()
    assert (sheet["term"], sheet["class_name"]) == (world.term.code, "6A1")
    first = sheet["records"][0]
    assert first["record"] == world.record.pk
    assert (first["midterm"], first["regular"]) == (85, [70, None, 210, 0])
    assert first["cells"]["gk"] == "8,5"
    assert first["cells"]["tx3"] == "V"
    assert [line["record"] for line in sheet["records"]] == [
        record.pk for record in world.records[world.sheet]
    ]


def test_the_personal_number_leaves_the_portal_nowhere(world, client_of):
    answer = client_of("machine").get(f"{API}/students/").content.decode()
    assert world.enrolments[world.class_group][0].student.personal_number not in answer
    assert "personal_number" not in answer


def test_a_package_shows_its_receipts_and_no_marks(world, db_everywhere, client_of):
    package = factories.PackageFactory(school=world.school)
    factories.ReceiptFactory(package=package)
    answer = client_of("machine").get(f"{API}/packages/{package.hash}/").json()
    assert len(answer["receipts"]) == 1
    assert "content" not in answer


def test_a_name_with_markup_comes_back_as_written(world, db_everywhere, client_of):
    Student.objects.filter(school=world.school).update(full_name="<script>alert(1)</script>")
    response = client_of("machine").get(f"{API}/students/")
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["results"][0]["full_name"] == "<script>alert(1)</script>"


def test_pages_follow_each_other_and_lose_no_row(world, client_of):
    client, seen = client_of("machine"), []
    url = f"{API}/students/?page_size=5"
    while url:
        answer = client.get(url).json()
        seen += [row["public_id"] for row in answer["results"]]
        url = answer["next"]
    assert len(seen) == len(set(seen)) == 12


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_many_rows(path, world, db_everywhere, client_of):
    client = client_of("machine")
    objects_of(world)
    ask_counted(client, f"api:{path}:machine", f"{API}/{path}/?page_size=1")
    group = factories.ClassGroupFactory(school=world.school, school_year=world.year)
    factories.EnrolmentFactory.create_batch(3, class_group=group)
    factories.MarkSheetFactory(class_group=group, term=world.term)
    package = factories.PackageFactory(school=world.school)
    factories.ReceiptFactory(package=package)
    ask_counted(client, f"api:{path}:machine", f"{API}/{path}/?page_size=1000")
