"""Cells of a mark sheet that hold several marks, no mark at all, or too long a remark."""

import openpyxl
import pytest

from eduportal.imports import services
from eduportal.imports.choices import Severity
from grades.models import MarkRecord, MarkSheet
from tests.files import saved
from tests.imports.jobs import MARKS, checked, found, sentences, written
from tests.imports.marks import IDENTITY, identity, line, mark_file

pytestmark = pytest.mark.usefixtures("db_everywhere")
LONGEST = MarkRecord._meta.get_field("remark").max_length


@pytest.mark.parametrize("value", ["=1/0", "#N/A"])
def test_an_error_where_several_marks_stand_is_named_and_the_rest_of_the_row_is_kept(
    world, value
) -> None:
    content = mark_file(world, [value, 8, 9], titles=["ĐĐGtx", "GK", "CK"])

    job = checked(content, MARKS, world.school)
    written(job)

    [(cell, rule)] = found(job)
    assert cell == "E4" and rule.startswith(("formula", "error"))
    record = line(world, 0)
    assert (record.regular, record.midterm, record.final) == ([None] * 4, 80, 90)


def test_a_bad_mark_among_several_is_named_and_the_others_keep_their_places(world) -> None:
    job = checked(mark_file(world, ["9 11 7 8,25"], titles=["ĐĐGtx"]), MARKS, world.school)
    written(job)

    assert found(job) == [("E4", "out_of_range"), ("E4", "too_precise")]
    assert line(world, 0).regular == [90, None, 70, None]


def test_a_mark_of_study_topics_is_refused_for_who_does_not_study_them(world) -> None:
    MarkSheet.objects.filter(pk=world.sheet.pk).update(has_topic=True)
    lines = MarkRecord.objects.filter(sheet=world.sheet)
    lines.update(regular=[None] * (world.sheet.regular_count + 1))
    lines.filter(pk=line(world, 0).pk).update(studies_topics=False)
    content = mark_file(world, [9, 8], [7, 6], [None, 5], titles=["CĐHT", "GK"])
    job = checked(content, MARKS, world.school)
    written(job)

    assert found(job) == [("E4", "topics_not_studied")]
    assert [(line(world, n).regular[-1], line(world, n).midterm) for n in range(3)] == [
        (None, 80),
        (70, 60),
        (None, 50),
    ]


def test_more_marks_in_a_cell_than_the_sheet_has_places_for_are_named_one_by_one(world) -> None:
    job = checked(mark_file(world, ["9 8 7 6 5 4"], titles=["ĐĐGtx"]), MARKS, world.school)
    written(job)

    assert found(job) == [("E4", "too_many_regular")] * 2
    said = "Toán has 4 regular marks in this class; there is no place for this one."
    assert sentences(job).count(said) == 2
    assert line(world, 0).regular == [90, 80, 70, 60]


def test_one_title_over_several_columns_gives_each_its_own_cell(world) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["BẢNG ĐIỂM MÔN TOÁN - LỚP 6A1 - HỌC KỲ 1"])
    sheet.append([*IDENTITY, "ĐĐGtx", None, None, "GK"])
    sheet.append([*identity(world, 0), 9, "x", 7, 8])
    sheet.merge_cells("E2:G2")

    job = checked(saved(book), MARKS, world.school)
    written(job)

    assert found(job) == [("F3", "not_a_number")]
    assert (line(world, 0).regular, line(world, 0).midterm) == ([90, None, 70, None], 80)


@pytest.mark.parametrize("letter", ["M", "mg"])
@pytest.mark.parametrize(("answer", "stored"), [("absent", 210), ("skip", None)])
def test_a_letter_whose_meaning_schools_differ_about_is_asked_once(
    world, letter: str, answer: str, stored: int | None
) -> None:
    content = mark_file(world, [letter, 8], [letter, 9], titles=["GK", "CK"])
    job = checked(content, MARKS, world.school)
    asked = found(job, Severity.QUESTION)
    assert asked == [("E4", "what_if_not_exempt"), ("E5", "what_if_not_exempt")]
    [question] = job.questions
    assert [choice for choice, _label in question["choices"]] == ["absent", "skip"]

    services.answer_questions(
        job=job, user_id=None, answers={f"{letter.upper()}-not-exempt": answer}
    )
    services.check_job(job.pk)
    job.refresh_from_db()
    written(job)

    assert [(line(world, n).midterm, line(world, n).final) for n in (0, 1)] == [
        (stored, 80),
        (stored, 90),
    ]


@pytest.mark.parametrize(
    ("value", "rule", "stored"),
    [
        # As one mark it would be above 10.
        ("10,9", "read_as_two", [100, 90, None, None]),
        # As two marks one of them would be above 10.
        ("0,99", None, [None] * 4),
        ("8,25", None, [None] * 4),
    ],
)
def test_a_comma_is_not_asked_about_where_one_reading_remains_at_most(
    world, value: str, rule: str | None, stored: list[int | None]
) -> None:
    job = checked(mark_file(world, [value, 8], titles=["ĐĐGtx", "GK"]), MARKS, world.school)
    written(job)

    assert job.questions == []
    said = [each for each in found(job, Severity.WARNING) if each[0] == "E4"]
    assert said == ([("E4", rule)] if rule else [])
    assert found(job) == ([] if rule else [("E4", "too_precise")])
    assert sentences(job)
    assert line(world, 0).regular == stored


def test_a_comma_is_one_mark_where_the_sheet_has_no_place_for_two(world) -> None:
    world.sheet.regular_count = 1
    world.sheet.save()
    MarkRecord.objects.filter(sheet=world.sheet).update(regular=[None])
    job = checked(mark_file(world, ["8,9"], titles=["ĐĐGtx"]), MARKS, world.school)
    written(job)

    assert job.questions == []
    assert ("E4", "read_as_one") in found(job, Severity.WARNING)
    assert line(world, 0).regular == [89]


def test_a_remark_of_the_greatest_length_is_kept_and_a_longer_one_named_with_its_length(
    world,
) -> None:
    fits, too_long = "a" * LONGEST, "ă" * (LONGEST + 1)
    content = mark_file(world, [8, fits], [9, too_long], titles=["GK", "Nhận xét"])

    job = checked(content, MARKS, world.school)
    written(job)

    assert found(job) == [("F5", "remark_too_long")]
    said = f"A remark has at most {LONGEST} characters; this one has {LONGEST + 1}."
    assert said in sentences(job)
    assert (line(world, 0).remark, line(world, 1).remark) == (fits, "")
    assert line(world, 1).midterm == 90
