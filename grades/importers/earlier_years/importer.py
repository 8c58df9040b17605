"""Summaries of terms and years: kept where the portal did not compute them, compared elsewhere."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.core.looking import Kind
from eduportal.imports.ages import told_from
from eduportal.imports.importer import Context, Table
from eduportal.imports.models import ImportRow
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.workbooks.cells import fold
from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.plain_cells import year_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.workbook import Workbook
from grades.choices import ANY_LEVEL_NAMES
from grades.choices.examinations import YearPart
from grades.importers.earlier_years.columns import (
    LEVELS,
    MESSAGES,
    SUBJECTS,
    TABLE,
    mark_key,
)
from grades.importers.earlier_years.templates import by_year
from grades.importers.earlier_years.titles import When, when_of_title
from grades.importers.known_people import CLOSE, PART_TITLES, PARTS, KnownPeople
from grades.models import EarlierMark, EarlierYear
from grades.selectors.earlier_years import computed_results
from grades.services.earlier_years import (
    FIELDS,
    EarlierFacts,
    record_earlier_years,
    take_back_earlier_years,
)
from schools.models import School, SchoolYear
from students.models import Enrolment, Student

__all__ = ["EarlierYearImporter"]
BACK = gettext_noop("Summaries of earlier years as they were before the file")
KEYS = {mark_key(code): code for code in SUBJECTS}
STATED = (*(name for name in FIELDS if name not in ("school_name", "class_name")), *KEYS)
COMPARED = ("learning", "conduct", "absences")
PAIRS = {"ability": "learning", "behaviour": "conduct"}
# Nobody is in a class at a younger age.
YOUNGEST = 3


class EarlierYearOptions(forms.Form):
    """What a file of one year does not say itself, and where the summaries come from."""

    year = TextField(
        label=_("School year"),
        required=False,
        max_length=9,
        help_text=_("For example 2023-2024. Leave it empty if the file says it."),
    )
    part = forms.ChoiceField(
        label=_("Part of the year"),
        required=False,
        choices=[("", _("As the file says")), *YearPart.choices],
    )
    source = TextField(
        label=_("Source"),
        max_length=200,
        help_text=_("For example “vnEdu, năm học 2023-2024”, or the transcript."),
    )

    def clean_year(self) -> str:
        """As it was typed; refused if it is no school year."""
        text = str(self.cleaned_data["year"])
        try:
            year_value(text)
        except CellProblem:
            message = _("A school year is written as 2023-2024.")
            raise ValidationError(message) from None
        return text


class EarlierYearImporter(RecordImporter):
    """A row is a student in a year, or in a term of it. Vietnamese: bảng tổng hợp kết quả."""

    key = "earlier-years"
    title = _("Summaries of earlier years")
    description = _(
        "Results of terms and years before the portal, as another product or the transcript states "
        "them. Where the portal has sealed a year itself, what the file states is compared."
    )
    table = TABLE
    persons = {"student": Kind.STUDENT}
    more_titles = PART_TITLES
    parts = PARTS
    name = "full_name"
    most_rows = 50_000
    messages = MESSAGES
    close = CLOSE
    dated = True
    options_form = EarlierYearOptions

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        # What stays when the file is taken back names its student as every row does.
        named = {values["student"] for values in rows if "student" in values}
        return {Kind.STUDENT: named | super().persons_of(rows)[Kind.STUDENT]}

    @classmethod
    def templates(cls, workbook: Workbook, about: Mapping[str, Any]) -> list[Template]:
        chosen = When(about.get("year"), about.get("part", ""))
        return list(by_year(super().templates(workbook, about), chosen))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        stays = Enrolment.objects.filter(school=context.school_id)
        self._people = KnownPeople(self, stays)
        self._titles: dict[str, When] = {}
        self._home = School.objects.get(pk=context.school_id).name
        today = timezone.localdate()
        self._open = {year.starts_on.year for year in SchoolYear.objects.filter(ends_on__gte=today)}
        self._computed: dict[str, dict[str, Any]] = {}

    def begin(self, tables: list[Table]) -> list[Table]:
        self._titles = {table[1].sheet: when_of_title(table) for table in tables}
        return super().begin(tables)

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['student'][0]} {given['year']} {given['part']}"

    def understand(self, records: Sequence[Record]) -> None:
        for record in records:
            self._say_when(record)
            self._one_pair(record)
        readable = [record for record in records if not record.is_refused]
        for record, known in zip(readable, self._people.find(readable), strict=True):
            if known is None:
                continue
            record.given["student"] = known.pair
            if record.given["year"] < known.stay.student.birth_date.year + YOUNGEST:
                told: dict[str, Any] = {"year": _year_text(record.given["year"])}
                record.refuse(self.problem("before_born", record.row.place("full_name"), **told))
            elif not any(key in record.given for key in STATED):
                record.refuse(self.problem("nothing_stated", record.row.place("full_name")))
        self._compare_computed([record for record in readable if not record.is_refused])

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        students = {int(key.split(" ")[0]) for key in keys}
        rows = EarlierYear.objects.filter(student__in=students).prefetch_related("marks__subject")
        found = {f"{row.student_id} {row.year} {row.part}": _stored(row) for row in rows}
        found |= self._computed
        return {key: found[key] for key in keys if key in found}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        if not stored or "computed" not in stored:
            return {}
        return {
            name: [
                gettext(MESSAGES["computed_otherwise"])
                % {"computed": stored[name], "value": given[name]}
            ]
            for name in COMPARED
            if name in given and given[name] != stored.get(name)
        }

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        students = {int(key.split(" ")[0]) for key in keys}
        rows = EarlierYear.objects.filter(student__in=students)
        by_pk = {row.pk: f"{row.student_id} {row.year} {row.part}" for row in rows}
        return {by_pk[pk]: at for pk, at in told_from(EarlierYear, by_pk, moment).items()}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        source = self.context.options["source"]
        record_earlier_years(
            school_id=self.context.school_id,
            facts=[_facts(row["given"], source) for row in rows],
        )

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        operation = self.context.operation
        years = rows_written(operation, EarlierYear)
        working.expect(1)
        stays = take_back_earlier_years([*rows_written(operation, EarlierMark), *years])
        working.step()
        named = Student.objects.filter(pk__in=stays)
        said = [
            Stays(student.full_name, CHANGED, values={"student": student.pk}) for student in named
        ]
        return Undone(Counter({BACK: len(years) - len(said)}), said)

    def _say_when(self, record: Record) -> None:
        """Year and part: as the row says, else as chosen, else as the title above the table."""
        given, options = record.given, self.context.options
        year, part = self._titles.get(record.row.header.sheet, When())
        place = record.row.place("full_name")
        chosen = year_value(options.get("year") or "") or year
        if chosen is not None:
            given.setdefault("year", chosen)
        if part := options.get("part") or part:
            given.setdefault("part", part)
        given.setdefault("school_name", self._home)
        if "class_name" not in given and record.row.section:
            given["class_name"] = record.row.section[:30]
        if fold(given.pop("moment", "")).startswith(("giua", "gk")):
            told: dict[str, Any] = {"value": record.row.text("moment").strip()[:50]}
            record.refuse(self.problem("middle_of_term", record.row.place("moment"), **told))
        if "year" not in given:
            record.refuse(self.problem("year_not_said", place))
        elif given["year"] in self._open:
            told = {"year": _year_text(given["year"])}
            record.refuse(self.problem("year_goes_on", place, **told))
        if "part" not in given:
            record.refuse(self.problem("part_not_said", place))

    def _one_pair(self, record: Record) -> None:
        """The level of the older circular where the newer one has none; otherwise it is named."""
        for older, newer in PAIRS.items():
            value = record.given.pop(older, None)
            if value is None:
                continue
            kept = record.given.setdefault(newer, value)
            if kept != value:
                place = record.row.place(older)
                told: dict[str, Any] = {"title": place.column, "value": value, "other": kept}
                differs = self.problem("pair_differs", place, severity="warning", **told)
                record.problems.append(differs)

    def _compare_computed(self, records: Sequence[Record]) -> None:
        """Of what the portal has sealed only levels and sessions are compared, nothing is kept."""
        years = {record.given["year"] for record in records}
        students = {record.given["student"][0] for record in records}
        for student, year, part, facts in computed_results(students, years):
            named = {**facts, **{key: _level(facts[key]) for key in ("learning", "conduct")}}
            self._computed[f"{student} {year} {part}"] = {**named, "computed": True}
        for record in records:
            if self.key_of(record.given) in self._computed:
                for name in {*FIELDS, *KEYS} - {*COMPARED}:
                    record.given.pop(name, None)


def _level(code: int | None) -> str:
    """A computed level by the name that files are read to."""
    words = dict(ANY_LEVEL_NAMES)
    return LEVELS.get(fold(str(words[code])), str(words[code])) if code is not None else ""


def _year_text(year: int) -> str:
    return f"{year}-{year + 1}"


def _stored(row: EarlierYear) -> dict[str, Any]:
    marks = {mark_key(mark.subject.code): mark.result for mark in row.marks.all()}
    return {name: getattr(row, name) for name in FIELDS} | marks


def _facts(given: Mapping[str, Any], source: str) -> EarlierFacts:
    return EarlierFacts(
        student_id=given["student"][0],
        year=given["year"],
        part=YearPart(given["part"]),
        source=source,
        fields={name: given[name] for name in FIELDS if name in given},
        marks={code: given[key] for key, code in KEYS.items() if key in given},
    )
