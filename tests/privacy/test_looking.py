"""What is written down: who, in which role, by which door; and pages with more than a list."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse

from eduportal import scoping
from eduportal.accounts.roles import Role
from eduportal.core.looking import Kind, LookedTooLate, Looks, looked
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.problem import Problem, by_cause
from eduportal.privacy.models import Access
from grades.services.writing import update_records
from students.models import Student
from tests.exchange.test_wire_package import HEADER
from tests.factories import (
    CurriculumLineFactory,
    MembershipFactory,
    PackageFactory,
    ReceiptFactory,
    SubjectFactory,
    TermResultFactory,
)
from tests.imports.jobs import ROSTER, checked, prepared
from tests.imports.rosters import new_row, roster, row_of
from tests.personal import logged, shown, tell_apart
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def entries() -> list[Access]:
    return list(Access.objects.order_by("id"))


def students(world: World) -> list[Student]:
    return [enrolment.student for enrolment in world.enrolments[world.class_group]]


def test_an_entry_says_who_in_which_role_where_and_when(world: World, client_of: ClientOf) -> None:
    MembershipFactory(user=world.users["teacher"], role=Role.HOMEROOM, school=world.school)
    address = reverse("grades:marksheet-edit", args=[world.sheet.public_id])

    response = client_of("teacher").get(address, REMOTE_ADDR="2001:db8::7")

    [entry] = entries()
    assert entry.user == world.users["teacher"]
    assert entry.role == "teacher, homeroom"
    assert entry.school == world.school
    assert entry.kind == Kind.STUDENT
    assert entry.persons == sorted(student.pk for student in students(world))
    assert (entry.door, entry.route) == ("browser", "grades:marksheet-edit")
    assert entry.request_id == response["X-Request-Id"]
    assert entry.client == "2001:db8::7"


def test_a_role_at_another_school_is_not_the_one(world: World, client_of: ClientOf) -> None:
    MembershipFactory(user=world.users["teacher"], role=Role.CLERK, school=world.neighbour_school)

    client_of("teacher").get("/students/")

    assert {(entry.school, entry.role) for entry in entries()} == {
        (world.school, "teacher"),
        (world.neighbour_school, "clerk"),
    }


def test_a_machine_is_logged_by_its_account_and_door(world: World, client_of: ClientOf) -> None:
    client_of("machine").get("/api/v1/students/")

    [entry] = entries()
    assert (entry.user, entry.role) == (world.users["machine"], "machine")
    assert (entry.door, entry.route) == ("api", "api:student-list")
    assert len(entry.persons) == 12


def test_a_socket_of_the_machine_is_no_address(world: World, client_of: ClientOf) -> None:
    client_of("head").get("/students/", REMOTE_ADDR="")

    assert [entry.client for entry in entries()] == [None]


def test_showing_somebody_after_the_log_is_closed_is_an_error(world: World) -> None:
    request = RequestFactory().get("/")
    with pytest.raises(LookedTooLate):
        looked(request, Kind.STUDENT, [(1, 1)])
    request.looks = Looks()
    request.looks.close()
    with pytest.raises(LookedTooLate):
        looked(request, Kind.STUDENT, [(1, 1)])


def test_a_conflict_tells_a_mark_and_is_logged(world: World, client_of: ClientOf) -> None:
    world.record.midterm = 85
    update_records([world.record])
    op = {"op": "0b7c3c3e-7f0e-4a3f-9a53-2f6a0c1de003", "record": world.record.pk, "cell": "gk"}
    address = reverse("grades:marksheet-save", args=[world.sheet.public_id])

    response = client_of("teacher").post(
        address,
        json.dumps({"ops": [op | {"from": "", "to": "5,0"}]}),
        content_type="application/json",
    )

    assert response.json()["results"][0]["status"] == "conflict"
    assert logged(response) == {Kind.STUDENT: {students(world)[0].pk}}


def test_missing_marks_name_their_students(world: World, client_of: ClientOf) -> None:
    tell_apart()
    address = reverse("grades:marksheet-step", args=[world.sheet.public_id])

    form = {"step": "submit", "revision": world.sheet.revision}
    response = client_of("teacher").post(address, form, follow=True)

    assert response.status_code == 200
    found = logged(response)
    assert len(found[Kind.STUDENT]) == 6
    assert found[Kind.STUDENT] == shown(response)[Kind.STUDENT]


def test_history_names_the_students_whose_marks_were_changed(
    world: World, client_of: ClientOf
) -> None:
    world.record.midterm = 85
    update_records([world.record])
    tell_apart()

    address = reverse("grades:marksheet-history", args=[world.sheet.public_id])
    response = client_of("head").get(address)

    assert logged(response)[Kind.STUDENT] == {students(world)[0].pk}
    assert shown(response)[Kind.STUDENT] == {students(world)[0].pk}


def test_the_results_of_a_sealed_class_name_its_students(world: World, client_of: ClientOf) -> None:
    from grades.models import MarkSheet

    with scoping.everywhere("a test seals a class"):
        TermResultFactory(
            enrolment=world.enrolments[world.class_group][0], term=world.term, school=world.school
        )
        MarkSheet.objects.filter(class_group=world.class_group).exclude(pk=world.sheet.pk).delete()
    tell_apart()
    response = client_of("head").get(
        reverse("grades:class-detail", args=[world.class_group.public_id])
    )

    assert logged(response)[Kind.STUDENT] == shown(response)[Kind.STUDENT]


def test_who_chooses_a_subject_is_seen_with_the_choice(world: World, client_of: ClientOf) -> None:
    subject = SubjectFactory(code="NN2", name="Ngoại ngữ 2")
    CurriculumLineFactory(
        grade_level=world.class_group.grade_level, subject=subject, kind="optional"
    )
    tell_apart()

    response = client_of("clerk").get(
        reverse("students:class-subjects", args=[world.class_group.public_id])
    )

    assert len(shown(response)[Kind.STUDENT]) == 6
    assert logged(response)[Kind.STUDENT] == shown(response)[Kind.STUDENT]


@pytest.mark.parametrize("page", ["job-detail", "job-file"])
@pytest.mark.parametrize("show", ["", "problems"])
def test_an_import_names_students_of_the_register(
    world: World, client_of: ClientOf, page: str, show: str
) -> None:
    tell_apart()
    known, other, *absent = Student.objects.filter(pk__in=[s.pk for s in students(world)])
    content = roster(row_of(known, status="Thôi học"), row_of(other), new_row())
    job = checked(content, ROSTER, world.school, user=world.users["clerk"], year=world.year.code)
    detail = reverse("imports:job-detail", args=[job.public_id])
    address = prepared(job) if page == "job-file" else detail

    response = client_of("clerk").get(address, {"show": show})

    assert job.problems.filter(rule="not_in_file").exists()
    if page == "job-file" or show:
        assert shown(response)[Kind.STUDENT] >= {student.pk for student in absent}
    else:
        assert shown(response)[Kind.STUDENT] == {known.pk, other.pk}
    assert logged(response)[Kind.STUDENT] == shown(response)[Kind.STUDENT]


def test_a_file_checked_by_a_command_is_logged_though_nothing_was_written(
    world: World, tmp_path
) -> None:
    tell_apart()
    known, *absent = Student.objects.filter(pk__in=[s.pk for s in students(world)])
    path = tmp_path / "ds.xlsx"
    path.write_bytes(roster(row_of(known)))
    out = StringIO()

    school, year = world.school.code, world.year.code
    call_command("import_file", ROSTER, path, school=school, year=year, stdout=out)

    [entry] = entries()
    assert all(student.full_name in out.getvalue() for student in absent)
    assert (entry.door, entry.route, entry.user) == ("command", "import_file", None)
    assert set(entry.persons) == {student.pk for student in absent}


def test_refused_records_of_a_package_mean_their_students(
    world: World, client_of: ClientOf
) -> None:
    student = students(world)[0]
    lines = [[str(student.person_uid), "", "", student.full_name], ["no uid", "", "", "x"]]
    content = wire.compressed(wire.build(HEADER, lines))
    package = PackageFactory(school=world.school, returned=True, content=content)
    problems = [Problem("bad_mark", "x", line, "midterm", "11") for line in (1, 2)]
    ReceiptFactory(package=package, problems=by_cause(problems))
    wanted = {Kind.STUDENT: {students(world)[0].pk}}

    page = client_of("head").get(reverse("exchange:package-detail", args=[package.hash]))
    listed = client_of("machine").get("/api/v1/packages/")

    assert logged(page) == wanted
    assert logged(listed) == wanted


def test_the_department_logs_the_accounts_of_its_pages(world: World, client_of: ClientOf) -> None:
    client, teacher = client_of("department_admin"), world.users["teacher"]

    listed = logged(client.get("/accounts/people/?show=all"))[Kind.ACCOUNT]
    sought = logged(client.get("/accounts/people/?q=teacher"))[Kind.ACCOUNT]
    one = logged(client.get(f"/accounts/people/{teacher.pk}/"))[Kind.ACCOUNT]

    assert {user.pk for user in world.users.values()} <= listed
    assert sought == {teacher.pk, world.users["other_teacher"].pk}
    assert one == {teacher.pk}
