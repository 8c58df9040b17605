"""Summaries of a class: compared with what the portal computed, never stored."""

import openpyxl
import pytest

from eduportal.imports.choices import Severity
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, TermResult
from tests.factories.marks import set_state
from tests.files import saved
from tests.imports.jobs import MARKS, checked, counts, found, sentences
from tests.imports.marks import IDENTITY, identity

pytestmark = pytest.mark.usefixtures("db_everywhere")
TITLES = ["Toán", "Giáo dục thể chất", "Học lực"]


def summary(world, *stated, titles=TITLES, title="BẢNG TỔNG HỢP LỚP 6A1 - HỌC KỲ 1", group=""):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    if group:
        sheet.append([*[None] * len(IDENTITY), group])
    sheet.append([*IDENTITY, *titles])
    for number, each in enumerate(stated):
        sheet.append([*identity(world, number), *each])
    return saved(book)


@pytest.fixture
def averaged(world):
    """Every student has 8,1 in mathematics, a pass in sport and the learning result Khá."""
    MarkRecord.objects.filter(sheet=world.sheet).update(average=81)
    MarkRecord.objects.filter(sheet=world.commented_sheet).update(average=201)
    TermResult.objects.bulk_create(
        TermResult(
            school=world.school,
            enrolment=stay,
            term=world.term,
            regulation=world.sheet.regulation,
            learning=3,
        )
        for stay in world.enrolments[world.class_group]
    )
    return world


def differing(job):
    rules = ("average_differs", "learning_differs")
    return [each for each in found(job, Severity.WARNING) if each[1] in rules]


@pytest.mark.parametrize("group", ["", "Điểm trung bình các môn"])
def test_what_differs_is_named_by_its_cell_and_nothing_is_written(averaged, group):
    first = 3 if group else 2
    stated = [[8.1, "Đ", "Khá"], [8.5, "CĐ", "Tốt"], [None, None, None]]

    job = checked(summary(averaged, *stated, group=group), MARKS, averaged.school)

    row = first + 2
    assert found(job) == []
    assert sorted(differing(job)) == [
        (f"E{row}", "average_differs"),
        (f"F{row}", "average_differs"),
        (f"G{row}", "learning_differs"),
    ]
    assert (counts(job)["new"], counts(job)["changed"], counts(job)["refused"]) == (0, 0, 0)
    assert not MarkChange.objects.filter(door="import").exists()
    said = " ".join(sentences(job))
    assert "The file says the average 8,5; the marks of this row give 8,1." in said
    assert "The file says the learning result Tốt; the portal computed K" in said


def test_a_sealed_class_is_compared_like_any_other(averaged):
    for subject in averaged.subjects:
        set_state(averaged.sheets[averaged.class_group, subject], SheetState.SEALED)

    job = checked(summary(averaged, [8.5, "Đ", "Khá"]), MARKS, averaged.school)

    assert (found(job), differing(job)) == ([], [("E3", "average_differs")])


def test_the_average_of_this_term_is_taken_from_a_group_of_times(averaged):
    titles = ["Toán HK1", "Toán HK2", "Giáo dục thể chất HK1", "Giáo dục thể chất CN"]

    job = checked(summary(averaged, [8.5, 2, "Đ", "CĐ"], titles=titles), MARKS, averaged.school)

    assert differing(job) == [("E3", "average_differs")]
    assert job.unread == ["Toán HK2", "Giáo dục thể chất CN"]


def test_who_may_not_read_a_sheet_is_told_nothing_of_it(averaged):
    teacher = averaged.users["teacher"]
    job = checked(summary(averaged, [8.5, "CĐ", "Tốt"]), MARKS, averaged.school, user=teacher)

    assert differing(job) == [("E3", "average_differs")]
