"""Scores of public examinations, as their councils announce them for a whole province."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.fields import TextField
from eduportal.core.looking import Kind
from eduportal.imports.ages import told_from
from eduportal.imports.importer import Context, Table
from eduportal.imports.models import ImportRow
from eduportal.imports.options import DayField, YearOptions
from eduportal.imports.records import Record, RecordImporter
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.scoping.actions import Action
from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.workbook import Workbook
from grades.choices.examinations import Examination, ScoreState
from grades.importers.examinations.columns import (
    MESSAGES,
    SUBJECTS,
    TABLE,
    exact,
    packed_scores,
    score_key,
    score_text,
)
from grades.importers.examinations.templates import by_subject
from grades.importers.known_people import CLOSE, PART_TITLES, PARTS, KnownPeople
from grades.models import Candidate, ExaminationScore
from grades.services.examinations import (
    Announced,
    CandidateFacts,
    Score,
    record_candidates,
    take_back_candidates,
)
from schools.models import SchoolYear, Subject
from students.models import Enrolment, Student

__all__ = ["ExaminationImporter"]
BACK = gettext_noop("Candidates and scores as they were before the file")
KEYS = {score_key(code): code for code in SUBJECTS}
NAMES = {title_key(title): code for code, titles in SUBJECTS.items() for title in titles}
HIGHEST = 100


class ExaminationOptions(YearOptions):
    """Which examination it is, and who announced it on which day."""

    kind = forms.ChoiceField(label=_("Examination"), choices=Examination)
    source = TextField(label=_("Source"), max_length=200)
    announced_on = DayField(label=_("Announced on"))
    highest = forms.IntegerField(
        label=_("Highest score of a subject"), min_value=1, max_value=HIGHEST, initial=10
    )


class ExaminationImporter(RecordImporter):
    """A row is a candidate, or a candidate in one subject. Vietnamese: bảng ghi điểm thi.

    Students are those who were in grade 9 or 12 in the school year at whose end the examination is
    held; others, who come from outside the portal, are refused one by one.
    """

    key = "examination-scores"
    title = _("Scores of an examination")
    description = _(
        "Entrance to grade 10 and graduation from upper secondary school: candidates with their "
        "numbers and scores, as the council announces them for the province."
    )
    table = TABLE
    persons = {"student": Kind.STUDENT}
    more_titles = PART_TITLES
    parts = PARTS
    name = "full_name"
    most_rows = 100_000
    messages = MESSAGES
    close = CLOSE
    dated = True
    options_form = ExaminationOptions
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        # What stays when the file is taken back names its student as every row does.
        named = {values["candidate"] for values in rows if "candidate" in values}
        return {Kind.STUDENT: named | super().persons_of(rows)[Kind.STUDENT]}

    @classmethod
    def templates(cls, workbook: Workbook, about: Mapping[str, Any]) -> list[Template]:
        return list(by_subject(super().templates(workbook, about), NAMES))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self.announced = Announced(
            kind=Examination(options["kind"]),
            year=SchoolYear.objects.get(code=options["year"]),
            source=options["source"],
            on=datetime.date.fromisoformat(options["announced_on"]),
            highest=Decimal(options.get("highest") or 10),
        )
        self._subjects = {each.code: each for each in Subject.objects.filter(code__in=SUBJECTS)}
        stays = Enrolment.objects.filter(
            school_year=self.announced.year,
            class_group__grade_level=self.announced.kind.grade,
        )
        self._people = KnownPeople(self, stays)

    def begin(self, tables: list[Table]) -> list[Table]:
        self.facts.append((gettext_noop("School year"), str(self.announced.year)))
        return super().begin(tables)

    def key_of(self, given: Mapping[str, Any]) -> str:
        """The student, and the subject of a list with a row for each."""
        return f"{given['student'][0]} {given.get('subject_code', '')}"

    def understand(self, records: Sequence[Record]) -> None:
        taken = self._candidates(number__in={each.given.get("number") for each in records})
        numbers = {row.number: row for row in taken}
        by_number = {number: row.student_id for number, row in numbers.items()}
        readable = [record for record in records if not record.is_refused]
        for record in records:
            self._read_scores(record)
        for record, known in zip(readable, self._people.find(readable, by_number), strict=True):
            if known is None:
                continue
            record.given["student"] = known.pair
            other = numbers.get(record.given["number"])
            if other is not None and other.student_id != known.stay.student_id:
                place = record.row.place("number")
                told: dict[str, Any] = {"value": other.number, "name": other.student.full_name}
                record.refuse(self.problem("number_taken", place, **told))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        pairs = [key.split(" ") for key in keys]
        rows = self._candidates(student__in={int(pk) for pk, _code in pairs})
        found = {str(row.student_id): row for row in rows.prefetch_related("scores__subject")}
        facts = {f"{pk} {code}": _stored(found[pk], code) for pk, code in pairs if pk in found}
        return {key: each for key, each in facts.items() if each}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        by_student = {int(key.split(" ")[0]) for key in keys}
        rows = dict(self._candidates(student__in=by_student).values_list("student", "pk"))
        told = told_from(Candidate, rows.values(), moment)
        at = {student: told[pk] for student, pk in rows.items() if pk in told}
        return {key: at[pk] for key in keys if (pk := int(key.split(" ")[0])) in at}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        facts = [_facts(row["given"]) for row in rows]
        record_candidates(announced=self.announced, facts=facts)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        operation = self.context.operation
        candidates = rows_written(operation, Candidate)
        working.expect(1)
        stays = take_back_candidates([*rows_written(operation, ExaminationScore), *candidates])
        working.step()
        named = Student.objects.filter(examinations__in=stays)
        said = [
            Stays(student.full_name, CHANGED, values={"candidate": student.pk}) for student in named
        ]
        return Undone(Counter({BACK: len(candidates) - len(said)}), said)

    def _candidates(self, **which: Any) -> "QuerySet[Candidate]":
        kind, year = self.announced.kind, self.announced.year
        rows = Candidate.objects.filter(kind=kind, school_year=year, **which)
        return rows.select_related("student")

    def _read_scores(self, record: Record) -> None:
        """Scores that stand in one cell become those of subjects; none is above the highest."""
        given, row = record.given, record.row
        value = given.pop("scores", None)
        if value is not None:
            self._unpack(record, value)
        for key in (*KEYS, "total"):
            text = given.get(key, "")
            is_score = text and text not in ScoreState.values
            if key != "total" and text and KEYS[key] not in self._subjects:
                told: dict[str, Any] = {"value": SUBJECTS[KEYS[key]][0]}
                record.refuse(self.problem("subject_unknown", row.place(key), **told))
            if key != "total" and is_score and Decimal(text) > self.announced.highest:
                told = {"value": text, "highest": exact(self.announced.highest)}
                record.refuse(self.problem("score_too_high", row.place(key), **told))
        if given.get("total") in ScoreState.values:
            del given["total"]

    def _unpack(self, record: Record, value: str | float) -> None:
        """One score beside its subject, or several with their subjects in the cell."""
        given, place = record.given, record.row.place("scores")
        named = given.pop("subject", "")
        text = value if isinstance(value, str) else ""
        pairs = [(named, value)] if named else packed_scores(text)
        if pairs is None:
            told: dict[str, Any] = {"value": place.seen[:100]}
            record.refuse(self.problem("scores_unreadable", place, **told))
            return
        for name, score in pairs:
            subject = self._subject(name)
            if subject is None:
                place = record.row.place("subject") if named else place
                record.refuse(self.problem("subject_unknown", place, value=name[:50]))
                continue
            try:
                given[score_key(subject)] = score_text(score)
            except CellProblem as wrong:
                found = self.problem(wrong.code, place, severity=wrong.severity, **wrong.params)
                record.problems.append(found)
                record.is_refused |= wrong.severity == "error"
                given[score_key(subject)] = wrong.understood or ""
        if named:
            given["subject_code"] = self._subject(named) or ""

    def _subject(self, name: str) -> str | None:
        """The code of the subject that a text means."""
        code = NAMES.get(title_key(name), "")
        return code if code in self._subjects else None


def _stored(row: Candidate, code: str) -> dict[str, Any] | None:
    """What is known of a candidate; of one subject alone, if a code is given."""
    scores = {
        score_key(each.subject.code): each.state if each.score is None else exact(each.score)
        for each in row.scores.all()
    }
    total = None if row.total is None else exact(row.total)
    named = {"number": row.number, "council": row.council, "total": total}
    if not code:
        return {**named, **scores}
    score = scores.get(score_key(code))
    return {**named, score_key(code): score} if score else None


def _facts(given: Mapping[str, Any]) -> CandidateFacts:
    return CandidateFacts(
        student_id=given["student"][0],
        number=given["number"],
        council=given.get("council"),
        total=Decimal(given["total"]) if given.get("total") else None,
        scores={code: _score(given[key]) for key, code in KEYS.items() if given.get(key)},
    )


def _score(text: str) -> Score:
    return ScoreState(text) if text in ScoreState.values else Decimal(text)
