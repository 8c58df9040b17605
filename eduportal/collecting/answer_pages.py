"""The questions of a return as a page shows them, and what the page sends back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from eduportal.collecting.models import ReturnFile
from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.answers import Problem, read_answer, read_table
from eduportal.collecting.rules.form import Field, Form
from eduportal.collecting.services import Given, Sent
from eduportal.collecting.words import number_text, range_text, said
from eduportal.core.text import TextRefused, is_blank, read_text
from eduportal.workbooks.reading import MEGABYTE

MOST_MEGABYTES = 3
# What a file begins with, by the ending of its name.
KINDS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
}
LONGEST = 10_000


@dataclass(frozen=True)
class Cell:
    """One cell of a table: the name of its input, what is in it, what it is called."""

    name: str
    value: str
    label: str
    is_number: bool


@dataclass
class Question:
    """One question with what is answered and what is wrong with it."""

    asked: Field
    value: str = ""
    lines: list[tuple[str, list[Cell]]] = field(default_factory=list)
    file: ReturnFile | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def range(self) -> str:
        return range_text(self.asked)

    @property
    def shown(self) -> str:
        """The answer as it is read, not typed."""
        return number_text(self.value) if self.asked.is_counted else self.value


def questions_of(
    form: Form,
    answers: Mapping[str, Any],
    files: Iterable[ReturnFile],
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> list[Question]:
    """The questions in order; what was `typed` stands where it could not be read."""
    by_key = {each.key: each for each in files}
    found = []
    for asked in form.fields:
        answer = answers.get(asked.key)
        question = Question(asked, file=by_key.get(asked.key))
        if asked.kind == forms.TABLE:
            question.lines = _lines(asked, answer or (), typed)
        elif typed is not None and asked.key in typed:
            question.value = typed[asked.key]
        else:
            question.value = _typed(asked, str(answer or ""))
        question.errors = [said(form, each) for each in problems if each.key == asked.key]
        found.append(question)
    return found


def _typed(asked: Field, text: str) -> str:
    """A stored number as people type it; a figure stays as it is stored."""
    return text.replace(".", ",") if asked.kind == forms.NUMBER else text


def _lines(
    asked: Field, answer: Sequence[Sequence[str]], typed: Mapping[str, str] | None
) -> list[tuple[str, list[Cell]]]:
    found = []
    for row in range(asked.height):
        title = asked.rows[row] if asked.rows else str(row + 1)
        cells = []
        for at, column in enumerate(asked.columns):
            name = f"{asked.key}-{row}-{at}"
            stored = answer[row][at] if row < len(answer) else ""
            value = stored.replace(".", ",") if column.is_number else stored
            value = typed.get(name, value) if typed is not None else value
            cells.append(Cell(name, value, f"{title}, {column.title}", column.is_number))
        found.append((title, cells))
    return found


def typed_in(request: HttpRequest, form: Form) -> dict[str, str]:
    """Every text the page sent, by the name of its input. Raises TextRefused."""
    found = {}
    for asked in form.asked:
        if asked.kind == forms.FILE:
            continue
        names = [asked.key]
        if asked.kind == forms.TABLE:
            names = [
                f"{asked.key}-{row}-{at}"
                for row in range(asked.height)
                for at in range(len(asked.columns))
            ]
        for name in names:
            text = read_text(request.POST.get(name, ""), LONGEST)
            found[name] = "" if is_blank(text) else text
    return found


def read_typed(
    request: HttpRequest, form: Form, typed: Mapping[str, str]
) -> tuple[Given, list[Problem]]:
    """The answers in what was typed and sent, and everything that cannot be read."""
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    files = []
    for asked in form.asked:
        if asked.kind == forms.FILE:
            sent, wrong = _file(request, asked)
            files += [sent] if sent else []
        elif asked.kind == forms.TABLE:
            lines = [
                [typed[f"{asked.key}-{row}-{at}"] for at in range(len(asked.columns))]
                for row in range(asked.height)
            ]
            answers[asked.key], wrong = read_table(asked, lines)
        else:
            answers[asked.key], wrong = read_answer(asked, typed[asked.key])
        problems += wrong
    return Given(answers, files), problems


def _file(request: HttpRequest, asked: Field) -> tuple[Sent | None, list[Problem]]:
    upload = request.FILES.get(asked.key)
    if upload is None or isinstance(upload, list):
        return None, []
    if (upload.size or 0) > MOST_MEGABYTES * MEGABYTE:
        return None, [Problem(asked.key, "big_file", {"most": MOST_MEGABYTES})]
    content = upload.read()
    ending = (upload.name or "").rpartition(".")[2].lower()
    begins = KINDS.get(ending)
    try:
        name = read_text(upload.name or "", 255)
    except TextRefused:
        begins, name = None, ""
    if begins is None or not content.startswith(begins):
        return None, [Problem(asked.key, "bad_file", {"kinds": ", ".join(KINDS)})]
    return Sent(asked.key, name, content), []
