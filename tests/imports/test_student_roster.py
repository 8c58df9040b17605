"""The Ministry's list of pupils, from the file into the register and the classes."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from eduportal.core.text import name_sort_key
from eduportal.imports import services
from eduportal.imports.choices import Action, JobState, Severity
from schools.models import ClassGroup
from students.choices import Began, Ended, Sex, StudentStatus
from students.models import Enrolment, Student
from tests import factories
from tests.files import saved
from tests.imports.jobs import (
    ROSTER,
    ROSTER_SAMPLE,
    checked,
    counts,
    found,
    sentences,
    written,
)
from tests.imports.rosters import HEAD, new_row, roster, row_of, saved_on

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def school(world):
    factories.GradeLevelFactory(id=12, name="Khối 12", stage="04")
    world.school.stages = ["03", "04"]
    world.school.save(update_fields=["stages"])
    return world.school


def bring(world, content, **options):
    return checked(content, ROSTER, world.school, year=world.year.code, **options)


def test_the_whole_sample_is_enrolled_in_class_12_6_with_its_statuses(world, school):
    job = bring(world, ROSTER_SAMPLE, create_classes=True)
    assert counts(job) == {"total": 42, "new": 42, "changed": 0, "same": 0, "refused": 0}
    assert found(job) == []
    assert not ClassGroup.objects.filter(name="12.6").exists()

    written(job)

    group = ClassGroup.objects.get(school=school, name="12.6", school_year=world.year)
    assert group.grade_level_id == 12
    enrolments = list(group.enrolments.select_related("student").order_by("position"))
    assert [each.position for each in enrolments] == list(range(1, 43))
    assert enrolments[0].student.full_name == "Bùi Hán Diễm"
    assert [each.position for each in enrolments if each.status == "transferred_out"] == [4, 28]
    assert [each.position for each in enrolments if each.status == "left"] == [24]
    assert sum(each.status == "studying" for each in enrolments) == 39
    assert {each.student.status for each in enrolments} == {"studying", "transferred_out", "left"}


def test_every_field_of_a_pupil_is_kept(world, school):
    written(bring(world, ROSTER_SAMPLE, create_classes=True))

    student = Student.objects.get(ministry_code="2590630713")
    assert student.school_id == school.pk
    assert student.personal_number == "080166371539"
    assert student.birth_date == datetime.date(2008, 1, 31)
    assert (student.sex, student.ethnicity) == (Sex.FEMALE, "Khmer")
    assert student.sort_key == name_sort_key("Bùi Hán Diễm")
    assert student.search_key == "bui han diem"


def test_the_same_list_again_changes_nothing(world, school):
    written(bring(world, ROSTER_SAMPLE, create_classes=True))
    before = (
        list(Student.objects.order_by("pk").values()),
        list(Enrolment.objects.order_by("pk").values()),
    )

    again = bring(world, ROSTER_SAMPLE)

    assert counts(again) == {"total": 42, "new": 0, "changed": 0, "same": 42, "refused": 0}
    with pytest.raises(services.NothingToWrite):
        services.confirm_job(job=again, user_id=None)
    after = (
        list(Student.objects.order_by("pk").values()),
        list(Enrolment.objects.order_by("pk").values()),
    )
    assert before == after


def test_a_missing_class_is_named_and_nothing_is_written(world, school):
    before = Student.objects.count(), Enrolment.objects.count(), ClassGroup.objects.count()

    job = bring(world, ROSTER_SAMPLE)

    assert found(job) == [("W5", "class_unknown")]
    assert counts(job)["refused"] == 42
    said = sentences(job)[0]
    assert said.startswith(f"There is no class “12.6” in {world.year}; rows left out: 42.")
    assert said.endswith("6A1, 6A2")
    assert before == (
        Student.objects.count(),
        Enrolment.objects.count(),
        ClassGroup.objects.count(),
    )


def test_what_changes_is_shown_with_its_old_value(world, school):
    student = world.enrolments[world.class_group][0].student
    content = roster(row_of(student, birth_date="06/07/2013", ethnicity="Tày"))

    job = bring(world, content)
    row = job.rows.get()

    assert row.action == Action.CHANGED
    shown = {(each["title"], each["old"], each["new"]) for each in row.changes}
    assert shown == {("Ngày sinh", "05/03/2014", "06/07/2013"), ("Dân tộc", "", "Tày")}
    written(job)
    student.refresh_from_db()
    assert student.birth_date == datetime.date(2013, 7, 6)
    assert student.ethnicity == "Tày"


def test_capitals_and_the_place_of_a_tone_mark_are_no_change(world, school):
    student = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=student.pk).update(
        full_name="Lê Hải Hòa", sort_key=name_sort_key("Lê Hải Hòa")
    )

    job = bring(world, roster(row_of(student, full_name="LÊ HẢI HOÀ")))

    assert counts(job)["same"] == 1


def test_an_empty_cell_clears_nothing(world, school):
    student = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=student.pk).update(ethnicity="Kinh")

    job = bring(world, roster(row_of(student, personal_number=None, sex=None, ethnicity=None)))

    assert counts(job)["same"] == 1


def test_a_pupil_who_changes_class_leaves_the_old_one(world, school):
    enrolment = world.enrolments[world.class_group][0]
    job = bring(world, roster(row_of(enrolment.student, class_name="6A2")))
    assert ("G2", "class_changes") in found(job, Severity.WARNING)

    written(job)

    enrolment.refresh_from_db()
    today = timezone.localdate()
    assert (enrolment.ended, enrolment.succeeded_on) == (Ended.CLASS_CHANGE, today)
    now = Enrolment.objects.get(student=enrolment.student, ends_on=None)
    assert (now.began, now.starts_on) == (Began.CLASS_CHANGE, today)
    assert (now.class_group.name, now.position) == ("6A2", 7)


def test_a_stay_that_began_today_is_put_right_by_the_next_list(world, school):
    enrolment = world.enrolments[world.class_group][0]
    written(bring(world, roster(row_of(enrolment.student, class_name="6A2"))))
    written(bring(world, roster(row_of(enrolment.student))))

    stays = Enrolment.objects.filter(student=enrolment.student).order_by("starts_on")
    assert [stay.class_group.name for stay in stays] == ["6A1", "6A1"]
    assert [stay.ended for stay in stays] == [Ended.CLASS_CHANGE, ""]
    assert not world.classes[school][1].enrolments.filter(student=enrolment.student).exists()


def test_a_new_status_reaches_the_enrolment(world, school):
    enrolment = world.enrolments[world.class_group][0]
    job = bring(world, roster(row_of(enrolment.student, status="Chuyển đi")))

    assert job.rows.get().changes == [
        {"title": "Trạng thái", "old": "studying", "new": "transferred out", "is_code": True}
    ]
    written(job)
    enrolment.refresh_from_db()
    assert enrolment.status == StudentStatus.TRANSFERRED_OUT
    assert counts(bring(world, roster(row_of(enrolment.student, status="Chuyển đi"))))["same"] == 1


def test_the_list_of_a_year_that_is_over_leaves_todays_status_alone(world, school):
    student = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=student.pk).update(status=StudentStatus.LEFT)
    year = factories.SchoolYearFactory(
        code="2020-2021",
        starts_on=datetime.date(2020, 9, 5),
        ends_on=datetime.date(2021, 5, 31),
    )
    factories.ClassGroupFactory(school=school, school_year=year, name="6A1")

    # Six years old in grade 6, as this world's students were then.
    answers = {"age_unlikely": "take"}
    written(checked(roster(row_of(student)), ROSTER, school, year=year.code, answers=answers))

    student.refresh_from_db()
    assert student.status == StudentStatus.LEFT
    old = Enrolment.objects.get(student=student, school_year=year)
    assert (old.status, old.starts_on) == (StudentStatus.STUDYING, year.starts_on)


def test_pupils_whom_the_file_leaves_out_are_named_and_stay(world, school):
    student = world.enrolments[world.class_group][0].student

    job = bring(world, roster(row_of(student)))

    problem = job.problems.get(rule="not_in_file")
    assert problem.params["count"] == 5
    assert Enrolment.objects.filter(class_group=world.class_group, ends_on=None).count() == 6


def test_a_class_line_above_the_table_names_the_class(world, school):
    student = world.enrolments[world.class_group][0].student
    head = [title for title in HEAD if title != "Lớp"]
    row = [value for title, value in zip(HEAD, row_of(student), strict=True) if title != "Lớp"]

    job = bring(world, roster(row, head=head, above=[["LỚP 6A1"]]))

    assert counts(job)["same"] == 1


def test_a_file_that_names_no_class_uses_the_chosen_one(world, school):
    student = world.enrolments[world.class_group][0].student
    content = roster(row_of(student, class_name=None))

    job = bring(world, content)
    assert found(job) == [("G2", "class_not_given")]

    services.discard_job(job=job)
    assert counts(bring(world, content, class_name="6a1"))["same"] == 1


def test_two_lists_of_one_school_do_not_overtake_each_other(world, school):
    student = world.enrolments[world.class_group][0].student
    first = bring(world, roster(row_of(student, ethnicity="Tày")))
    second = bring(world, roster(row_of(student, ethnicity="Nùng")))

    written(first)
    written(second)

    assert second.state == JobState.RECEIVED
    assert second.overtaken["params"]["names"] == student.full_name
    student.refresh_from_db()
    assert student.ethnicity == "Tày"


@pytest.mark.parametrize(("answer", "rows"), [("take", 2), ("leave", 1)])
def test_a_row_below_the_signatures_that_lacks_something_is_asked_about(world, answer, rows):
    late = new_row(full_name="Lê Thị Muộn", birth_date=None, class_name="6A1")
    content = roster(
        new_row(), ["Người lập biểu"], late, [None, None, "Nguyễn Văn Ký", *[None] * 2, "Trần B"]
    )

    asked = checked(content, ROSTER, world.school, year=world.year.code)
    # The same file at once would be refused as one that waits already.
    again, answers = saved_on(content, "2099-01-01"), {"rows_below-Sheet": answer}
    job = checked(again, ROSTER, world.school, year=world.year.code, answers=answers)

    assert found(asked, Severity.QUESTION) == [("", "row_below")]
    assert ("", "words_below") in found(asked, Severity.WARNING)
    assert (asked.total, job.total, sentences(asked) != []) == (2, rows, True)


def test_sheets_of_which_nothing_is_read_are_named(world):
    book = openpyxl.load_workbook(BytesIO(roster(new_row())))
    for name, state in (("Không tiêu đề", "visible"), ("Trang ẩn", "hidden"), ("Trống", "visible")):
        book.create_sheet(name).sheet_state = state
    book["Không tiêu đề"].append(["Trần Văn Lạc", "09/09/2014", "6A1"])
    for row in (HEAD, new_row(full_name="Lê Ẩn")):
        book["Trang ẩn"].append(row)

    job = bring(world, saved(book))

    assert job.total == 1
    assert ["Sheets not read", "Không tiêu đề, Trang ẩn"] in job.facts


def test_the_first_row_of_a_list_is_not_taken_for_a_second_row_of_titles(world):
    head = ["STT", "Họ và tên", "Ngày sinh", "Phái", "Lớp"]
    rows = [[1, "Lê Thị An", "01/02/2014", "Nữ", "6A1"], [2, "Trần Bi", "02/02/2014", "Nam", "6A1"]]

    job = bring(world, roster(*rows, head=head))

    assert [row.number for row in job.rows.order_by("pk")] == [2, 3]
