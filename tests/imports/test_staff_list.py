"""The Ministry's list of staff, from the file into the register of staff."""

import datetime

import pytest
from django.urls import reverse

from eduportal.core.looking import Kind
from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from eduportal.imports.selectors import rows_about
from staffing.choices import (
    Basis,
    Contract,
    Degree,
    DutyKind,
    PostKind,
    Rank,
    StaffStatus,
    TitleKind,
)
from staffing.models import Duty, Post, Qualification, StaffMember, StaffSubject, Title
from staffing.rules import listed_words as words
from tests import factories
from tests.files import SAMPLES, xlsx
from tests.imports.jobs import ROSTER, checked, counts, found, sentences, written
from tests.imports.rosters import roster as student_roster
from tests.imports.rosters import row_of
from tests.personal import logged

pytestmark = pytest.mark.usefixtures("db_everywhere")
STAFF = "staff-list"
# The staff module of the Ministry's database: 12 columns under a letterhead.
SHORT = [
    *("STT", "Mã cán bộ", "Mã định danh bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính"),
    *("Trạng thái", "Loại cán bộ", "Nhóm chức vụ", "Hình thức hợp đồng"),
    *("T.Độ chuyên môn nghiệp vụ", "Môn dạy"),
]
LETTERHEAD = [
    ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"],
    ["Trường THCS Long An 1"],
    [],
    ["DANH SÁCH GIÁO VIÊN"],
    ["Năm học 2026-2027"],
    [],
]
LONG = [
    *("STT", "Tên trường", "Mã định danh Bộ GD&ĐT", "Số định danh cá nhân", "Họ tên", "Ngày sinh"),
    *("Giới tính", "Dân tộc", "Email", "Số điện thoại", "Trạng thái CB", "Ngày trạng thái"),
    *("Vị trí việc làm", "Nhóm chức vụ", "Hình thức hợp đồng", "Ngày về trường", "Môn dạy"),
    *("Môn kiêm nhiệm", "Trình độ chuyên môn", "Chuyên ngành", "Năm tốt nghiệp"),
    *("Chức danh nghề nghiệp", "Nhiệm vụ kiêm nhiệm", "Hệ số lương"),
]


def bring(world, content, user=None, **options):
    return checked(content, STAFF, world.school, user=user, year=world.year.code, **options)


def short_list(*rows):
    return xlsx([*LETTERHEAD, SHORT, *([n, *row] for n, row in enumerate(rows, 1))])


def short_row(**said):
    usual = {
        "code": "",
        "name": "Trần Văn Lạ",
        "born": "01/09/1980",
        "sex": "Nam",
        "status": "Đang làm việc",
        "category": "Giáo viên",
        "group": "Giáo viên",
        "contract": "Viên chức",
        "degree": "Đại học sư phạm",
        "subject": "Toán",
    }
    row = usual | said
    return ["GV001", row["code"], row["name"], row["born"], row["sex"], *list(row.values())[4:]]


def long_list(*rows):
    return xlsx([LONG, *([{"STT": 1, **row}.get(title) for title in LONG] for row in rows)])


def long_row(**said):
    usual = {
        "Họ tên": "Trần Văn Lạ",
        "Ngày sinh": "01/09/1980",
        "Trạng thái CB": "Đang làm việc",
        "Vị trí việc làm": "Giáo viên",
    }
    return usual | said


def test_the_ministrys_short_list_is_recorded_with_posts_degrees_and_subjects(world):
    job = bring(
        world,
        short_list(
            short_row(code="2579616098"),
            short_row(name="Lê Thị Bút", sex="Nữ", category="Nhân viên", group="Kế toán"),
        ),
    )
    assert counts(job) == {"total": 2, "new": 2, "changed": 0, "same": 0, "refused": 0}
    assert job.unread == ["Mã cán bộ"]

    written(job)

    teacher = StaffMember.objects.get(ministry_code="2579616098")
    assert teacher.full_name == "Trần Văn Lạ"
    assert teacher.birth_date == datetime.date(1980, 9, 1)
    assert (teacher.sex, teacher.status) == ("1", StaffStatus.WORKING)
    assert teacher.main_subject == world.subjects[0]
    post = teacher.posts.get()
    assert (post.kind, post.contract) == (PostKind.TEACHER, Contract.PAYROLL)
    assert post.starts_on == world.year.starts_on
    degree = Qualification.objects.get(staff=teacher)
    assert (degree.degree, degree.is_teacher_training) == (Degree.BACHELOR, True)
    assert Post.objects.get(staff__full_name="Lê Thị Bút").kind == PostKind.CLERK


def test_the_long_list_gives_every_kind_of_fact_and_says_what_is_not_read(world):
    factories.SubjectFactory(code="tin-hoc", name="Tin học")
    row = long_row(
        **{
            "Số định danh cá nhân": "080166371539",
            "Giới tính": "Nữ",
            "Ngày về trường": "15/08/2019",
            "Môn dạy": "Toán, Tin học",
            "Trình độ chuyên môn": "Thạc sỹ",
            "Chuyên ngành": "Toán giải tích",
            "Năm tốt nghiệp": 2015,
            "Chức danh nghề nghiệp": "Giáo viên THCS hạng II",
            "Nhóm chức vụ": "Tổ trưởng chuyên môn",
            "Hình thức hợp đồng": "Hợp đồng lao động theo NĐ 111",
            "Email": "chung@truong.vn",
        }
    )
    answers = {"basis_unknown": Basis.CERTIFICATE}

    job = bring(world, long_list(row), answers=answers)
    written(job)

    assert set(job.unread) == {"Dân tộc", "Email", "Số điện thoại", "Hệ số lương"}
    staff = StaffMember.objects.get(personal_number="080166371539")
    post = Post.objects.get(staff=staff)
    assert (post.contract, post.starts_on) == (Contract.LABOUR, datetime.date(2019, 8, 15))
    degree = Qualification.objects.get(staff=staff)
    assert (degree.degree, degree.major) == (Degree.MASTER, "Toán giải tích")
    assert degree.starts_on == datetime.date(2015, 12, 31)
    title = Title.objects.get(staff=staff)
    assert (title.kind, title.rank) == (TitleKind.LOWER, Rank.TWO)
    duty = Duty.objects.get(staff=staff)
    assert (duty.kind, duty.weekly_periods) == (DutyKind.GROUP_HEAD, 3)
    second = StaffSubject.objects.get(staff=staff)
    assert (second.subject.code, second.basis) == ("tin-hoc", Basis.CERTIFICATE)
    assert "recorded from" in " ".join(sentences(job))


def test_the_same_list_again_changes_nothing(world):
    content = short_list(short_row(), short_row(name="Lê Thị Bút"))
    written(bring(world, content))

    again = bring(world, content)

    assert counts(again) == {"total": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}


def test_people_are_recognised_by_code_then_number_then_name_and_birthday(world):
    by_code = factories.StaffMemberFactory(
        school=world.school, full_name="Lê Mã", ministry_code="1", birth_date="1980-01-01"
    )
    by_number = factories.StaffMemberFactory(
        school=world.school,
        full_name="Lê Số",
        personal_number="080166371539",
        birth_date="1980-01-02",
    )
    by_name = factories.StaffMemberFactory(
        school=world.school, full_name="Lê Tên", ministry_code="3", birth_date="1980-01-03"
    )
    content = long_list(
        long_row(**{"Mã định danh Bộ GD&ĐT": "1", "Họ tên": "Lê Mã", "Ngày sinh": "11/01/1980"}),
        long_row(
            **{
                "Số định danh cá nhân": "080166371539",
                "Mã định danh Bộ GD&ĐT": "2",
                "Họ tên": "Lê Số",
                "Ngày sinh": "02/01/1980",
            }
        ),
        long_row(**{"Họ tên": "LÊ TÊN", "Ngày sinh": "03/01/1980", "Môn dạy": "Toán"}),
    )

    job = bring(world, content)
    assert counts(job)["changed"] == 3
    assert ("E4", "matched_by_name") in found(job, Severity.WARNING)
    written(job)

    by_code.refresh_from_db()
    by_number.refresh_from_db()
    by_name.refresh_from_db()
    assert by_code.birth_date == datetime.date(1980, 1, 11)
    assert by_number.ministry_code == "2"
    assert (by_name.full_name, by_name.main_subject) == ("Lê Tên", world.subjects[0])


def test_a_code_of_another_person_a_twin_row_and_a_foreign_code_are_refused(world):
    factories.StaffMemberFactory(
        school=world.school, full_name="Lê Mã", ministry_code="1", birth_date="1980-01-01"
    )
    factories.StaffMemberFactory(school=world.foreign_school, ministry_code="9")
    content = long_list(
        long_row(**{"Mã định danh Bộ GD&ĐT": "1"}),
        long_row(**{"Mã định danh Bộ GD&ĐT": "9"}),
        long_row(**{"Họ tên": "Lê Mã", "Ngày sinh": "01/01/1980"}),
        long_row(**{"Họ tên": "Lê Mã", "Ngày sinh": "01/01/1980"}),
        long_row(**{"Họ tên": "Lê Mã", "Ngày sinh": "01/01/1980", "Mã định danh Bộ GD&ĐT": "2"}),
    )

    job = bring(world, content, user=world.users["clerk"])

    assert found(job) == [
        ("C2", "somebody_else"),
        ("C3", "code_elsewhere"),
        ("E5", "twice"),
        ("E6", "other_code"),
    ]
    assert job.told == 1


def test_what_the_register_holds_otherwise_is_said_and_left(world):
    staff = factories.StaffMemberFactory(
        school=world.school, full_name="Trần Văn Lạ", birth_date="1980-09-01"
    )
    factories.PostFactory(staff=staff, starts_on="2020-09-01")
    factories.TitleFactory(staff=staff, starts_on="2020-09-01")
    row = long_row(
        **{
            "Vị trí việc làm": "Phó hiệu trưởng",
            "Chức danh nghề nghiệp": "Giáo viên THPT hạng I",
        }
    )

    job = bring(world, long_list(row))

    assert [rule for _cell, rule in found(job, Severity.WARNING)].count("held_otherwise") == 2
    assert counts(job)["same"] == 1


def test_a_person_who_has_left_needs_the_day_and_an_unknown_one_nothing(world):
    staff = factories.StaffMemberFactory(
        school=world.school, full_name="Trần Văn Lạ", birth_date="1980-09-01"
    )
    factories.PostFactory(staff=staff, starts_on="2020-09-01")
    gone = long_row(**{"Trạng thái CB": "Nghỉ hưu"})
    unknown = long_row(**{"Trạng thái CB": "Nghỉ hưu", "Họ tên": "Lê Ai"})

    job = bring(world, long_list(gone, unknown))
    assert found(job) == [("K2", "left_without_day")]
    assert counts(job)["same"] == 1

    job = bring(world, long_list(gone | {"Ngày trạng thái": "31/10/2026"}))
    written(job)
    staff.refresh_from_db()
    assert staff.status == StaffStatus.LEFT
    assert Post.objects.get(staff=staff).ends_on == datetime.date(2026, 10, 31)


def test_words_nobody_knows_are_asked_once_and_remembered_for_the_school(world):
    odd = {"Vị trí việc làm": "Chuyên viên", "Môn dạy": "Toán nâng cao"}
    content = long_list(long_row(**odd), long_row(**odd, **{"Họ tên": "Lê Ai"}))

    job = bring(world, content)

    assert counts(job)["refused"] == 2
    keys = {question["key"] for question in job.questions}
    assert keys == {"post_unknown-chuyen vien", "subject_unknown-toan nang cao"}
    answers = {
        "post_unknown-chuyen vien": PostKind.SUPPORT,
        "subject_unknown-toan nang cao": world.subjects[0].code,
    }
    job = bring(world, content + b"", answers=answers)
    assert counts(job)["new"] == 2
    written(job)
    later = bring(world, long_list(long_row(**odd, **{"Họ tên": "Lê Sau"})))
    assert counts(later)["new"] == 1


def test_what_is_not_understood_of_a_degree_is_said_and_the_row_counts(world):
    job = bring(world, long_list(long_row(**{"Trình độ chuyên môn": "12/12"})))

    assert ("S2", "not_understood") in found(job, Severity.WARNING)
    assert counts(job)["new"] == 1


def test_of_the_provinces_list_only_the_schools_own_rows_are_taken(world):
    world.school.name = "Trường Tiểu học Lê Lợi"
    world.school.save(update_fields=["name"])
    content = (SAMPLES / "replica_csdl_staff_wrong_dimension.xlsx").read_bytes()

    job = bring(world, content)

    assert job.total == 400
    assert job.new > 0
    assert job.problems.filter(rule="other_school").exists()
    written(job)
    assert StaffMember.objects.filter(school=world.school).count() == job.new + len(
        [each for each in world.staff.values() if each.school_id == world.school.pk]
    )


def test_the_only_school_a_file_names_may_be_another_spelling(world):
    content = long_list(long_row(**{"Tên trường": "THCS LA1"}))

    job = bring(world, content)
    assert found(job, Severity.QUESTION) == [("B2", "which_school")]

    job = bring(world, content, answers={"which_school-thcs la1": "this"})
    assert counts(job)["new"] == 1


def test_a_second_head_is_refused(world):
    factories.PostFactory(staff=world.staff["head"], kind=PostKind.HEAD, starts_on="2020-09-01")

    job = bring(world, long_list(long_row(**{"Vị trí việc làm": "Hiệu trưởng"})))

    assert found(job) == [("M2", "second_head")]


def test_nobody_is_removed_and_who_is_missing_is_named(world):
    absent = set(StaffMember.objects.filter(school=world.school).values_list("pk", flat=True))
    known = factories.StaffMemberFactory(
        school=world.school, full_name="Trần Văn Lạ", birth_date="1980-09-01"
    )

    job = bring(world, long_list(long_row()))

    named = job.problems.get(rule="not_in_file").params["staff_ids"]
    assert set(map(int, named.split(","))) == absent
    assert known.pk not in absent


def test_who_of_the_staff_stands_in_a_refused_row_is_not_named_as_missing(world):
    for name in ("Trần Văn Lạ", "Lê Thị Quen"):
        factories.StaffMemberFactory(school=world.school, full_name=name, birth_date="1980-09-01")
    wrong = long_row(**{"Ngày sinh": "31/02/1980"})

    job = bring(world, long_list(wrong, long_row(**{"Họ tên": "Lê Thị Quen"})))

    assert found(job) == [("F2", "date_impossible")]
    assert "Trần Văn Lạ" not in job.problems.get(rule="not_in_file").params["names"]


def test_an_age_that_can_hardly_be_is_asked_about_once_and_kept_out_until_then(world):
    content = short_list(
        short_row(born="01/09/2019"),
        short_row(name="Trần Thị Cụ", born="02/09/1930"),
        short_row(name="Lê Đã Nghỉ", born="02/09/1930", status="Đã nghỉ hưu"),
        short_row(name="Lê Vừa", born="03/09/1980"),
    )
    job = bring(world, content)
    asked = [each for each in job.questions if each["key"] == "staff_age_unlikely"]
    assert len(asked) == 1 and asked[0]["params"]["born"] == "01/09/2019"
    assert found(job, Severity.QUESTION) == [
        ("E8", "staff_age_unlikely"), ("E9", "staff_age_unlikely")
    ]  # fmt: skip
    assert counts(job)["new"] == 1
    for answer, new in (("leave", 1), ("take", 3)):
        services.discard_job(job=job)
        job = bring(world, content, answers={"staff_age_unlikely": answer})
        assert counts(job)["new"] == new, sentences(job)


def test_a_person_without_a_day_of_birth_is_asked_about(world):
    known = factories.StaffMemberFactory(school=world.school, full_name="Trần Văn Lạ")

    job = bring(world, long_list(long_row()))
    assert found(job, Severity.QUESTION) == [("E2", "same_name")]
    assert job.reviews == {"close": 1}

    job = bring(world, long_list(long_row()), answers={job.questions[0]["key"]: "same"})
    written(job)
    known.refresh_from_db()
    assert known.birth_date == datetime.date(1980, 9, 1)


def test_a_list_of_students_is_refused_and_a_list_of_staff_as_one_of_students(world):
    student = world.enrolments[world.class_group][0].student
    job = bring(world, student_roster(row_of(student)))
    assert (job.state, job.refusal) == (JobState.REFUSED, "not_staff")

    job = checked(short_list(short_row()), ROSTER, world.school, year=world.year.code)
    assert (job.state, job.refusal) == (JobState.REFUSED, "staff_list")


def test_a_change_since_the_check_refuses_the_file(world):
    staff = factories.StaffMemberFactory(
        school=world.school, full_name="Trần Văn Lạ", birth_date="1980-09-01"
    )
    job = bring(world, long_list(long_row(**{"Môn dạy": "Toán"})))
    factories.PostFactory(staff=staff)

    written(job)

    assert (job.state, job.refusal) == (JobState.REFUSED, "refused_by_register")
    staff.refresh_from_db()
    assert staff.main_subject is None


def test_who_may_import_for_the_school_brings_it_and_nobody_else(world, client_of):
    address = reverse("imports:job-new")
    assert client_of("clerk").get(address, {"kind": STAFF}).context["importer"].key == STAFF
    assert client_of("teacher").get(address, {"kind": STAFF}).context["importer"] is None
    assert client_of("commune_officer").get(address, {"kind": STAFF}).status_code == 404


def test_the_pages_of_the_import_name_the_staff_they_show_in_the_log(world, client_of):
    known = factories.StaffMemberFactory(
        school=world.school, full_name="Lê Duy Nhất", birth_date="1980-09-01"
    )
    job = bring(
        world,
        long_list(long_row(**{"Họ tên": known.full_name})),
        user=world.users["clerk"],
    )

    page = client_of("clerk").get(reverse("imports:job-detail", args=[job.public_id]), {"show": ""})

    assert logged(page)[Kind.STAFF] == {known.pk}
    assert [row.job for row in rows_about(Kind.STAFF, known.pk, None)] == [job]


def test_the_own_list_in_the_ministrys_layout_is_read_back_as_it_is(world, client_of):
    tin = factories.SubjectFactory(code="tin-hoc", name="Tin học")
    staff = factories.StaffMemberFactory(
        school=world.school,
        full_name="Trần Văn Lạ",
        birth_date="1980-09-01",
        ministry_code="2579616098",
        sex="2",
        main_subject=world.subjects[0],
    )
    factories.PostFactory(staff=staff, contract=Contract.VISITING, starts_on="2020-09-01")
    factories.QualificationFactory(staff=staff, degree=Degree.MASTER, starts_on="2019-12-31")
    factories.TitleFactory(staff=staff, rank=Rank.ONE, starts_on="2020-09-01")
    factories.StaffSubjectFactory(staff=staff, subject=tin, starts_on="2020-09-01")
    factories.DutyFactory(staff=staff, kind=DutyKind.GROUP_HEAD, starts_on="2020-09-01")
    StaffMember.objects.filter(school=world.school).exclude(pk=staff.pk).update(status="left")

    file = client_of("clerk").get(reverse("staffing:staff-list"), {"export": "ministry"})
    job = bring(world, file.getvalue(), answers={"basis_unknown": Basis.DECISION})

    assert job.unread == []
    assert counts(job) == {"total": 1, "new": 0, "changed": 0, "same": 1, "refused": 0}
    assert found(job, Severity.WARNING) == []


def test_every_word_that_is_written_is_read_as_the_same_code():
    for code in StaffStatus.values:
        assert words.status_named(words.word_for(words.STATUSES, code)) == code
    for code in PostKind.values:
        assert words.post_named(words.word_for(words.POSTS, code)) == code
    for code in Contract.values:
        assert words.contract_named(words.word_for(words.CONTRACTS, code)) == code
    for code in DutyKind.values:
        assert words.duties_named(words.word_for(words.DUTIES, code)) == ([code], [])
    for code in TitleKind.values:
        for rank in Rank.values:
            assert words.title_named(words.title_word(code, rank)) == (code, rank)
    for code in Degree.values:
        for is_training in (True, code == Degree.CERTIFICATE):
            word = words.degree_word(code, is_teacher_training=is_training)
            assert words.degree_named(word) == (code, is_training)
