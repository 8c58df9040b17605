"""Shared shorthand of the mark book's tests."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from eduportal.accounts.selectors import scope_for
from eduportal.exchange.models import Line, Package
from eduportal.scoping import Scope
from grades.choices import Answer, SheetState
from grades.models import Amendment, MarkRecord, MarkSheet, RegulationSet, TermResult
from grades.rules.cells import CellCode
from grades.rules.travelling import SubjectCells, SubjectLayout, by_subject
from grades.selectors import revision_of_class
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.ending import Ending, ending_of
from grades.services import CellEdit, Decided, SaveOutcome, decide_students, save_cells
from grades.services.writing import update_records
from students.models import Student
from tests import factories
from tests.factories.marks import regulation_set, set_states
from tests.factories.marks import set_state as set_state
from tests.world import World

Save = Callable[..., SaveOutcome]


def edit(record: MarkRecord, cell: str, before: str, after: str) -> CellEdit:
    return CellEdit(uuid.uuid4(), record.pk, cell, before, after)


def scope_of(world: World, persona: str) -> Scope:
    return scope_for(world.users[persona])


@pytest.fixture
def save(world: World, db_everywhere: None) -> Save:
    """Save edits of one sheet as a persona: `save(sheet, edits, persona="teacher")`."""

    def save(sheet: MarkSheet, *edits: CellEdit, persona: str = "teacher") -> SaveOutcome:
        return save_cells(
            sheet_id=sheet.pk,
            edits=edits,
            scope=scope_of(world, persona),
            user_id=world.users[persona].pk,
        )

    return save


def fill(sheet: MarkSheet, mark: int) -> None:
    """Give every line of the sheet the same mark in every cell, average included."""
    records = list(sheet.records.all())
    for record in records:
        record.regular = [mark] * sheet.regular_count
        record.midterm = record.final = record.average = mark
    update_records(records)


def stand_under(world: World, **settings: object) -> RegulationSet:
    """Let the world's sheets stand under another set."""
    found = regulation_set(**settings)
    MarkSheet.objects.update(regulation=found)
    return found


def give_levels(world: World) -> None:
    """6A1 with seven scored subjects, every cell 8,0, 8,5 or Đạt, every sheet approved."""
    group = world.class_group
    for number in range(6):
        subject = factories.SubjectFactory(code=f"MON{number}", name=f"Môn {number}")
        factories.CurriculumLineFactory(grade_level=group.grade_level, subject=subject)
        sheet = factories.MarkSheetFactory(class_group=group, term=world.term, subject=subject)
        MarkRecord.objects.bulk_create(
            factories.MarkRecordFactory.build(sheet=sheet, enrolment=stay, complete=True)
            for stay in world.enrolments[group]
        )
    fill(world.sheet, 80)
    fill(world.commented_sheet, CellCode.PASSED)
    set_states(MarkSheet.objects.filter(class_group=group), SheetState.APPROVED)


def lack(world: World, number: int = 0, **cells: object) -> MarkRecord:
    """The student's line in mathematics lacks these cells, the end-of-term mark if none is named.

    The sheet stays approved.
    """
    record = world.records[world.sheet][number]
    MarkRecord.objects.filter(pk=record.pk).update(average=None, **(cells or {"final": None}))
    return MarkRecord.objects.select_related("enrolment__student").get(pk=record.pk)


def ending(world: World, number: int = 0) -> Ending:
    """How the term would end for the students of a class of the school."""
    group = world.classes[world.school][number]
    return ending_of(group, world.term, regulation_of_class(group, world.term))


def decide(
    world: World,
    students: Iterable[Student],
    answer: Answer = Answer.NONE,
    level: int | None = None,
    reason: str = "Nghỉ ốm dài ngày",
    number: str = "12/QĐ-THCS",
) -> None:
    """The head decides the same on these students of 6A1."""
    decide_students(
        class_group=world.class_group,
        term=world.term,
        decisions=[
            Decided(each.pk, answer, level, reason, number, timezone.localdate())
            for each in students
        ],
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def in_package(package: Package, record: MarkRecord) -> SubjectCells:
    """What the package's accepted lines say of a record's cells."""
    line = Line.objects.get(package=package, student_uid=record.enrolment.student.person_uid)
    layout = [SubjectLayout(*entry) for entry in package.layout]
    found = dict(zip(layout, by_subject(layout, line.cells), strict=True))
    [cells] = [found[each] for each in layout if each.subject == record.sheet.subject.code]
    return cells


def overwrite(result: TermResult, **values: object) -> None:
    """Change a sealed result, as an amendment that is being written would."""
    sheet = MarkSheet.objects.filter(
        class_group=result.enrolment.class_group_id, term=result.term_id
    ).first()
    record = MarkRecord.objects.get(sheet=sheet, enrolment=result.enrolment_id)
    with amending(record):
        TermResult.objects.filter(pk=result.pk).update(**values)


@contextmanager
def amending(record: MarkRecord) -> Iterator[None]:
    """Name an approved amendment of the line to the guards of the database."""
    cell = factories.AmendedCellFactory(
        amendment__sheet=record.sheet, record=record, before=record.final
    )
    amendment = Amendment.objects.filter(pk=cell.amendment_id)
    persons = {"confirmed_by": factories.UserFactory(), "approved_by": factories.UserFactory()}
    amendment.update(state="confirmed", **persons)
    amendment.update(state="approved", decision="QĐ 1", decided_on=timezone.localdate())
    setting = "select set_config('eduportal.amendment', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute(setting, [str(cell.amendment_id)])
        yield
        cursor.execute(setting, [""])
