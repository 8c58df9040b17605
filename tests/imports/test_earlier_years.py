"""Summaries of earlier years: kept as they are stated, compared where the portal computed them."""

import pytest
from django.urls import reverse

from eduportal.imports.ages import OLDER
from eduportal.imports.choices import JobState, Severity
from eduportal.privacy.copies import copy_of_student
from grades.models import EarlierMark, EarlierYear
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.imports.rosters import saved_on
from tests.imports.undone import kept, taken_back
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
# The summary of a school-management system: a row a student and term.
PRODUCT = [
    *("STT", "Khối học/Nhóm tuổi", "Tên lớp học", "Họ và tên", "Mã học sinh"),
    *("Mã định danh Bộ GD&ĐT", "Trạng thái", "Điểm tổng kết", "Năm học", "Học kỳ", "Giai đoạn"),
    *("Học lực", "Hạnh kiểm", "Danh hiệu", "Kết quả học tập", "Kết quả rèn luyện"),
    "Id Tổng kết hs",
]
# The table at the end of a class's year, with a column a subject.
TABLE = [
    *("STT", "Họ và tên", "Ngày sinh", "Toán", "Ngữ văn", "TD", "ĐTB các môn", "Học lực"),
    *("Hạnh kiểm", "Số buổi nghỉ", "Danh hiệu", "Lên lớp"),
]


@pytest.fixture
def pupil(world):
    for code, name in (("toan", "Toán"), ("ngu-van", "Ngữ văn"), ("gdtc", "GDTC")):
        factories.SubjectFactory(code=code, name=name)
    student = world.enrolments[world.class_group][0].student
    type(student).objects.filter(pk=student.pk).update(birth_date="2012-03-05")
    student.refresh_from_db()
    return student


def bring(world, content, **more):
    options = {"source": "vnEdu", **more}
    return checked(content, "earlier-years", world.school, user=world.users["head"], **options)


def product_row(pupil, *rest):
    return [
        1,
        "Khối 6",
        "6B",
        pupil.full_name,
        "2512345678",
        pupil.ministry_code,
        "Đang học",
        *rest,
    ]


def test_the_summary_of_a_product_is_kept_a_row_a_term(world, pupil):
    rows = [
        product_row(pupil, 8.4, 2022, "1", "", "", "", "", "Tốt", "T", 11),
        product_row(pupil, 8.2, 2022, "Cả năm", "", "Khá", "Tốt", "HSG", "Tốt", "Tốt", 12),
        product_row(pupil, 8.2, 2022, "2", "Giữa kỳ", "", "", "", "Tốt", "Tốt", 13),
    ]
    job = bring(world, xlsx([["TỔNG KẾT"], PRODUCT, *rows]))
    assert counts(job) == {"total": 3, "new": 2, "changed": 0, "same": 0, "refused": 1}
    assert found(job) == [("K5", "middle_of_term")]
    assert found(job, Severity.WARNING) == [("L4", "pair_differs")]
    sentences(job)
    written(job)
    year, first = EarlierYear.objects.order_by("-part")
    assert (year.part, year.learning, year.award, year.class_name) == ("year", "Tốt", "HSG", "6B")
    assert (first.part, first.conduct, first.average) == ("hk1", "Tốt", "8.4")
    assert (first.school_name, first.source) == (world.school.name, "vnEdu")
    assert set(job.unread) >= {"Id Tổng kết hs", "Trạng thái"}


def test_a_table_of_a_class_says_its_year_above_and_goes_back(
    world: World, pupil: object, client_of: ClientOf
) -> None:
    born = f"{pupil.birth_date:%d/%m/%Y}"
    head = ["BẢNG TỔNG HỢP KẾT QUẢ CẢ NĂM - LỚP 5A - NĂM HỌC 2022-2023"]
    row = [1, pupil.full_name, born, "8,4", 7.5, "Đ", 8.1, "G", "T", 2, "Học sinh giỏi", "x"]
    content = xlsx([head, TABLE, row])
    job = bring(world, content)
    assert counts(job)["new"] == 1, sentences(job)
    written(job)
    kept_year = EarlierYear.objects.get()
    assert (kept_year.year, kept_year.part, kept_year.learning) == (2022, "year", "Giỏi")
    assert (kept_year.outcome, kept_year.absences) == ("Được lên lớp", 2)
    marks = dict(EarlierMark.objects.values_list("subject__code", "result"))
    assert marks == {"toan": "8.4", "ngu-van": "7.5", "gdtc": "Đ"}

    class_page = reverse("grades:earlier-years", args=[world.class_group.public_id])
    own_page = reverse("grades:student", args=[pupil.public_id])
    shown = ask_counted(client_of("head"), "grades:earlier-years:head", class_page)
    assert "2022-2023" in shown.content.decode()
    assert "2022-2023" in client_of("head").get(own_page).content.decode()
    assert "2022-2023" not in client_of("clerk").get(own_page).content.decode()

    copy = dict(copy_of_student(pupil, None).sheets)
    assert any("vnEdu" in row for row in copy["Các năm học trước khi dùng cổng"])

    older = bring(world, saved_on(xlsx([head, TABLE, [*row[:3], 5, *row[4:]]]), "2023-07-01"))
    assert found(older, Severity.QUESTION) == [("B3", OLDER)]
    better = written(bring(world, xlsx([head, TABLE, [*row[:3], 9, *row[4:]]])))
    assert better.state == JobState.APPLIED
    undo = taken_back(job, world.users["head"])
    assert [name for name, _why in kept(undo)] == [pupil.full_name]
    taken_back(better, world.users["head"])
    assert EarlierMark.objects.get(subject__code="toan").result == "8.4"


def test_what_the_portal_has_sealed_is_compared_and_never_kept(world, pupil):
    year = factories.SchoolYearFactory(
        code="2024-2025", starts_on="2024-09-05", ends_on="2025-05-31"
    )
    group = factories.ClassGroupFactory(school=world.school, school_year=year, name="5A")
    stay = factories.EnrolmentFactory(
        student=pupil, school=world.school, class_group=group, school_year=year
    )
    factories.YearResultFactory(enrolment=stay, learning=3, conduct=4, absences=2)
    row = [1, pupil.full_name, f"{pupil.birth_date:%d/%m/%Y}", 8, 8, "Đ", 8, "Khá", "Tốt", 2]
    job = bring(world, xlsx([TABLE[:10], row]), year="2024-2025", part="year")
    assert counts(job)["same"] == 1, sentences(job)
    other = bring(world, xlsx([TABLE[:10], [*row[:7], "Tốt", "Tốt", 2]]), year="2024", part="year")
    assert counts(other)["refused"] == 1
    assert "The portal has sealed" in " ".join(sentences(other))
    open_year = bring(world, xlsx([TABLE[:10], row]), year=world.year.code, part="year")
    assert found(open_year) == [("B2", "year_goes_on")]
    unsaid = bring(world, xlsx([TABLE[:10], row]))
    assert {rule for _cell, rule in found(unsaid)} == {"year_not_said", "part_not_said"}
    assert not EarlierYear.objects.exists()
