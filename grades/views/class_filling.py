"""A template with all subjects of a class, or of its students' cards, given back filled."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.imports.filling import Filler, Finding, TemplateForm, person_values
from eduportal.imports.importer import load_importer
from eduportal.workbooks.editing.lines import Line
from eduportal.workbooks.headers import Header
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.writing import Value
from grades.cells import read_cell, text_of
from grades.choices import RecordMoment
from grades.choices.traits import TRAIT_TITLES
from grades.homeroom_cells import LEVEL_LETTERS, read_field
from grades.models import HomeroomRecord, MarkRecord, MarkSheet
from grades.rules.levels import Level
from grades.rules.mark_text import format_cell
from grades.selectors.class_book import ClassBook, Known, class_book, known_of, sheets_of_class
from grades.services.homeroom_rights import may_take_away
from grades.services.permissions import may_read
from grades.views.access import find_homeroom
from grades.views.files import as_number
from grades.views.filling import REGULAR, TOGETHER, class_of, values_in
from grades.views.homeroom import moment_of_request
from schools.models import ClassGroup, Term
from schools.rules.class_names import class_key
from students.models import Enrolment
from students.selectors import NONE_MISSED

# How the columns of a template are called.
TRAIT, AVERAGE, UNDER = "trait-", "average-", "under/"
_OF_CLASS = frozenset(
    ("conduct", "grounds", "comment", "learning", "excused", "unexcused", "absences")
) | frozenset(f"{TRAIT}{code}" for code in TRAIT_TITLES)
MOMENTS = {RecordMoment.MIDTERM: "gk", RecordMoment.FINAL: "ck"}


@require_http_methods(["GET", "POST"])
def class_template(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """Take another product's template of the class; it comes back filled and is not kept.

    In it are marks of the sheets the user may read, and what is said of the students.
    """
    group, of_term = find_homeroom(request, public_id, term)
    if not may_take_away(request.scope, request.user.pk, group):
        raise PermissionDenied
    moment = moment_of_request(request)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        scope, user_id = request.scope, request.user.pk
        sheets = [s for s in sheets_of_class(group, of_term) if may_read(scope, user_id, s)]
        filling = _ClassFilling(group, of_term, class_book(group, of_term, moment, sheets))
        content = form.filled_by(filling.find(moment), filling.filler())
        if content is not None:
            looked(request, Kind.STUDENT, at_school(group.school_id, filling.students))
            return download(content, f"{slugify(group.name)}-{of_term.code}")
    place = [group.public_id, of_term.code]
    up_url = f"{reverse('grades:homeroom', args=place)}?moment={moment.value}"
    context = {"class_group": group, "term": of_term, "form": form, "up_url": up_url}
    return render(request, "grades/class_template.html", context)


class _ClassFilling:
    """What of a class goes into a template."""

    def __init__(self, group: ClassGroup, term: Term, book: ClassBook) -> None:
        self._group, self._term, self._book = group, term, book
        self.students = [stay.student_id for stay in book.stays]
        known = known_of(group, term, self.students)
        self._said = {stay.pk: dict(_said(book, stay, known)) for stay in book.stays}
        # By stay and the code of the subject.
        self._marks = {
            (stay.pk, sheet.subject.code): _marks(sheet, record, term)
            for sheet in book.sheets
            for stay in book.stays
            if (record := book.lines.get((sheet.pk, stay.pk)))
        }

    def find(self, moment: RecordMoment) -> Finding:
        """How the tables of a template are found that is about this time."""
        school, term = self._group.school_id, self._term.number
        about = {"school": school, "term": term, "moment": MOMENTS[moment]}
        return lambda workbook: load_importer("mark-sheet").templates(workbook, about)

    def filler(self) -> Filler:
        """What goes into the columns."""
        name = class_key(self._group.name)

        def belongs(row: TableRow) -> bool:
            said = class_of(row)
            return not said or class_key(said) == name

        return Filler(self._into, belongs)

    def _into(self, header: Header) -> tuple[list[Line], list[str]] | None:
        if not any("/" in key or key in _OF_CLASS for key in header.columns):
            return None
        return [self._line(stay, header) for stay in self._book.stays], self._left_out(header)

    def _line(self, stay: Enrolment, header: Header) -> Line:
        student, code = stay.student, stay.student.ministry_code or ""
        known = {
            "ministry_code": code,
            "student_code": code,
            "full_name": student.full_name,
            "birth_date": student.birth_date,
            "class_name": self._group.name,
        }
        values: dict[int, Value] = {
            header.columns[key][0]: as_number(text)
            for key, text in self._said[stay.pk].items()
            if key in header.columns
        }
        for sheet in self._book.sheets:
            texts = self._marks.get((stay.pk, sheet.subject.code), {})
            values |= values_in(texts, _columns_of(sheet, header))
        values |= _under(header, self._said[stay.pk])
        codes = [each for each in (code, student.personal_number) if each]
        person = person_values(header, known)
        return Line(codes, student.full_name, student.birth_date, values, person)

    def _left_out(self, header: Header) -> list[str]:
        """The subjects with marks that the template lacks, or has not all columns of."""
        left = []
        for sheet in self._book.sheets:
            columns = _columns_of(sheet, header)
            room = len(columns.get(TOGETHER, ()))
            regular = [cell for cell in sheet.columns if cell.startswith(REGULAR)]
            placed = {*columns, *regular[: len(regular) if room == 1 else room]}
            cells = {*sheet.columns, *sheet.scheme.remarks}
            held = {
                cell
                for (_stay, code), texts in self._marks.items()
                if code == sheet.subject.code
                for cell, text in texts.items()
                if text and cell in cells
            }
            left += [sheet.subject.name] if held - placed else []
        return left


def _under(header: Header, said: Mapping[str, str]) -> dict[int, Value]:
    """The lines under a card, each label with what is said; one of which nothing is said stays."""
    cells: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, (at, *_more) in header.columns.items():
        if key.startswith(UNDER):
            cells[at].append((header.titles.get(key, ""), said.get(key.removeprefix(UNDER), "")))
    return {
        at: "   ".join(f"{label}: {text}".strip() for label, text in told)
        for at, told in cells.items()
        if any(text for _label, text in told)
    }


def _columns_of(sheet: MarkSheet, header: Header) -> dict[str, tuple[int, ...]]:
    """The columns of one subject, by what they hold."""
    start = f"{sheet.subject.code}/"
    found = header.columns.items()
    return {key.removeprefix(start): at for key, at in found if key.startswith(start)}


def _marks(sheet: MarkSheet, record: MarkRecord, term: Term) -> dict[str, str]:
    cells = (*sheet.columns, *sheet.scheme.remarks)
    texts = {cell: text_of(sheet, cell, read_cell(record, cell)) for cell in cells}
    if sheet.scheme.has_average:
        average = format_cell(record.average)
        texts |= {AVERAGE: average, f"{AVERAGE}{term.number}": average}
    return texts


def _said(book: ClassBook, stay: Enrolment, known: Known) -> Iterator[tuple[str, str]]:
    """What the homeroom teacher says, the learning result, and what the student missed."""
    record = book.said.get(stay.pk) or HomeroomRecord()
    for name in ("conduct", "grounds", "comment"):
        yield name, read_field(record, name)
    for number, trait in enumerate(book.traits, start=1):
        yield f"{TRAIT}{trait.code}", read_field(record, f"traits-{number}")
    if (level := known.learning.get(stay.pk)) is not None:
        yield "learning", LEVEL_LETTERS[Level(level)]
    missed = known.missed.get(stay.student_id, NONE_MISSED)
    yield "excused", str(missed.excused)
    yield "unexcused", str(missed.unexcused)
    yield "absences", str(missed.total)
