"""Why a value is what it is: the page, the panel, and the numbers on them."""

import pytest
from django.urls import reverse

from grades.cells import average_of
from grades.choices import LEVEL_NAMES, Level
from grades.models import MarkRecord, MarkSheet, TermResult
from grades.rules.cells import CellCode
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.ending import ending_of
from grades.services.results import compute_term_results
from grades.services.writing import update_records
from students.models import Student
from tests import factories
from tests.grades.marked_class import marked_class
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
PANEL = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def filled(record: MarkRecord, regular, midterm, final) -> MarkRecord:
    """The record with these marks, stored with their average."""
    record.regular, record.midterm, record.final = regular, midterm, final
    record.average = average_of(record)
    update_records([record])
    return record


def why_address(record: MarkRecord) -> str:
    return reverse("grades:marksheet-why", args=[record.sheet.public_id, record.pk])


def text_of(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_average_opens_to_its_inputs_sum_rounding_clause_and_set(
    world: World, client_of: ClientOf
) -> None:
    record = filled(world.record, [80, 90, 85, 80][: world.sheet.regular_count], 70, 65)
    page = text_of(client_of("teacher").get(why_address(record)))
    total = sum(record.regular) + 2 * 70 + 3 * 65
    for shown in (
        "Vì sao ĐTB môn là",
        f"{total // 10},{total % 10}",
        "Điểm b khoản 1 Điều 9 Thông tư 22/2021/TT-BGDĐT",
        record.sheet.regulation.code,
        record.enrolment.student.full_name,
        "2 × Học kỳ II",
    ):
        assert shown in page, shown


def test_a_missing_average_names_the_cells_and_no_mark_that_would_do(
    world: World, client_of: ClientOf
) -> None:
    record = filled(world.record, [80] * world.sheet.regular_count, CellCode.ABSENT, None)
    page = text_of(client_of("teacher").get(why_address(record)))
    assert "Vì sao chưa có ĐTB môn?" in page
    assert "Còn thiếu: GK, CK." in page


def test_the_panel_is_the_inside_of_the_page_which_knows_the_students_beside(
    world: World, client_of: ClientOf
) -> None:
    first, second, *_rest = world.records[world.sheet]
    answer = client_of("teacher").get(why_address(second), **PANEL)
    panel = text_of(answer)
    assert "<html" not in panel and "X-Requested-With" in answer["Vary"]
    assert why_address(second) in panel and "data-side-title" in panel
    assert why_address(first) in text_of(client_of("teacher").get(why_address(second)))


def test_the_grid_leads_to_the_reckoning_of_every_line(world: World, client_of: ClientOf) -> None:
    address = reverse("grades:marksheet-edit", args=[world.sheet.public_id])
    page = text_of(client_of("teacher").get(address))
    for record in world.records[world.sheet]:
        assert why_address(record) in page


def sealed_results() -> tuple[list[MarkSheet], dict[int, TermResult]]:
    marked = marked_class(students=40, state="approved")
    results = compute_term_results(class_group=marked.class_group, term=marked.term)
    return marked.sheets, {result.enrolment_id: result for result in results}


@pytest.mark.parametrize("adjusted", [True, False])
def test_a_level_shows_the_table_and_the_subject_it_was_raised_for(
    world: World, client_of: ClientOf, adjusted: bool
) -> None:
    _sheets, results = sealed_results()
    result = next(
        each
        for each in results.values()
        if each.learning and bool(each.adjusted_for_id) == adjusted
    )
    page = text_of(client_of("auditor").get(why_term(result)))
    assert f"Vì sao kết quả học tập là “{result.get_learning_display()}”?" in page
    assert "Khoản 2 Điều 9 Thông tư 22/2021/TT-BGDĐT" in page
    assert ("Khoản 3 Điều 9" in page) == (adjusted or result.needs_decision)
    if adjusted:
        assert f"Nếu không tính môn {result.adjusted_for.name} thì mức sẽ là" in page


def why_term(result: TermResult) -> str:
    student = result.enrolment.student
    return reverse("grades:student-why-term", args=[student.public_id, result.term.code])


def test_before_the_seal_a_level_is_explained_as_sealing_will_settle_it(
    world: World, client_of: ClientOf
) -> None:
    marked = marked_class(students=20, state="approved")
    regulation = regulation_of_class(marked.class_group, marked.term)
    ending = ending_of(marked.class_group, marked.term, regulation)
    settled = [
        stay
        for stay in ending.stays
        if ending.levels.get(stay.pk)
        and MarkRecord.objects.filter(enrolment=stay, average=None, exempt=False).exists()
    ]
    assert settled
    address = reverse(
        "grades:student-why-term", args=[settled[0].student.public_id, marked.term.code]
    )
    level = dict(LEVEL_NAMES)[ending.levels[settled[0].pk].value]
    page = text_of(client_of("auditor").get(address))
    assert f"Vì sao kết quả học tập là “{level}”?" in page


def test_no_level_names_the_subjects_without_a_result(world: World, client_of: ClientOf) -> None:
    _sheets, results = sealed_results()
    result = next(each for each in results.values() if each.learning is None)
    page = text_of(client_of("auditor").get(why_term(result)))
    assert "Vì sao chưa có kết quả học tập?" in page and "Còn thiếu:" in page


def test_a_stored_level_that_the_marks_do_not_give_is_said(
    world: World, client_of: ClientOf
) -> None:
    _sheets, results = sealed_results()
    result = next(each for each in results.values() if each.learning == Level.GOOD)
    TermResult.objects.filter(pk=result.pk).update(learning=Level.FAIR)
    page = text_of(client_of("auditor").get(why_term(result)))
    assert "Giá trị đang lưu là Khá" in page


def test_a_year_shows_both_terms_and_conduct_once_both_are_given(
    world: World, client_of: ClientOf
) -> None:
    student = world.record.enrolment.student
    filled(world.record, [80] * world.sheet.regular_count, 80, 80)
    second = factories.MarkSheetFactory(
        class_group=world.class_group, subject=world.subjects[0], term=world.next_term
    )
    record = factories.MarkRecordFactory(sheet=second, enrolment=world.record.enrolment)
    filled(record, [70] * second.regular_count, 70, 70)
    for term in (world.term, world.next_term):
        factories.TermResultFactory(enrolment=world.record.enrolment, term=term, conduct=Level.GOOD)
    head = client_of("head")
    args = [student.public_id, world.year.code]
    subject = reverse("grades:student-why-subject", args=[*args, world.subjects[0].code])
    page = text_of(head.get(subject))
    assert "Vì sao ĐTB môn cả năm là 7,3?" in page and "= 7,3333…" in page
    year = text_of(head.get(reverse("grades:student-why-year", args=args)))
    for shown in ("kết quả học tập", "Vì sao kết quả rèn luyện cả năm là “Tốt”?", "danh hiệu"):
        assert shown in year, shown


def test_a_teacher_reads_the_year_of_the_own_subject_only(
    world: World, client_of: ClientOf
) -> None:
    student = Student.objects.get(pk=world.record.enrolment.student_id)
    args = [student.public_id, world.year.code]
    own, other = (
        reverse("grades:student-why-subject", args=[*args, each.code]) for each in world.subjects
    )
    teacher = client_of("teacher")
    assert teacher.get(own).status_code == 200
    assert teacher.get(other).status_code == 404
