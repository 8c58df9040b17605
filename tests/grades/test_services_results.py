"""What a class's results are when its term is sealed: gaps, own subjects, readings."""

import datetime
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, TermResult
from grades.rules.cells import CellCode
from grades.rules.levels import Level
from grades.rules.sheets import Moment
from grades.selectors import revision_of_class
from grades.selectors.days import days_of_sheet
from grades.selectors.results import forecast_of
from grades.selectors.settling import grouped, moment_of, open_in_class
from grades.selectors.sheet import gaps_of, sheet_page
from grades.selectors.sheets import with_progress
from grades.services import open_sheets, seal_class
from grades.services.settling import settle_records
from schools.choices import LineKind
from schools.models import Subject
from students.models import ChosenSubject, Enrolment
from students.selectors import ELECTIVES_TAKEN, own_subjects
from tests.conftest import ClientOf
from tests.factories import (
    CurriculumLineFactory,
    EnrolmentFactory,
    GradeLevelFactory,
    MarkRecordFactory,
    MarkSheetFactory,
    SubjectFactory,
)
from tests.factories.marks import regulation_set
from tests.grades.conftest import decide, ending, in_package, scope_of, set_states, stand_under
from tests.query_counts import ask_counted
from tests.stays import leave
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
PASSED, FAILED, ABSENT = CellCode.PASSED, CellCode.FAILED, CellCode.ABSENT


def write(record: MarkRecord, regular: list[int | None], midterm: int | None, final: int | None):
    """The cells of a line, and the average the running term gives them."""
    record.regular, record.midterm, record.final = regular, midterm, final
    record.average = record.sheet.scheme.average(record.sheet, record, Moment.RUNNING)
    record.save()


def whole_class(world: World) -> None:
    """Every sheet of 6A1 filled and approved, then whatever the test changes."""
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        mark = 80 if sheet.form == "scored" else PASSED
        for record in world.records[sheet]:
            write(record, [mark] * sheet.regular_count, mark, mark)


def seal(world: World):
    set_states(MarkSheet.objects.filter(class_group=world.class_group), SheetState.APPROVED)
    return seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
        untaught=ending(world).untaught,
        reason="Chưa có giáo viên",
    )


def average(record: MarkRecord) -> int | None:
    return MarkRecord.objects.get(pk=record.pk).average


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "result"),
    [
        ([PASSED, PASSED], ABSENT, PASSED, FAILED),
        ([PASSED, None], PASSED, PASSED, FAILED),
        ([None, None], None, None, FAILED),
        ([PASSED, PASSED], PASSED, PASSED, PASSED),
    ],
)
def test_an_incomplete_comment_only_subject_is_failed_by_sealing(
    world: World, regular, midterm, final, result
) -> None:
    whole_class(world)
    record = world.records[world.commented_sheet][0]
    write(record, regular, midterm, final)
    package = seal(world)
    assert average(record) == result
    assert in_package(package, record).average == result
    # The cells stay what they were.
    assert MarkRecord.objects.get(pk=record.pk).midterm == midterm


def test_an_absence_without_a_make_up_is_zero_once_the_class_is_sealed(world: World) -> None:
    whole_class(world)
    write(world.record, [80] * 4, 80, ABSENT)
    assert average(world.record) is None
    seal(world)
    # (4 · 8,0 + 2 · 8,0 + 3 · 0) / 9
    assert average(world.record) == 53


def test_a_missing_regular_mark_still_blocks_the_average(world: World) -> None:
    whole_class(world)
    write(world.record, [80, 80, 80, None], 80, 80)
    seal(world)
    assert average(world.record) is None


def test_nothing_is_settled_where_the_set_says_that_a_person_decides(world: World) -> None:
    stand_under(world, absence_settles=False, missing_regular_fails=False)
    whole_class(world)
    write(world.record, [80] * 4, 80, ABSENT)
    seal(world)
    assert average(world.record) is None


def test_a_student_who_has_left_keeps_what_was_open(world: World) -> None:
    whole_class(world)
    record = world.records[world.commented_sheet][0]
    write(record, [PASSED, None], None, None)
    leave(record.enrolment)
    package = seal(world)
    assert average(record) is None
    assert in_package(package, record).average is None


def test_the_head_sees_beforehand_what_sealing_will_decide(world: World) -> None:
    whole_class(world)
    write(world.record, [80] * 4, 80, ABSENT)
    record = world.records[world.commented_sheet][1]
    write(record, [PASSED, None], PASSED, PASSED)
    rows = with_progress(list(MarkSheet.objects.filter(class_group=world.class_group)))
    forecast = forecast_of(world.class_group, world.term, rows)
    assert [
        (line.subject, line.column, line.result, [each.is_absent for each in line.students])
        for line in forecast.settlements
    ] == [
        (world.sheet.subject.name, "CK", "5,3", [True]),
        (world.commented_sheet.subject.name, "TX2", "CĐ", [False]),
    ]
    seal(world)
    rows = with_progress(list(MarkSheet.objects.filter(class_group=world.class_group)))
    assert forecast_of(world.class_group, world.term, rows).settlements == []


def test_the_head_sees_beforehand_how_many_get_which_level_and_who_gets_none(
    world: World, client_of: ClientOf
) -> None:
    whole_class(world)
    add_subjects(world, 6)
    absent, lacking, left, *_rest = world.records[world.sheet]
    write(absent, [20] * 4, 20, ABSENT)
    write(lacking, [80, 80, 80, None], 80, 80)
    leave(left.enrolment)
    sheets = MarkSheet.objects.filter(class_group=world.class_group)

    def forecast():
        return forecast_of(world.class_group, world.term, with_progress(list(sheets.all())))

    assert (forecast().tally.total, forecast().unclassified) == (0, []), (
        "not every sheet is approved"
    )
    set_states(sheets, SheetState.APPROVED)
    told = forecast()

    students = len(world.enrolments[world.class_group])
    counts = [(part.name, part.count) for part in told.tally.parts]
    assert counts == [("Tốt", students - 3), ("Khá", 0), ("Đạt", 1), ("Chưa đạt", 0)]
    [group] = told.unclassified
    assert (group.subjects, group.students) == (
        (world.sheet.subject.name,),
        (lacking.enrolment.student,),
    )
    for name, parts, lacks in (
        ("class-detail", [], f"chưa có kết quả môn {world.sheet.subject.name}"),
        ("class-seal", [world.term.code], f"{world.sheet.subject.name}: TX4 trống"),
    ):
        address = reverse(f"grades:{name}", args=[world.class_group.public_id, *parts])
        page = client_of("head").get(address).content.decode()
        assert lacking.enrolment.student.full_name in page and lacks in page
    decide(world, [lacking.enrolment.student])
    seal(world)
    results = TermResult.objects.filter(enrolment__ended="")
    found = Counter(results.values_list("learning", flat=True))
    assert found == {Level.GOOD: students - 3, Level.PASSED: 1, None: 1}


def test_a_choice_nobody_recorded_is_the_reason_before_sealing(world: World) -> None:
    whole_class(world)
    add_subjects(world, 4)
    add_subjects(world, 3, LineKind.ELECTIVE)
    sheets = MarkSheet.objects.filter(class_group=world.class_group)
    set_states(sheets, SheetState.APPROVED)

    told = forecast_of(world.class_group, world.term, with_progress(list(sheets.all())))

    assert not told.tally.given and told.tally.total
    assert {(each.is_choice_open, *each.subjects) for each in told.unclassified} == {(True,)}


def test_a_class_just_begun_is_listed_by_subject_and_column(
    world: World, client_of: ClientOf
) -> None:
    group, subjects, students = world.class_group, 13, 45
    for number in range(students - len(world.enrolments[group])):
        EnrolmentFactory(
            school=world.school, class_group=group, school_year=world.year, position=100 + number
        )
    enrolments = Enrolment.objects.filter(class_group=group)
    MarkRecord.objects.filter(sheet__class_group=group).delete()
    for number in range(subjects - len(world.subjects)):
        MarkSheetFactory(
            class_group=group, subject=new_subject(), term=world.term, commented=number % 2 == 0
        )
    sheets = MarkSheet.objects.filter(class_group=group, term=world.term)
    MarkRecord.objects.bulk_create(
        MarkRecordFactory.build(school=world.school, sheet=sheet, enrolment=each)
        for sheet in sheets
        for each in enrolments
    )
    commented = sheets.filter(form="commented").count()
    assert (sheets.count(), enrolments.count()) == (subjects, students)

    with CaptureQueriesContext(connection) as queries:
        settlements = grouped(open_in_class(group, world.term), moment_of(world.term))
    assert len(queries) == 3
    assert len(settlements) == commented * 4
    for line in settlements:
        assert sorted(each.name for each in line.students) == sorted(
            each.student.full_name for each in enrolments
        )
        assert line.result == "CĐ"

    address = reverse("grades:class-detail", args=[group.public_id])
    page = ask_counted(client_of("head"), "grades:class-detail:head", address).content.decode()
    assert page.count("<details>") == commented * 4
    # Each line of columns, and each of its students with the way to why.
    assert page.count("CĐ") == commented * 4 * (1 + students)


def test_students_whose_results_differ_are_listed_with_theirs(world: World) -> None:
    whole_class(world)
    first, second, *_rest = world.records[world.sheet]
    write(first, [80] * 4, 80, ABSENT)
    write(second, [90] * 4, 90, ABSENT)
    [line] = grouped(open_in_class(world.class_group, world.term), moment_of(world.term))
    assert (line.column, line.result) == ("CK", "")
    assert [(each.is_absent, each.result) for each in line.students] == [
        (True, "5,3"),
        (True, "6,0"),
    ]


def test_a_sealed_sheet_is_never_settled_again(world: World) -> None:
    write(world.record, [80] * 4, 80, ABSENT)
    world.sheet.state = SheetState.SEALED
    assert settle_records([world.sheet], Moment.YEAR_OVER) == 0


# --- a student's own subjects ---


def new_subject(name: str = "") -> Subject:
    number = Subject.objects.count()
    return SubjectFactory(code=f"MON{number}", name=name or f"Môn {number}")


def add_subjects(world: World, count: int, kind: LineKind = LineKind.COMPULSORY) -> list:
    """More scored subjects of grade 6 with a filled sheet in 6A1."""
    subjects = [new_subject() for _number in range(count)]
    for subject in subjects:
        CurriculumLineFactory(grade_level=GradeLevelFactory(), subject=subject, kind=kind)
        sheet = MarkSheetFactory(class_group=world.class_group, term=world.term, subject=subject)
        for enrolment in world.enrolments[world.class_group]:
            MarkRecordFactory(sheet=sheet, enrolment=enrolment, complete=True)
    return subjects


def levels(world: World) -> set[int | None]:
    seal(world)
    results = TermResult.objects.filter(enrolment__class_group=world.class_group)
    return set(results.values_list("learning", flat=True))


def test_a_level_is_given_when_every_compulsory_subject_has_its_result(world: World) -> None:
    whole_class(world)
    add_subjects(world, 6)
    assert levels(world) == {4}
    result = TermResult.objects.first()
    assert result.regulation == world.sheet.regulation


def test_no_level_while_a_compulsory_subject_has_no_sheet(world: World) -> None:
    whole_class(world)
    add_subjects(world, 6)
    CurriculumLineFactory(
        grade_level=GradeLevelFactory(), subject=new_subject("Tin học"), commented=True
    )
    rows = with_progress(list(MarkSheet.objects.filter(class_group=world.class_group)))
    assert forecast_of(world.class_group, world.term, rows).without_sheet == ["Tin học"]
    assert levels(world) == {None}


def test_every_sheet_counts_where_the_set_does_not_ask_for_the_own_list(world: World) -> None:
    whole_class(world)
    add_subjects(world, 6)
    CurriculumLineFactory(grade_level=GradeLevelFactory(), subject=new_subject())
    stand_under(world, level_needs_own_list=False)
    assert levels(world) == {4}


@pytest.mark.parametrize(("taught", "expected"), [(4, {4}), (5, {None}), (3, {None})])
def test_electives_are_known_where_the_class_is_taught_exactly_four(
    world: World, taught: int, expected: set
) -> None:
    whole_class(world)
    add_subjects(world, 4)
    add_subjects(world, taught, LineKind.ELECTIVE)
    stand_under(world, undecided="no_level")
    CurriculumLineFactory(
        grade_level=GradeLevelFactory(), subject=new_subject(), kind=LineKind.ELECTIVE
    )
    assert levels(world) == expected


def test_a_student_is_classified_by_the_electives_chosen(world: World) -> None:
    whole_class(world)
    add_subjects(world, 4)
    electives = add_subjects(world, 6, LineKind.ELECTIVE)
    stand_under(world, undecided="no_level")
    enrolment = world.enrolments[world.class_group][0]
    for subject in electives[:ELECTIVES_TAKEN]:
        ChosenSubject.objects.create(school=world.school, enrolment=enrolment, subject=subject)
    # What the student does not take says nothing, empty or bad.
    MarkRecord.objects.filter(enrolment=enrolment, sheet__subject=electives[4]).update(
        regular=[10] * 4, midterm=10, final=10, average=10
    )
    MarkRecord.objects.filter(enrolment=enrolment, sheet__subject=electives[5]).update(
        regular=[None] * 4, midterm=None, final=None, average=None
    )
    seal(world)
    found = dict(TermResult.objects.values_list("enrolment", "learning"))
    assert found.pop(enrolment.pk) == 4
    assert set(found.values()) == {None}


def test_a_choice_takes_away_empty_lines_and_leaves_those_with_marks(world: World) -> None:
    [marked, empty] = add_subjects(world, 2, LineKind.OPTIONAL)
    MarkRecord.objects.filter(sheet__subject=empty).update(
        regular=[None] * 4, midterm=None, final=None, average=None
    )
    enrolment = world.enrolments[world.class_group][0]
    other = new_subject()
    CurriculumLineFactory(grade_level=GradeLevelFactory(), subject=other, kind=LineKind.OPTIONAL)
    ChosenSubject.objects.create(school=world.school, enrolment=enrolment, subject=other)
    open_sheets(class_group=world.class_group, term=world.term)
    lines = MarkRecord.objects.filter(enrolment=enrolment)
    names = set(lines.values_list("sheet__subject", flat=True))
    assert names == {*(subject.pk for subject in world.subjects), marked.pk, other.pk}
    assert MarkRecord.objects.filter(sheet__subject=other).count() == 1
    # Nobody else has chosen an optional subject: the others keep what has marks, no more.
    assert MarkRecord.objects.filter(sheet__subject=empty).count() == 0
    own = own_subjects(world.class_group)
    assert own.own_list(enrolment.pk, {marked.pk}) == own.compulsory | {other.pk}
    another = world.enrolments[world.class_group][1]
    assert own.own_list(another.pk, {marked.pk}) == own.compulsory


# --- the set of a sheet ---


def test_a_new_sheet_stands_under_the_set_of_the_class(world: World) -> None:
    later = regulation_set(max_absences=40)
    open_sheets(class_group=world.class_group, term=world.term)
    assert set(MarkSheet.objects.values_list("regulation", flat=True)) != {later.pk}
    MarkSheet.objects.all().delete()
    open_sheets(class_group=world.class_group, term=world.term)
    assert set(MarkSheet.objects.values_list("regulation", flat=True)) == {later.pk}


def test_the_cells_to_fill_are_counted_alike_in_sql_and_in_python(world: World) -> None:
    MarkSheet.objects.filter(pk=world.sheet.pk).update(regular_count=3, has_topic=True)
    records = world.records[world.sheet]
    today = timezone.localdate()
    days = (world.term.starts_on, today - datetime.timedelta(days=1), today, world.term.ends_on)
    for record, day in zip(records, days, strict=False):
        leave(record.enrolment, on=day)
    cells = ([80, None, 70, None], [80, 80, 70, 90], [None] * 4)
    for record in records:
        record.regular = cells[record.pk % 3]
        record.midterm, record.exempt = [None, 80][record.pk % 2], record.pk % 5 == 0
        record.save()
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)
    [row] = with_progress([sheet])
    page = sheet_page(sheet, "", days_of_sheet(sheet))
    assert (row.cells, row.filled) == (page.total, page.filled)
    assert row.cells - row.filled == sum(len(gap.cells) for gap in gaps_of(sheet))
    assert 0 < row.filled < row.cells
