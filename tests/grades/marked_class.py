"""A class with enough subjects for a level of learning, and marks that lie on many edges."""

import random
from dataclasses import dataclass

from grades.cells import average_of
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.sheets import Taught
from schools.choices import LineKind
from schools.models import ClassGroup, Term
from students.models import Enrolment
from tests import factories
from tests.factories.marks import regulation_set

# Code, periods a year (three regular marks at 70), kind.
SCORED = [
    ("VAN", 140, LineKind.COMPULSORY),
    ("TOAN", 140, LineKind.COMPULSORY),
    ("NN1", 105, LineKind.COMPULSORY),
    ("GDCD", 35, LineKind.COMPULSORY),
    ("LSDL", 105, LineKind.COMPULSORY),
    ("KHTN", 140, LineKind.COMPULSORY),
    ("CN", 52, LineKind.COMPULSORY),
    ("TIN", 70, LineKind.COMPULSORY),
    ("NN2", 70, LineKind.OPTIONAL),
]
COMMENTED = [("GDTC", 70, LineKind.COMPULSORY), ("NT", 70, LineKind.COMPULSORY)]
# Chances: an ordinary mark, one subject that pulls the level down, a missed final.
WEAK, ABSENT, FAILED = 0.5, 0.06, 0.12


@dataclass
class MarkedClass:
    """One class's term, every cell filled and every sheet handed in."""

    class_group: ClassGroup
    term: Term
    sheets: list[MarkSheet]
    enrolments: list[Enrolment]


def marked_class(*, students: int = 40, seed: int = 11, state: str = "submitted") -> MarkedClass:
    """Call it where every row is visible."""
    draw = random.Random(seed)
    group = factories.ClassGroupFactory()
    term = factories.TermFactory(school_year=group.school_year)
    sheets = [_sheet(group, term, *each, form="scored", state=state) for each in SCORED]
    sheets += [_sheet(group, term, *each, form="commented", state=state) for each in COMMENTED]
    enrolments = factories.EnrolmentFactory.create_batch(students, class_group=group)
    records = [record for enrolment in enrolments for record in _records(draw, enrolment, sheets)]
    MarkRecord.objects.bulk_create(records)
    return MarkedClass(group, term, sheets, enrolments)


def _sheet(
    group: ClassGroup, term: Term, code: str, periods: int, kind: str, *, form: str, state: str
) -> MarkSheet:
    subject = factories.SubjectFactory(code=code, name=code)
    factories.CurriculumLineFactory(
        grade_level=group.grade_level, subject=subject, annual_periods=periods, form=form, kind=kind
    )
    taught = Taught(code, group.grade_level_id, periods, AssessmentForm(form))
    layout = regulation_set().scheme.layout(taught)
    return factories.MarkSheetFactory(
        class_group=group,
        term=term,
        subject=subject,
        form=form,
        regular_count=layout.regular_count,
        state=state,
    )


def _records(draw: random.Random, enrolment: Enrolment, sheets: list[MarkSheet]):
    middle = draw.choice([50, 65, 66, 80, 82, 90])
    weak = draw.choice(sheets) if draw.random() < WEAK else None
    for sheet in sheets:
        record = MarkRecord(school_id=sheet.school_id, sheet=sheet, enrolment=enrolment)
        fill = _mark if sheet.form == "scored" else _result
        at = 30 if sheet is weak else middle
        record.regular = [fill(draw, at) for _slot in range(sheet.slots)]
        record.midterm, record.final = fill(draw, at), fill(draw, at)
        if draw.random() < ABSENT:
            record.final = CellCode.ABSENT
        record.average = average_of(record)
        yield record


def _mark(draw: random.Random, middle: int) -> int:
    return min(100, max(0, middle + draw.randint(-6, 8)))


def _result(draw: random.Random, middle: int) -> int:
    failed = middle == 30 or draw.random() < FAILED / 10
    return CellCode.FAILED if failed else CellCode.PASSED
