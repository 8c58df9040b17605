"""The rows of a list of staff understood cell by cell, with everything that is wrong with each."""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from eduportal.core.text import squash
from eduportal.imports.importer import Importer, Question
from eduportal.imports.people import Person
from eduportal.workbooks.cells import (
    code_value,
    date_value,
    display_text,
    fold,
    name_value,
    personal_number_value,
    sex_value,
    text_value,
)
from eduportal.workbooks.problems import Problem, Severity, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value
from schools.choices import Sex
from schools.models import Subject
from schools.rules.subject_names import find_subject
from staffing.choices import Contract, DutyKind, PostKind, StaffStatus
from staffing.rules.listed_words import (
    STATUSES,
    contract_named,
    degree_named,
    duties_named,
    post_named,
    status_named,
    title_named,
    word_for,
)
from staffing.rules.load import fixed_reduction

Read = TypeVar("Read")
SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
LENGTHS = {"full_name": 150, "ministry_code": 20}
MAJOR_LENGTH = 150
# Columns of which a cell that cannot be read keeps the row out.
IDENTITY = ("full_name", "birth_date", "ministry_code")
KNOWN_STATUSES = ", ".join(word_for(STATUSES, code) for code in STATUSES)
NO_SUBJECT = ("none", gettext_noop("none of these"))
# A public employee is 18 at least (Luật Viên chức 2010 Điều 22); who retires at 62 may be a guest
# for some years more. Beyond that a day of birth is hardly meant.
YOUNGEST, OLDEST = 18, 75
AGES = (
    ("take", gettext_noop("yes: import these rows like the others")),
    ("leave", gettext_noop("no: leave these rows out")),
)
LEFT_OUT = gettext_noop("Row %(row)s, %(name)s: left out, as answered.")
_SUBJECTS = re.compile(r"[,;+\n/]| và ")
_YEAR = re.compile(r"\b(19|20)\d\d\b")


@dataclass(slots=True)
class Entry:
    """What one row says. What the file does not give is "", None or empty and changes nothing."""

    row: TableRow
    person: Person = field(default_factory=Person)
    sex: str = ""
    status: str = ""
    on: datetime.date | None = None
    since: datetime.date | None = None
    post: str = ""
    contract: str = ""
    subject: Subject | None = None
    seconds: list[Subject] = field(default_factory=list)
    degree: tuple[str, bool] | None = None
    major: str = ""
    graduated: int | None = None
    title: tuple[str, str] | None = None
    duties: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, problem: Problem) -> None:
        """Keep the row out because of this."""
        self.problems.append(problem)
        self.is_refused = True


@cache
def labels_of(choices: type[TextChoices]) -> tuple[tuple[str, str], ...]:
    """Codes with the English texts behind their labels, to be translated when they are shown."""
    with override(None):
        return tuple((code, str(label)) for code, label in choices.choices)


class EntryReader:
    """Understands the rows of one file; every problem of every cell is found in one go."""

    def __init__(self, importer: Importer, subjects: Iterable[Subject]) -> None:
        self._importer = importer
        self._subjects = list(subjects)

    def read(self, entry: Entry) -> None:
        self._read_person(entry)
        self._read_status(entry)
        entry.since = self._cell(entry, "since", date_value)
        self._read_post(entry)
        self._read_subjects(entry)
        self._read_facts(entry)

    def _cell(self, entry: Entry, key: str, reader: Callable[[Value], Read]) -> Read | None:
        before = len(entry.problems)
        found = entry.row.read(key, reader, entry.problems)
        severities = {problem.severity for problem in entry.problems[before:]}
        if key in IDENTITY and severities & {"error", "question"}:
            entry.is_refused = True
        return found

    def _text(self, entry: Entry, key: str) -> str:
        return self._cell(entry, key, text_value) or ""

    def _read_person(self, entry: Entry) -> None:
        name = squash(self._cell(entry, "full_name", name_value) or "")
        born = self._cell(entry, "birth_date", date_value)
        code = self._cell(entry, "ministry_code", code_value) or ""
        number = self._cell(entry, "personal_number", personal_number_value) or ""
        entry.person = Person(name, born, code, number)
        sex = self._cell(entry, "sex", sex_value)
        entry.sex = SEXES[sex].value if sex else ""
        for key, said in (("full_name", name), ("birth_date", born)):
            if not said and not entry.is_refused:
                entry.refuse(self._importer.problem("required", entry.row.place(key)))
        for key, text in (("full_name", name), ("ministry_code", code)):
            if len(text) > LENGTHS[key]:
                place, length = entry.row.place(key), len(text)
                entry.refuse(
                    self._importer.problem("too_long", place, most=LENGTHS[key], length=length)
                )
        if born and born >= timezone.localdate():
            place, shown = entry.row.place("birth_date"), f"{born:%d/%m/%Y}"
            entry.refuse(self._importer.problem("birth_in_future", place, value=shown))
        elif born and not entry.is_refused:
            self._require_likely_age(entry, name, born)

    def _require_likely_age(self, entry: Entry, name: str, born: datetime.date) -> None:
        """Keep the row out while nobody says that so young or so old a person is meant."""
        age = timezone.localdate().year - born.year
        if YOUNGEST <= age <= OLDEST or status_named(entry.row.text("status")) == StaffStatus.LEFT:
            return
        told: dict[str, str | int] = {"row": entry.row.number, "name": name, "age": age}
        told["born"] = f"{born:%d/%m/%Y}"
        rule, importer = "staff_age_unlikely", self._importer
        # The first such row stands in the question; it is one question for all.
        question = importer.questions.get(rule) or Question(
            rule, importer.messages[rule], AGES, told, remembered=False
        )
        answer, place = importer.ask(question), entry.row.place("birth_date")
        if answer is None:
            entry.refuse(importer.problem(rule, place, severity="question", **told))
        elif answer == "leave":
            said = {rule: LEFT_OUT}
            entry.refuse(problem(rule, place, messages=said, severity="answered", **told))

    def _read_status(self, entry: Entry) -> None:
        text = self._text(entry, "status")
        entry.status = status_named(text)
        entry.on = self._cell(entry, "status_date", date_value)
        if text and not entry.status:
            place = entry.row.place("status")
            entry.refuse(
                self._importer.problem(
                    "status_unknown", place, value=text[:100], known=KNOWN_STATUSES
                )
            )

    def _read_post(self, entry: Entry) -> None:
        """The post by the first column that names one; a group may name a duty as well."""
        texts = {key: self._text(entry, key) for key in ("group", "position", "category")}
        found = (post_named(text) for text in texts.values())
        entry.post = next(filter(None, found), "")
        entry.duties = duties_named(texts["group"])[0]
        said = next(((key, text) for key, text in texts.items() if text), None)
        if not entry.post and said:
            key, text = said
            entry.post = self.ask(entry, key, "post_unknown", text, labels_of(PostKind)) or ""
        if text := self._text(entry, "contract"):
            entry.contract = contract_named(text) or (
                self.ask(entry, "contract", "contract_unknown", text, labels_of(Contract)) or ""
            )

    def _read_subjects(self, entry: Entry) -> None:
        """The first subject is the main one; a list of them may be in one cell."""
        named = [*self._named_subjects(entry, "subject")]
        entry.subject = named[0] if named else None
        seconds = [*named[1:], *self._named_subjects(entry, "second_subject")]
        entry.seconds = [each for each in dict.fromkeys(seconds) if each != entry.subject]

    def _named_subjects(self, entry: Entry, key: str) -> Iterable[Subject]:
        text = self._text(entry, key)
        whole = find_subject(text, self._subjects) if text else None
        for part in [text] if whole or not text else _SUBJECTS.split(text):
            if part.strip() and (subject := self._subject(entry, key, part.strip())):
                yield subject

    def _subject(self, entry: Entry, key: str, text: str) -> Subject | None:
        if found := find_subject(text, self._subjects):
            return found
        choices = [(subject.code, subject.name) for subject in self._subjects]
        choices.append(NO_SUBJECT)
        code = self.ask(entry, key, "subject_unknown", text, tuple(choices))
        return next((subject for subject in self._subjects if subject.code == code), None)

    def _read_facts(self, entry: Entry) -> None:
        """Degree, title and duties; what is not understood is said and left out."""
        key = "degree" if self._text(entry, "degree") else "training"
        entry.degree = self._understood(entry, key, degree_named)
        entry.major = self._text(entry, "major")[:MAJOR_LENGTH]
        year = _YEAR.search(self._cell(entry, "graduated", display_text) or "")
        entry.graduated = int(year[0]) if year else None
        entry.title = self._understood(entry, "title", title_named)
        codes, unknown = duties_named(self._text(entry, "duty"))
        entry.duties = list(dict.fromkeys([*entry.duties, *codes]))
        for part in unknown:
            self._leave_out(entry, "duty", part)
        for code in [code for code in entry.duties if not _has_figure(code)]:
            entry.duties.remove(code)
            self._leave_out(entry, "duty", dict(labels_of(DutyKind))[code], "duty_without_figure")

    def _understood(self, entry: Entry, key: str, meaning: Callable[[str], Read]) -> Read | None:
        text = self._text(entry, key)
        found = meaning(text) if text else None
        if text and found is None:
            self._leave_out(entry, key, text)
        return found

    def _leave_out(self, entry: Entry, key: str, text: str, rule: str = "not_understood") -> None:
        place = entry.row.place(key)
        entry.problems.append(
            self._importer.problem(rule, place, severity="warning", value=text[:100])
        )

    def ask(
        self, entry: Entry, key: str, rule: str, text: str, choices: tuple[tuple[str, str], ...]
    ) -> str | None:
        """What a text means, asked once for all rows that have it; the row waits for the answer."""
        named = f"{rule}-{fold(text)[:60]}"
        question = Question(named, self._importer.messages[rule], choices, {"value": text[:100]})
        answer = self._importer.ask(question)
        if answer is None:
            severity: Severity = "question"
            place = entry.row.place(key)
            entry.refuse(self._importer.problem(rule, place, severity=severity, value=text[:100]))
        return answer


def _has_figure(duty: str) -> bool:
    """Whether TT 05/2025 says for every school what the duty takes off."""
    sizes = {
        fixed_reduction(duty, stage=stage, is_large=is_large)
        for stage in ("02", "03", "04")
        for is_large in (False, True)
    }
    return len(sizes) == 1 and None not in sizes
