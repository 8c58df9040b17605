"""The results of a class's subjects as the exchange carries them."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from eduportal.core.looking import Person
from eduportal.exchange.feeds import Feed
from eduportal.exchange.models import Package
from eduportal.exchange.wire.problem import Problem
from eduportal.scoping import everywhere
from grades.feeds.checking import Checker
from grades.feeds.sentences import SENTENCES
from grades.models import LedgerLine, MarkRecord
from grades.rules.cells import AssessmentForm
from grades.selectors.class_regulations import registered_set
from grades.selectors.ledger import COLUMNS, KIND, cell_from_wire
from grades.services.ledger import replace_scope

Row = Sequence[Any]
LONGEST_CODE = 20
MOST_REGULAR = 6


class Record(NamedTuple):
    """One line of a package, by its columns; a test compares them with COLUMNS."""

    record_uid: Any
    student_uid: Any
    student_code: Any
    subject: Any
    form: Any
    regular: Any
    topic: Any
    midterm: Any
    final: Any
    average: Any
    exempt: Any


class SubjectResultFeed(Feed):
    """One line a student and subject; the receiver computes every average again.

    It does so under the regulation set the package names, where the digest says that a set
    registered here reads the circular in the same way.
    """

    kind = KIND
    schema = "grade.v1"
    columns = COLUMNS
    sentences = SENTENCES

    def knows(self, rules: Mapping[str, Any]) -> bool:
        """Whether a set with the package's digest is registered here."""
        return registered_set(rules["set"]) is not None

    def check(self, package: Package, rows: Sequence[Row]) -> list[Problem]:
        """Identities, marks, and results that follow from the marks under the package's set."""
        regulation = registered_set(package.rules["set"])
        if regulation is None:
            name = package.rules["set"]
            return [Problem("unknown_rules", f"The regulation set {name} is not registered here.")]
        records = [Record(*row) for row in rows]
        checker = Checker(regulation, package)
        if not checker.is_under_the_set:
            message = "No class of this programme, grade and year is assessed under the set."
            return [Problem("unknown_class", message)]
        problems = [
            problem
            for record in records
            for problem in (_problems(record) or checker.problems(record))
        ]
        problems += _students_twice(records)
        return problems or _counted_elsewhere(package, records)

    def store(self, package: Package, rows: Sequence[Row]) -> None:
        """Replace the scope: lines of earlier versions go, these come."""
        replace_scope(package, [_ledger_line(package, Record(*row)) for row in rows])

    def mark_sum(self, rows: Sequence[Row]) -> int:
        """Sum of the averages that are marks, in tenths."""
        averages = (_average(row) for row in rows)
        return sum(value for value in averages if value is not None and value <= 100)

    def name_of(self, row: Row) -> str:
        """The student's code, or the identity where there is none, and the subject."""
        record = Record(*row)
        return f"{record.student_code or record.student_uid} · {record.subject}"

    def persons_of(self, records: Sequence[str]) -> list[Person]:
        """Of records kept here; the line's student."""
        rows = MarkRecord.objects.filter(uid__in=filter(_is_uuid, records))
        return list(rows.values_list("enrolment__student_id", "school_id"))

    def nulls(self, rows: Sequence[Row]) -> int:
        """How many results are neither a mark nor a word."""
        return [_average(row) for row in rows].count(None)

    def students(self, rows: Sequence[Row]) -> int:
        return len({str(Record(*row).student_uid) for row in rows})


def _average(row: Row) -> int | None:
    try:
        return cell_from_wire(Record(*row).average)
    except ValueError:
        return None


def _problems(record: Record) -> list[Problem]:
    """Everything wrong with the shape of one record."""
    uid, form = str(record.record_uid), record.form
    problems = [
        Problem("bad_uid", "This is not an identity.", uid, column, str(value)[:50])
        for column, value in zip(COLUMNS[:2], record[:2], strict=True)
        if not _is_uuid(value)
    ]
    if form not in [known.value for known in AssessmentForm]:
        problems.append(Problem("bad_form", "Unknown form.", uid, "form", str(form)[:50]))
    regular = record.regular
    if not isinstance(record.exempt, bool) or not isinstance(regular, list):
        problems.append(Problem("bad_record", "The record has the wrong shape.", uid))
    elif len(regular) > MOST_REGULAR:
        problems.append(Problem("bad_record", "The record has the wrong shape.", uid))
    problems += [
        Problem("bad_code", "A code has at most 20 characters.", uid, column, str(value)[:50])
        for column, value in zip(COLUMNS[2:4], record[2:4], strict=True)
        if not isinstance(value, str) or len(value) > LONGEST_CODE
    ]
    return problems + _bad_cells(uid, record)


def _counted_elsewhere(package: Package, records: Sequence[Record]) -> list[Problem]:
    """A record is counted in one scope only: a class that got another name would count twice."""
    others = LedgerLine.objects.filter(record_uid__in=[record.record_uid for record in records])
    found = others.exclude(school_id=package.school_id, package__scope=package.scope)
    with everywhere("a record counts once among all schools"):
        counted = list(found.order_by("record_uid").values_list("record_uid", "package__scope"))
    return [
        Problem("counted_elsewhere", f"The record is counted in {scope}.", str(uid))
        for uid, scope in counted
    ]


def _students_twice(records: Sequence[Record]) -> list[Problem]:
    """A student has one record in a subject."""
    pairs = Counter((str(each.student_uid), str(each.subject)) for each in records)
    message = "The student has several records in this subject."
    return [
        Problem("student_twice", message, str(uid), "student_uid", str(student)[:50])
        for uid, student, _code, subject, *_rest in records
        if pairs[str(student), str(subject)] > 1
    ]


def _bad_cells(uid: str, record: Record) -> list[Problem]:
    regular = record.regular if isinstance(record.regular, list) else []
    cells = [("regular", value) for value in regular]
    cells += [(name, getattr(record, name)) for name in ("topic", "midterm", "final", "average")]
    return [
        Problem("bad_mark", "This is not a mark from 0.0 to 10.0.", uid, column, str(value)[:50])
        for column, value in cells
        if not _is_cell(value)
    ]


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


def _ledger_line(package: Package, record: Record) -> LedgerLine:
    return LedgerLine(
        school_id=package.school_id,
        package=package,
        record_uid=record.record_uid,
        student_uid=record.student_uid,
        student_code=record.student_code,
        subject_code=record.subject,
        form=record.form,
        regular=[cell_from_wire(value) for value in record.regular],
        topic=cell_from_wire(record.topic),
        midterm=cell_from_wire(record.midterm),
        final=cell_from_wire(record.final),
        average=cell_from_wire(record.average),
        exempt=record.exempt,
    )
