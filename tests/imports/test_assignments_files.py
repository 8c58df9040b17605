"""Assignments from lists, tables and timetables."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.core.looking import Kind
from eduportal.imports.choices import JobState, Severity
from staffing.models import HomeroomAssignment, TeachingAssignment
from staffing.rules.lesson_texts import halves, lessons_in, names_in
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.personal import logged

pytestmark = pytest.mark.usefixtures("db_everywhere")
ASSIGNMENTS = "assignments"
HA, BINH = "Nguyễn Thị Hà", "Trần Văn Bình"


@pytest.fixture
def people(world):
    """Two teachers whose names no one else of the school has."""
    return {
        name: factories.StaffMemberFactory(
            school=world.school, full_name=name, main_subject=world.subjects[0]
        )
        for name in (HA, BINH)
    }


def bring(world, rows, user=None, **options):
    today = f"{timezone.localdate():%Y-%m-%d}"
    options = {"year": world.year.code, "on": today} | options
    return checked(xlsx(rows), ASSIGNMENTS, world.school, user=user, **options)


def given(world, name, subject=0):
    """Class and periods of what a person gives from today on."""
    rows = TeachingAssignment.objects.in_force().filter(
        staff__full_name=name, subject=world.subjects[subject]
    )
    return {row.class_group.name: float(row.weekly_periods) for row in rows}


def test_a_teachers_classes_stand_in_one_cell_with_the_periods_in_brackets(world, people):
    job = bring(
        world,
        [
            ["PHÂN CÔNG GIẢNG DẠY"],
            ["STT", "Họ và tên", "Môn", "Phân công chuyên môn", "Chủ nhiệm"],
            [1, HA, "Toán", "6A1(2), 6A2 (3t)", "6A2"],
            [2, BINH, "", "GDTC: 6A1", ""],
        ],
    )
    assert counts(job)["changed"] == 2, sentences(job)

    written(job)

    assert given(world, HA) == {"6A1": 2, "6A2": 3}
    assert set(given(world, BINH, 1)) == {"6A1"}
    leads = HomeroomAssignment.objects.in_force().get(class_group__name="6A2", school=world.school)
    assert leads.staff == people[HA]
    former = TeachingAssignment.objects.filter(
        staff=world.staff["teacher"], class_group=world.class_group
    ).first()
    assert former is None or former.ends_on == timezone.localdate() - datetime.timedelta(days=1)


def test_a_table_of_classes_by_subjects_has_teachers_in_its_cells(world, people):
    job = bring(
        world,
        [
            ["Lớp", "Toán", "GDTC", "GVCN"],
            ["6A1", f"{HA} (4), {BINH} (1)", "", BINH],
            ["6A2", "Bình", "", ""],
        ],
    )
    written(job)

    assert given(world, HA) == {"6A1": 4}
    assert given(world, BINH) == {"6A1": 1, "6A2": pytest.approx(given(world, BINH)["6A2"])}
    # An empty cell takes nobody away.
    assert set(given(world, world.staff["homeroom"].full_name, 1)) == {"6A1", "6A2"}


def test_a_list_of_activities_is_counted_into_periods_a_week(world, people):
    rows = [["Activity Id", "Day", "Hour", "Students Sets", "Subject", "Teachers", "Room"]]
    rows += [[n, day, hour, "6A1", "Toán", HA, "P1"] for n, (day, hour) in enumerate(HOURS)]

    written(bring(world, rows))

    assert given(world, HA) == {"6A1": 3}


HOURS = [("Thứ 2", "Tiết 1"), ("Thứ 2", "Tiết 2"), ("Thứ 4", "Tiết 1")]


def test_a_timetable_has_a_column_for_each_class(world, people):
    job = bring(
        world,
        [
            ["THỜI KHÓA BIỂU"],
            ["Thứ", "Tiết", "6A1", "6A2"],
            [2, 1, "Chào cờ", "Chào cờ"],
            [2, 2, f"Toán - {HA}", "Toán\nBình"],
            [3, 1, f"Toán - {HA}", ""],
        ],
    )
    assert {rule for _cell, rule in found(job, Severity.WARNING)} == {"no_teacher_named"}

    written(job)

    assert given(world, HA) == {"6A1": 2}
    assert given(world, BINH) == {"6A2": 1}


def test_without_a_subject_it_is_the_teachers_main_one_and_said(world, people):
    job = bring(world, [["Họ tên", "Lớp dạy"], [HA, "6A1(2)"]])

    assert found(job, Severity.WARNING) == [("B2", "subject_of_teacher")]
    assert counts(job)["changed"] == 1


def test_what_nobody_knows_is_named_with_its_cell(world, people):
    people[HA].main_subject = None
    people[HA].save()
    job = bring(
        world,
        [
            ["Họ tên", "Môn", "Phân công"],
            ["Ai Đó Lạ", "Toán", "6A1(2)"],
            [HA, "Toán", "9A9(2), Tổ trưởng, 6A1(99)"],
            [BINH, "Thiên văn", "6A2"],
            [HA, "", "6A2"],
        ],
    )

    assert found(job) == [
        ("A2", "teacher_unknown"),
        ("C3", "class_unknown"),
        ("C3", "periods_unlikely"),
        ("C5", "no_subject"),
    ]
    assert found(job, Severity.WARNING) == [("C3", "no_class_named")]
    assert found(job, Severity.QUESTION) == [("C4", "which_subject")]
    assert counts(job)["refused"] == 4
    assert len(sentences(job)) == 6


def test_a_short_name_of_two_people_is_asked_and_the_choices_are_logged(world, people, client_of):
    other = factories.StaffMemberFactory(school=world.school, full_name="Lê Thu Hà")
    rows = [["Lớp", "Toán", "GDTC"], ["6A1", "Cô Hà", ""]]
    job = bring(world, rows, user=world.users["head"])
    assert found(job, Severity.QUESTION) == [("B2", "which_teacher")]
    [question] = job.questions
    choices = {answer for answer, _text in question["choices"]}
    assert {str(other.public_id), str(people[HA].public_id)} <= choices

    page = client_of("head").get(reverse("imports:job-detail", args=[job.public_id]))
    assert {other.pk, people[HA].pk} <= logged(page)[Kind.STAFF]

    again = bring(world, rows, answers={question["key"]: str(other.public_id)})
    written(again)
    assert given(world, "Lê Thu Hà") != {}


def test_two_numbers_for_one_cell_and_two_homeroom_teachers_are_refused(world, people):
    job = bring(
        world,
        [
            ["Họ tên", "Môn", "Phân công", "Chủ nhiệm"],
            [HA, "Toán", "6A1(2)", "6A1"],
            [HA, "Toán", "6A1(3)", ""],
            [BINH, "", "", "6A1"],
        ],
    )

    assert {rule for _cell, rule in found(job)} == {"said_otherwise", "too_many"}
    assert counts(job)["changed"] == 0


def test_a_change_since_the_check_sends_the_file_back(world, people):
    job = bring(world, [["Lớp", "Toán", "GDTC"], ["6A1", HA, ""]])
    TeachingAssignment.objects.filter(class_group=world.class_group).delete()

    written(job)

    assert job.state == JobState.RECEIVED and job.overtaken


def test_no_table_of_assignments_is_refused(world):
    job = bring(world, [["Họ và tên", "Ngày sinh"], [HA, "01/09/1980"]])

    assert (job.state, job.refusal) == (JobState.REFUSED, "layout_unknown")


def test_who_keeps_the_register_brings_assignments_and_no_administrator(world, client_of):
    address = reverse("imports:job-new")
    for persona, key in (("head", ASSIGNMENTS), ("clerk", ASSIGNMENTS)):
        page = client_of(persona).get(address, {"kind": ASSIGNMENTS})
        assert page.context["importer"].key == key
    page = client_of("department_admin").get(address, {"kind": ASSIGNMENTS})
    assert page.context["importer"] is None


def test_a_day_outside_the_year_is_refused_on_the_page(world, client_of):
    address = f"{reverse('imports:job-new')}?kind={ASSIGNMENTS}"
    page = client_of("head").post(address, {"year": world.year.code, "on": "1999-01-01"})
    assert page.context["options"].errors.keys() == {"on"}


def test_the_own_file_is_read_back_as_it_is(world, people, client_of):
    factories.TeachingAssignmentFactory(
        staff=people[HA],
        class_group=world.class_group,
        subject=world.subjects[1],
        weekly_periods="1.5",
    )
    file = client_of("head").get(reverse("staffing:assignments"), {"export": "xlsx"})
    today = f"{timezone.localdate():%Y-%m-%d}"

    job = checked(file.getvalue(), ASSIGNMENTS, world.school, year=world.year.code, on=today)

    assert found(job) == [] and found(job, Severity.QUESTION) == []
    assert counts(job)["same"] == counts(job)["total"] > 2


def test_cells_of_lessons_are_read_as_teachers_write_them():
    classes = {"6A1", "6A2", "12AV2", "12VAN", "10-1"}

    def read(text):
        lessons = lessons_in(text, lambda name: name.replace(" ", "") in classes)
        return [
            (each.subject, each.class_name, each.periods and float(each.periods))
            for each in lessons
        ]

    assert read("12AV2(2), 12VAN(3)") == [("", "12AV2", 2), ("", "12VAN", 3)]
    assert read("Toán (6A1, 6A2)") == [("Toán", "6A1", None), ("Toán", "6A2", None)]
    assert read("Toán: 6A1(4), 6A2; Tin 6A1") == [
        ("Toán", "6A1", 4),
        ("Toán", "6A2", None),
        ("Tin", "6A1", None),
    ]
    assert read("Ngoại ngữ 1: 6A1 - 3 tiết") == [("Ngoại ngữ 1", "6A1", 3)]
    assert read("10-1") == [("", "10-1", None)]
    assert read("Toán 6A1\nTin 6A2") == [("Toán", "6A1", None), ("Tin", "6A2", None)]
    assert [tuple(each) for each in names_in("Hà (2), Bình/Ơn")] == [
        ("Hà", 2),
        ("Bình", None),
        ("Ơn", None),
    ]
    assert halves("Toán - Hà") == ("Toán", "Hà")
    assert halves("Toán\nThu Hà") == ("Toán", "Thu Hà")
    assert halves("Chào cờ") == ("Chào cờ", "")
