"""The results of a class's subjects as the exchange carries them."""

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from eduportal.exchange.feeds import Feed
from eduportal.exchange.models import Package
from eduportal.exchange.wire.problem import Problem
from grades.models import LedgerLine
from grades.rules.cells import AssessmentForm
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Marks, Moment, SheetLayout
from grades.selectors.ledger import COLUMNS, KIND, cell_from_wire, cell_to_wire

Row = Sequence[Any]
LONGEST_CODE = 20


class SubjectResultFeed(Feed):
    """One line a student and subject; the receiver computes every average again."""

    kind = KIND
    schema = "grade.v1"
    columns = COLUMNS
    rules = "TT22"

    def check(self, package: Package, rows: Sequence[Row]) -> list[Problem]:
        """Identities, marks, and averages that follow from the marks by TT 22/2021 Art. 9."""
        problems = [problem for row in rows for problem in _problems(row)]
        problems += _students_twice(rows)
        return problems or _counted_elsewhere(package, rows)

    def store(self, package: Package, rows: Sequence[Row]) -> None:
        """Replace the scope: lines of earlier versions go, these come."""
        LedgerLine.objects.filter(package__scope=package.scope).delete()
        LedgerLine.objects.bulk_create(
            [_ledger_line(package, row) for row in rows], batch_size=1000
        )

    def score_sum(self, rows: Sequence[Row]) -> int:
        """Sum of the averages that are marks, in tenths."""
        averages = (_average(row) for row in rows)
        return sum(value for value in averages if value is not None and value <= 100)

    def name_of(self, row: Row) -> str:
        """The student's code, or the identity where there is none, and the subject."""
        return f"{row[2] or row[1]} · {row[3]}"

    def nulls(self, rows: Sequence[Row]) -> int:
        """How many results are neither a mark nor a word."""
        return [_average(row) for row in rows].count(None)

    def students(self, rows: Sequence[Row]) -> int:
        return len({str(row[1]) for row in rows})


def _average(row: Row) -> int | None:
    try:
        return cell_from_wire(row[8])
    except ValueError:
        return None


def _problems(row: Row) -> list[Problem]:
    """Everything wrong with one record."""
    record = str(row[0])
    problems = [
        Problem("bad_uid", "This is not an identity.", record, column, str(value)[:50])
        for column, value in zip(COLUMNS[:2], row[:2], strict=False)
        if not _is_uuid(value)
    ]
    if row[4] not in [form.value for form in AssessmentForm]:
        problems.append(Problem("bad_form", "Unknown form.", record, "form", str(row[4])[:50]))
    if not isinstance(row[9], bool) or not isinstance(row[5], list) or len(row[5]) > 6:
        problems.append(Problem("bad_record", "The record has the wrong shape.", record))
    problems += [
        Problem("bad_code", "A code has at most 20 characters.", record, column, str(value)[:50])
        for column, value in zip(COLUMNS[2:4], row[2:4], strict=True)
        if not isinstance(value, str) or len(value) > LONGEST_CODE
    ]
    problems += _bad_cells(record, row)
    return problems or _wrong_average(record, row)


def _counted_elsewhere(package: Package, rows: Sequence[Row]) -> list[Problem]:
    """A record is counted in one scope only: a class that got another name would count twice."""
    others = LedgerLine.objects.filter(record_uid__in=[row[0] for row in rows])
    found = others.exclude(package__scope=package.scope).values_list("record_uid", "package__scope")
    return [
        Problem("counted_elsewhere", f"The record is counted in {scope}.", str(uid))
        for uid, scope in found.order_by("record_uid")
    ]


def _students_twice(rows: Sequence[Row]) -> list[Problem]:
    """A student has one record in a subject."""
    pairs = Counter((str(row[1]), str(row[3])) for row in rows)
    message = "The student has several records in this subject."
    return [
        Problem("student_twice", message, str(row[0]), "student_uid", str(row[1])[:50])
        for row in rows
        if pairs[str(row[1]), str(row[3])] > 1
    ]


def _bad_cells(record: str, row: Row) -> list[Problem]:
    cells = [("regular", value) for value in (row[5] if isinstance(row[5], list) else [])]
    cells += zip(COLUMNS[6:9], row[6:9], strict=False)
    return [
        Problem("bad_mark", "This is not a mark from 0.0 to 10.0.", record, column, str(value)[:50])
        for column, value in cells
        if not _is_cell(value)
    ]


def _wrong_average(record: str, row: Row) -> list[Problem]:
    regular = [cell_from_wire(value) for value in row[5]]
    midterm, final = cell_from_wire(row[6]), cell_from_wire(row[7])
    try:
        expected = _expected_average(row[4], regular, midterm, final, row[9])
    except ValueError:
        return [Problem("wrong_form", "The marks do not fit the form of assessment.", record)]
    if cell_to_wire(expected) == row[8]:
        return []
    message = f"The average is {cell_to_wire(expected)} by TT 22/2021 Art. 9(1), not {row[8]}."
    return [Problem("wrong_average", message, record, "average", str(row[8])[:50])]


def _expected_average(
    form: str, regular: list[int | None], midterm: int | None, final: int | None, exempt: bool
) -> int | None:
    marks = Marks(regular, midterm, final, exempt)
    sheet = SheetLayout(AssessmentForm(form), len(regular))
    return scheme_of("TT22", {}).average(sheet, marks, Moment.RUNNING)


def _is_uuid(value: Any) -> bool:
    try:
        return str(uuid.UUID(value)) == value
    except (ValueError, AttributeError, TypeError):
        return False


def _is_cell(value: Any) -> bool:
    try:
        cell_from_wire(value)
    except ValueError:
        return False
    return True


def _ledger_line(package: Package, row: Row) -> LedgerLine:
    return LedgerLine(
        school_id=package.school_id,
        package=package,
        record_uid=row[0],
        student_uid=row[1],
        student_code=row[2],
        subject_code=row[3],
        form=row[4],
        regular=[cell_from_wire(value) for value in row[5]],
        midterm=cell_from_wire(row[6]),
        final=cell_from_wire(row[7]),
        average=cell_from_wire(row[8]),
        exempt=row[9],
    )
