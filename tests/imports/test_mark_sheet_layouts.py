"""The layouts mark sheets come in, all read into the same cells."""

import openpyxl
import pytest

from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from grades.models import MarkRecord
from tests.files import saved, xls
from tests.imports.jobs import MARKS, checked, counts, found, sentences, written
from tests.imports.marks import IDENTITY, identity, line, mark_file, sheet_of
from tests.imports.marks import MARKS as TITLES

pytestmark = pytest.mark.usefixtures("db_everywhere")
VALUES = [9, "8,5", 7, 6.5, 8, 10]
STORED = ([90, 85, 70, 65], 80, 100)


def marks_of(record):
    return record.regular, record.midterm, record.final


@pytest.mark.parametrize(
    "titles",
    [
        ["ĐĐGtx1", "ĐĐGtx2", "ĐĐGtx3", "ĐĐGtx4", "ĐĐGgk", "ĐĐGck"],
        ["ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGtx 3", "ĐĐGtx 4", "ĐĐGGK", "ĐĐGCK"],
        ["TX1", "TX2", "TX3", "TX4", "GK", "CK"],
        ["DDGtx1", "DDGtx2", "DDGtx3", "DDGtx4", "DDGgk", "DDGck"],
        [
            "Thường xuyên\n1",
            "Thường xuyên 2",
            "Thường xuyên 3",
            "Thường xuyên 4",
            "Giữa kỳ",
            "Cuối kì",
        ],
    ],
)
def test_every_spelling_of_the_titles_is_known(world, titles):
    written(checked(mark_file(world, VALUES, titles=titles), MARKS, world.school))

    assert marks_of(line(world, 0)) == STORED


def test_a_group_of_regular_marks_over_numbers_is_one_title(world):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["BẢNG ĐIỂM MÔN: Toán  HK I  Lớp: 6A1"])
    sheet.append([*IDENTITY, "ĐĐGtx", None, None, None, "ĐĐGgk", "ĐĐGck", "ĐTBmhk1"])
    sheet.append([None] * 4 + [1, 2, 3, 4])
    sheet.append([*identity(world, 0), *VALUES, 8.3])
    for column in "ABCDIJK":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.merge_cells("E2:H2")

    job = checked(saved(book), MARKS, world.school)
    written(job)

    assert found(job) == []
    assert marks_of(line(world, 0)) == STORED


def differing(job):
    """The cells with an average that does not follow from the marks."""
    warned = found(job, Severity.WARNING)
    return [cell for cell, rule in warned if rule == "average_differs"]


def test_averages_of_the_file_are_left_out_and_those_of_another_time_named(world):
    titles = ["ĐĐGgk", "ĐTBmhk1", "ĐTBmhk2", "ĐTBmcn", "Mã lớp", "Lớp"]
    content = mark_file(world, [8, 7.9, 8.1, 8, "k6", "6A1"], titles=titles)

    job = checked(content, MARKS, world.school)
    written(job)

    assert job.unread == ["ĐTBmhk2", "ĐTBmcn"]
    assert line(world, 0).midterm == 80


@pytest.mark.parametrize("title", ["ĐTBmhk1", "DTBmhk 1", "ĐTB môn HKI", "TBM", "TB", "Điểm TB"])
def test_an_average_of_this_term_is_checked_against_the_marks(world, title):
    content = mark_file(world, [*VALUES, 8.6], [*VALUES, 9.9], titles=[*TITLES, title])

    job = checked(content, MARKS, world.school)

    assert (differing(job), job.unread) == (["K5"], [])


@pytest.mark.parametrize("title", ["ĐTBmhk2", "ĐTB HK II", "ĐTBmcn", "Điểm TB cả năm"])
def test_an_average_of_another_time_is_named_only(world, title):
    content = mark_file(world, [*VALUES, 9.9], titles=[*TITLES, title])

    job = checked(content, MARKS, world.school)

    assert (differing(job), job.unread) == ([], [title])
    assert counts(job)["new"] == 1


def test_several_averages_on_one_sheet_are_each_checked(world):
    content = mark_file(world, [*VALUES, 9.9, 8.6, 9.8], titles=[*TITLES, "TB", "ĐTBmhk1", "TB"])

    job = checked(content, MARKS, world.school)

    assert (found(job), differing(job)) == ([], ["K4", "M4"])
    assert list(job.problems.filter(cell="M4").values_list("column", flat=True)) == ["TB"]
    assert counts(job)["new"] == 1


def test_an_average_beside_marks_packed_in_one_cell_is_checked(world):
    titles = ["ĐĐGtx", "ĐĐGgk", "ĐĐGck", "ĐTBmhk1"]
    content = mark_file(world, ["9 8,5 7 6.5", 8, 10, 9.9], titles=titles)

    job = checked(content, MARKS, world.school)

    assert differing(job) == ["H4"]


def test_all_regular_marks_may_stand_in_one_cell(world):
    titles = ["ĐĐGtx", "ĐĐGgk", "ĐĐGck"]
    content = mark_file(world, ["9 8,5 7 6.5", 8, 10], ["10, 9.0, 10", "", ""], titles=titles)

    written(checked(content, MARKS, world.school))

    assert marks_of(line(world, 0)) == STORED
    assert line(world, 1).regular == [100, 90, 100, None]


@pytest.mark.parametrize(("answer", "regular"), [("one", [98, None]), ("two", [90, 80])])
def test_a_comma_between_two_digits_is_asked_about(world, answer, regular):
    content = mark_file(world, ["9,8"], titles=["ĐĐGtx"])
    job = checked(content, MARKS, world.school)
    assert found(job, Severity.QUESTION) == [("E4", "one_or_two")]

    services.answer_questions(job=job, user_id=None, answers={"comma": answer})
    services.check_job(job.pk)
    job.refresh_from_db()
    written(job)

    assert line(world, 0).regular[:2] == regular


def test_a_comma_that_can_only_part_two_marks_needs_no_question(world):
    job = checked(mark_file(world, ["10,9"], titles=["ĐĐGtx"]), MARKS, world.school)
    written(job)

    assert line(world, 0).regular == [100, 90, None, None]


def test_an_empty_fifth_column_is_ignored_and_a_filled_one_reported(world):
    titles = ["ĐĐGtx1", "ĐĐGtx2", "ĐĐGtx3", "ĐĐGtx4", "ĐĐGtx5", "ĐĐGgk"]
    content = mark_file(world, [9, 8, 7, 6, None, 5], [9, 8, 7, 6, 10, 5], titles=titles)

    job = checked(content, MARKS, world.school)
    written(job)

    assert found(job) == [("I5", "too_many_regular")]
    assert line(world, 1).regular == [90, 80, 70, 60]
    assert line(world, 1).midterm == 50


def test_a_comment_only_subject_takes_results(world):
    title = "MÔN GIÁO DỤC THỂ CHẤT - LỚP 6A1 - HỌC KỲ I"
    content = mark_file(
        world,
        ["Đ Đ", "Chưa đạt", "đạt"],
        ["Đ 8", "Đ", "Đ"],
        titles=["ĐĐGtx", "GK", "CK"],
        title=title,
    )

    job = checked(content, MARKS, world.school)
    written(job)

    assert found(job) == [("E5", "not_a_result")]
    record = MarkRecord.objects.get(pk=world.records[world.commented_sheet][0].pk)
    assert marks_of(record) == ([201, 201], 200, 201)


def test_an_old_xls_file_is_read_alike(world):
    rows = [["BẢNG ĐIỂM MÔN TOÁN LỚP 6A1 HỌC KỲ 1"], [*IDENTITY, "TX1", "GK"]]
    content = xls([*rows, [*identity(world, 0), 9.5, 8]])

    written(checked(content, MARKS, world.school, name="diem.xls"))

    assert line(world, 0).regular[0] == 95


def test_a_remark_is_kept_and_an_empty_one_clears_nothing(world):
    titles = ["ĐĐGgk", "Nhận xét"]
    written(checked(mark_file(world, [8, "Có tiến bộ"], titles=titles), MARKS, world.school))
    written(checked(mark_file(world, [9, None], titles=titles), MARKS, world.school))

    assert (line(world, 0).midterm, line(world, 0).remark) == (90, "Có tiến bộ")


def test_one_file_may_hold_several_classes(world):
    other = world.classes[world.school][1]
    student = world.enrolments[other][0].student
    titles = ["Lớp", "Mã HS", "Họ tên", "GK"]
    first = identity(world, 0)
    rows = [
        ["6A1", first[1], first[2], 7],
        ["6 a2", student.ministry_code, student.full_name, 8],
        ["6A9", "1", "Ai đó", 9],
    ]
    job = checked(sheet_of(rows, titles, "MÔN TOÁN HỌC KỲ 1"), MARKS, world.school)
    written(job)

    assert counts(job) == {"total": 3, "new": 2, "changed": 0, "same": 0, "refused": 1}
    assert found(job) == [("A6", "class_unknown")]
    assert line(world, 0).midterm == 70
    assert world.records[world.sheets[other, world.subjects[0]]][0].pk in set(
        MarkRecord.objects.filter(midterm=80).values_list("pk", flat=True)
    )


def test_what_the_title_does_not_say_is_chosen_by_the_user(world):
    content = mark_file(world, VALUES, title="Bảng điểm")
    refused = checked(content, MARKS, world.school)
    assert refused.state == JobState.REFUSED
    assert found(refused) == [("", "subject_not_given"), ("", "term_not_given")]

    chosen = {"class_name": "6A1", "subject": "TOAN", "term": world.term.code}
    written(checked(content, MARKS, world.school, **chosen))

    assert marks_of(line(world, 0)) == STORED


def test_a_choice_against_the_title_is_pointed_out(world):
    job = checked(mark_file(world, VALUES), MARKS, world.school, subject="GDTC", class_name="6A2")

    warned = [rule for _cell, rule in found(job, Severity.WARNING)]
    assert warned.count("chosen_instead") == 2
    assert [text for title, text in job.facts if title == "Mark sheet"] == [
        f"Giáo dục thể chất · 6A2 · {world.term.code} (0)"
    ]


NAMED = "The name of this sheet is written in the code %s. “%s” was read as “Lớp 6A1”."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Lớp 6A1", []),
        ("Líp 6A1", [NAMED % ("TCVN3", "Líp 6A1")]),
        ("Lôùp 6A1", [NAMED % ("VNI", "Lôùp 6A1")]),
    ],
)
def test_a_sheet_called_by_its_class_is_of_that_class_in_any_code(world, name, said):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in (["MÔN TOÁN - HỌC KỲ 1"], [*IDENTITY, *TITLES], [*identity(world, 0), *VALUES]):
        book.active.append(row)

    job = checked(saved(book), MARKS, world.school)
    written(job)

    assert marks_of(line(world, 0)) == STORED
    warned = zip(found(job, Severity.WARNING), sentences(job), strict=True)
    assert [text for (_cell, rule), text in warned if rule == "sheet_name_converted"] == said
