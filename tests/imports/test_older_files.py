"""Files older than what the register was told since: nothing goes back without somebody's word."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from eduportal.imports import services
from eduportal.imports.ages import OLDER
from eduportal.imports.choices import JobState, Severity
from eduportal.imports.models import ImportJob, RowMoment
from eduportal.workbooks.editing.properties import saved_at
from grades.models import MarkRecord
from staffing.models import StaffMember
from students.models import RollCall
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import (
    MARKS,
    ROSTER,
    checked,
    counts,
    found,
    in_vietnamese,
    let_bring_marks,
    written,
)
from tests.imports.marks import IDENTITY, identity, line, mark_file
from tests.imports.rosters import new_row, roster, row_of, saved_on
from tests.imports.test_class_record import record_file

pytestmark = pytest.mark.usefixtures("db_everywhere")
LAST_SUMMER = datetime.datetime(2026, 7, 1, 8, 30, tzinfo=datetime.UTC)


@pytest.fixture
def pupil(world):
    return world.enrolments[world.class_group][0].student


def bring(world, content, **more):
    return checked(content, ROSTER, world.school, year=world.year.code, **more)


def test_a_document_says_when_it_was_last_saved_or_does_not(world):
    assert saved_at(saved_on(roster(new_row()), "2026-07-01")) == LAST_SUMMER
    for content in (b"STT,Ho ten\n", b"PK", saved_on(xlsx(), "yesterday"), saved_on(xlsx(), "")):
        assert saved_at(content) is None


def test_rows_older_than_the_register_wait_for_a_word_and_new_ones_do_not(world, pupil):
    content = saved_on(roster(row_of(pupil, ethnicity="Tày"), new_row()), "2026-07-01")

    job = bring(world, content)

    assert job.as_of == LAST_SUMMER
    assert found(job, Severity.QUESTION) == [("C2", "older_than_register")]
    assert counts(job) == {"total": 2, "new": 1, "changed": 0, "same": 0, "refused": 1}
    with pytest.raises(services.AnswersMissing):
        services.confirm_job(job=job, user_id=None)


@pytest.mark.parametrize(("answer", "ethnicity"), [("take", "Tày"), ("leave", "")])
def test_who_is_asked_decides_whether_an_old_list_counts(world, pupil, answer, ethnicity):
    type(pupil).objects.filter(pk=pupil.pk).update(ethnicity="")
    content = saved_on(roster(row_of(pupil, ethnicity="Tày"), new_row()), "2026-07-01")

    job = bring(world, content, answers={"older_than_register": answer})
    written(job)

    pupil.refresh_from_db()
    assert (job.state, pupil.ethnicity) == (JobState.APPLIED, ethnicity)


def test_a_list_saved_after_the_last_change_asks_nothing(world, pupil):
    tomorrow = timezone.now() + datetime.timedelta(days=2)

    job = bring(world, saved_on(roster(row_of(pupil, ethnicity="Tày")), f"{tomorrow:%Y-%m-%d}"))

    assert (job.changed, job.questions) == (1, [])


def test_a_row_that_changes_nothing_is_never_too_old(world, pupil):
    job = bring(world, saved_on(roster(row_of(pupil)), "2026-07-01"))

    assert (job.same, job.questions) == (1, [])


def test_the_day_given_with_a_file_counts_before_its_last_saving(world, client_of, pupil):
    content = saved_on(roster(row_of(pupil, ethnicity="Tày")), "2099-01-01")
    address = f"{reverse('imports:job-new')}?kind={ROSTER}"
    form = {"file": ContentFile(content, name="a.xlsx"), "year": world.year.code}
    client_of("clerk").post(address, {**form, "day": "2026-07-01"})

    job = ImportJob.objects.get()
    services.check_job(job.pk)

    job.refresh_from_db()
    assert f"{timezone.localtime(job.as_of):%d/%m/%Y}" == "01/07/2026"
    assert found(job, Severity.QUESTION) == [("C2", "older_than_register")]
    shown = client_of("clerk").get(reverse("imports:job-detail", args=[job.public_id]))
    assert in_vietnamese("File as of") in shown.content.decode()


def test_a_file_that_does_not_say_its_day_is_read_as_ever(world, pupil):
    job = bring(world, saved_on(roster(row_of(pupil, ethnicity="Tày")), ""))

    assert (job.as_of, job.changed, job.questions) == (None, 1, [])


def test_a_move_the_register_was_told_otherwise_later_waits_for_a_word(world, pupil):
    type(pupil).objects.filter(pk=pupil.pk).update(ethnicity="Khmer")
    head = ["Mã học sinh", "Họ tên", "Lớp hiện tại", "Lớp mới"]
    rows = [head, [pupil.ministry_code, pupil.full_name, "6A1", "6A2"]]
    content = saved_on(xlsx(rows), "2026-07-01")
    options = {"year": world.year.code}

    job = checked(content, "student-moves", world.school, **options)
    assert [rule for _cell, rule in found(job, Severity.QUESTION)] == ["older_than_register"]
    assert counts(job)["refused"] == 1

    answers = {"older_than_register": "take"}
    taken = checked(content, "student-moves", world.school, answers=answers, **options)
    assert counts(taken)["changed"] == 1


def test_a_school_changed_later_waits_for_a_word(world):
    type(world.school).objects.filter(pk=world.school.pk).update(address="Số 5")
    rows = [["Mã trường", "Tên trường", "Cấp học"], [world.school.code, "Trường THCS Cũ", None]]
    content = saved_on(xlsx(rows), "2026-07-01")

    job = checked(content, "schools", None)

    assert [rule for _cell, rule in found(job, Severity.QUESTION)] == ["older_than_register"]


def questions(job):
    return found(job, Severity.QUESTION)


def older_and_taken(world, content, importer, **options):
    """The file of last summer as it is brought, and with the word that it counts."""
    about = None if importer == "quotas" else world.school
    asked = checked(saved_on(content, "2026-07-01"), importer, about, **options)
    # The same file at once would be refused as one that waits already.
    again = saved_on(content, "2026-07-02")
    return asked, checked(again, importer, about, answers={OLDER: "take"}, **options)


def test_marks_entered_later_are_asked_about_cell_by_cell(world):
    MarkRecord.objects.filter(pk=line(world, 0).pk).update(midterm=70)
    content = mark_file(world, [8, 9], [5, 6], titles=["ĐĐGgk", "ĐĐGck"])

    asked, taken = older_and_taken(world, content, MARKS)
    left = checked(saved_on(content, "2026-07-03"), MARKS, world.school, answers={OLDER: "leave"})
    written(left)

    assert questions(asked) == [("E4", OLDER)]
    assert [(line(world, n).midterm, line(world, n).final) for n in (0, 1)] == [(70, 90), (50, 60)]
    assert taken.rows.order_by("pk").first().values["cells"]["gk"][:2] == ["7,0", "8,0"]


def test_who_may_not_read_a_sheet_is_not_told_which_mark_is_there(world):
    MarkRecord.objects.filter(pk=line(world, 0).pk).update(midterm=70)
    clerk = world.users["clerk"]
    let_bring_marks(clerk)
    content = saved_on(mark_file(world, [8], [5], titles=["ĐĐGgk"]), "2026-07-01")

    job = checked(content, MARKS, world.school, user=clerk)

    assert questions(job) == [(f"E{row}", OLDER) for row in (4, 5)]


def test_what_a_homeroom_teacher_said_later_is_asked_about_field_by_field(world):
    stay = world.enrolments[world.class_group][0]
    factories.HomeroomRecordFactory(enrolment=stay, term=world.term, conduct=3, comment="")
    content = record_file(world, ["Tốt", None, "Chăm ngoan"])

    asked, taken = older_and_taken(world, content, "class-record")

    assert [rule for _cell, rule in questions(asked)] == [OLDER]
    assert set(taken.rows.get().values["fields"]) - {*asked.rows.get().values["fields"]} == {
        "conduct"
    }


def test_classes_staff_and_plans_told_of_later_wait_for_a_word_and_new_ones_do_not(world):
    teacher = factories.StaffMemberFactory(school=world.school, full_name="Lê Thị Bưởi")
    StaffMember.objects.filter(pk=teacher.pk).update(ministry_code="2579616098")
    factories.QuotaFactory(school=world.school, school_year=world.year, posts=30)
    names = ["Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Vị trí việc làm", "Trạng thái CB"]
    files = {
        "classes": [["Lớp", "Khối", "Phòng"], ["6A1", 6, "P.99"], ["6A9", 6, "P.98"]],
        "staff-list": [
            names,
            ["2579616098", "Lê Thị Bưởi", "02/03/1990", "Giáo viên", "Đang làm việc"],
            [None, "Trần Văn Lạ", "01/09/1980", "Giáo viên", "Đang làm việc"],
        ],
        "quotas": [
            ["Mã trường", "Biên chế giao"],
            [world.school.code, 31],
            [world.neighbour_school.code, 20],
        ],
    }
    for importer, rows in files.items():
        options = {"year": world.year.code, "decision": "1/QĐ", "decided_on": "2026-08-01"}
        asked, taken = older_and_taken(world, xlsx(rows), importer, **options)
        assert [rule for _cell, rule in questions(asked)] == [OLDER], importer
        assert (asked.new, asked.refused, taken.changed, taken.new) == (1, 1, 1, 1), importer


def test_an_account_given_to_somebody_is_nothing_a_list_of_staff_knows(world):
    teacher = factories.StaffMemberFactory(school=world.school)
    RowMoment.objects.all().delete()

    StaffMember.objects.filter(pk=teacher.pk).update(user=factories.UserFactory())
    assert not RowMoment.objects.exists()
    factories.PostFactory(staff=teacher)
    assert RowMoment.objects.get().key == teacher.pk
    teacher.delete()
    assert not RowMoment.objects.exists()


def test_who_teaches_a_class_since_is_asked_about_once_for_the_cell(world):
    teacher = factories.StaffMemberFactory(school=world.school, full_name="Nguyễn Thị Hà")
    rows = [["Họ và tên", "Môn", "Phân công chuyên môn"], [teacher.full_name, "Toán", "6A1(4)"]]
    today = f"{timezone.localdate():%Y-%m-%d}"

    asked, taken = older_and_taken(world, xlsx(rows), "assignments", year=world.year.code, on=today)

    assert [rule for _cell, rule in questions(asked)] == [OLDER]
    assert (asked.refused, taken.changed) == (1, 1)


def test_a_half_day_whose_roll_was_taken_later_is_asked_about(world):
    day = world.term.starts_on + datetime.timedelta(days=7)
    type(world.class_group).objects.filter(pk=world.class_group.pk).update(session="morning")
    RollCall.objects.create(
        school=world.school,
        class_group=world.class_group,
        on=day,
        session="morning",
        taken_by=world.users["homeroom"],
    )
    other = day + datetime.timedelta(days=1)
    titles = [f"{each:%d/%m/%Y}" for each in (day, other)]
    content = xlsx([["LỚP 6A1"], [*IDENTITY, *titles], [*identity(world, 0), "P", "K"]])
    options = {"user": world.users["homeroom"], "year": world.year.code}

    asked, taken = older_and_taken(world, content, "attendance", **options)

    assert questions(asked) == [("E3", OLDER)]
    assert list(asked.rows.get().values["days"]) == [other.isoformat()]
    assert list(taken.rows.get().values["days"]) == [day.isoformat(), other.isoformat()]


def test_a_role_that_ended_since_is_not_given_again_without_a_word(world):
    staff = world.staff["teacher"]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    factories.MembershipFactory(
        user=staff.user,
        school=world.school,
        role="clerk",
        starts_on=yesterday - datetime.timedelta(days=30),
        ends_on=yesterday,
    )
    rows = [["Họ và tên", "Vai trò"], [staff.full_name, "Văn thư"]]

    asked, taken = older_and_taken(world, xlsx(rows), "accounts", user=world.users["head"])

    assert questions(asked) == [("A2", OLDER)]
    assert counts(taken)["changed"] == 1


def test_a_commune_told_of_otherwise_since_is_asked_about(world):
    old, new = world.communes
    type(old).objects.filter(pk=old.pk).update(name="Long An Mới")
    head = ["Mã ĐVHC cũ", "Mã ĐVHC mới", "Phạm vi", "Hiệu lực từ"]
    day = timezone.localdate() - datetime.timedelta(days=9)
    content = xlsx([head, [old.code, new.code, "toàn bộ", day]])

    asked = checked(saved_on(content, "2026-07-01"), "unit-successions", None, legal_doc="NQ 1")

    assert [rule for _cell, rule in questions(asked)] == [OLDER]
    assert RowMoment.objects.filter(table="schools_adminunit", school=None).count() == 1
