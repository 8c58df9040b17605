"""Whose row it is: by code, by personal number, by name and date of birth; never by its place."""

from collections.abc import Sequence

from eduportal.core.text import squash
from eduportal.imports.importer import Importer
from eduportal.workbooks.cells import code_value, date_value, personal_number_value, text_value
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.mark_sheet.books import Book, Identity
from grades.models import MarkRecord
from students.choices import StudentStatus


def read_identity(row: TableRow, problems: list[Problem]) -> Identity:
    """What the row says of its student; cells that cannot be read are reported and left out."""
    columns = row.header.columns
    code_column = "ministry_code" if "ministry_code" in columns else "student_code"
    return Identity(
        code_column=code_column,
        ministry_code=row.read(code_column, code_value, problems) or "",
        personal_number=row.read("personal_number", personal_number_value, problems) or "",
        full_name=squash(row.read("full_name", text_value, problems) or ""),
        birth_date=row.read("birth_date", date_value, problems),
    )


def find_record(
    importer: Importer, row: TableRow, who: Identity, book: Book, problems: list[Problem]
) -> MarkRecord | None:
    """The student's line on the sheet; None, with the reason reported, if it is not certain."""
    for key, value, known in (
        (who.code_column, who.ministry_code, book.by_code),
        ("personal_number", who.personal_number, book.by_number),
    ):
        if value and value in known:
            record = known[value]
            return record if _agrees(importer, row, who, record, key, problems) else None
    return _find_by_name(importer, row, who, book, problems)


def require_usable(
    importer: Importer, row: TableRow, record: MarkRecord, book: Book
) -> Problem | None:
    """Why marks cannot be written in this student's line from this row; None if they can."""
    if record.enrolment.status not in StudentStatus.of_class():
        return importer.row_problem(row, "full_name", "student_gone")
    first = book.rows.setdefault(record.pk, row.number)
    if first != row.number:
        return importer.row_problem(row, "full_name", "twice", first=first)
    return None


def _agrees(
    importer: Importer,
    row: TableRow,
    who: Identity,
    record: MarkRecord,
    key: str,
    problems: list[Problem],
) -> bool:
    """Whether name and date of birth, as far as given, may be those of the code's holder.

    A list pasted one row off has everybody's code beside somebody else's name.
    """
    student = record.enrolment.student
    differs = [who.sort_key != student.sort_key] if who.full_name else []
    if who.birth_date:
        differs.append(who.birth_date != student.birth_date)
    if not any(differs):
        return True
    is_other = all(differs)
    problems.append(
        importer.row_problem(
            row,
            key,
            "somebody_else" if is_other else "name_differs",
            severity="error" if is_other else "warning",
            value=row.text(key).strip(),
            name=student.full_name,
            birth_date=f"{student.birth_date:%d/%m/%Y}",
        )
    )
    return not is_other


def _find_by_name(
    importer: Importer, row: TableRow, who: Identity, book: Book, problems: list[Problem]
) -> MarkRecord | None:
    candidates = [record for record in book.by_name.get(who.sort_key, []) if _may_be(who, record)]
    class_name = book.sheet.class_group.name
    if not candidates:
        key = who.code_column if who.ministry_code else "full_name"
        problems.append(
            importer.row_problem(
                row, key, "student_unknown", name=class_name, student=who.shown or "–"
            )
        )
        return None
    if len(candidates) > 1:
        problems.append(
            importer.row_problem(row, "full_name", "student_ambiguous", name=class_name)
        )
        return None
    student = candidates[0].enrolment.student
    problems.append(
        importer.row_problem(
            row,
            "full_name",
            "matched_by_name" if who.birth_date else "matched_by_name_only",
            severity="warning",
            name=student.full_name,
            code=student.ministry_code or student.personal_number or "–",
        )
    )
    return candidates[0]


def _may_be(who: Identity, record: MarkRecord) -> bool:
    """Whether nothing the row says speaks against this student."""
    student = record.enrolment.student
    pairs: Sequence[tuple[object, object]] = (
        (who.ministry_code, student.ministry_code),
        (who.personal_number, student.personal_number),
        (who.birth_date, student.birth_date),
    )
    return all(not ours or not theirs or ours == theirs for ours, theirs in pairs)
