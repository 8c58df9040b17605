"""Reading answers, and judging a whole return: everything wrong at once.

Answers by key: a number as a decimal text such as "12.5", a choice as its text, a table as its
lines of such texts, a file as its name. What is not answered is not there.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.form import Check, Field, Form

Answers = Mapping[str, Any]
MOST_LETTERS, MOST_LETTERS_IN_CELL, MOST_DIGITS = 2000, 300, 12
# 1.234.567 and 1,234,567 have their thousands apart; 12,5 and 12.5 are decimals.
_THOUSANDS = re.compile(r"^-?\d{1,3}(?:([.,\u00a0 ])\d{3})(?:\1\d{3})*$")
_PLAIN = re.compile(r"^-?\d+(?:[.,]\d+)?$")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer: the question, a code of words.py and what fills it.

    `row` and `column` count from 0 in a table; -1 for the whole question.
    """

    key: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    row: int = -1
    column: int = -1


class NotRead(ValueError):
    """A text that is no answer; `code` and `params` as of Problem."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_number(text: str, places: int) -> str:
    """The decimal text of a number as people write it; "" for an empty one. Raises NotRead.

    "1.234" of a whole number is one thousand and more; of a number with decimals it is not guessed.
    """
    text = text.strip()
    if not text:
        return ""
    if places == 0 and _THOUSANDS.match(text):
        text = re.sub(r"[.,\u00a0 ]", "", text)
    elif not _PLAIN.match(text):
        raise NotRead("not_number", value=text[:50])
    plain = text.replace(",", ".")
    if len(plain.partition(".")[0].lstrip("-")) > MOST_DIGITS:
        raise NotRead("too_big", value=text[:50])
    number = Decimal(plain)
    if number != round(number, places):
        raise NotRead("too_many_decimals" if places else "not_whole", value=text, places=places)
    return f"{round(number, places) + 0:f}"


def read_answer(asked: Field, text: str) -> tuple[Any, list[Problem]]:
    """The answer in a text and what is wrong with it, for every kind but tables and files."""
    try:
        return _read(asked, text), []
    except NotRead as refusal:
        return None, [Problem(asked.key, refusal.code, refusal.params)]


def _read(asked: Field, text: str) -> str:
    if asked.kind == forms.NUMBER:
        return _in_range(asked, read_number(text, asked.places))
    text = text.strip()
    if asked.kind == forms.CHOICE and text:
        known = {choice.casefold(): choice for choice in asked.choices}
        if text.casefold() not in known:
            raise NotRead("not_choice", value=text[:50], choices="; ".join(asked.choices))
        return known[text.casefold()]
    if len(text) > MOST_LETTERS:
        raise NotRead("too_long", most=MOST_LETTERS)
    return text


def _in_range(asked: Field, text: str) -> str:
    least, most = asked.range
    if text and least is not None and Decimal(text) < least:
        raise NotRead("too_small", value=text, least=asked.least)
    if text and most is not None and Decimal(text) > most:
        raise NotRead("too_large", value=text, most=asked.most)
    return text


def read_table(asked: Field, lines: Sequence[Sequence[str]]) -> tuple[Any, list[Problem]]:
    """The lines of a table as answers, empty ones at its end left out, and what is wrong."""
    found, problems = [], []
    for row, line in enumerate(lines[: asked.height]):
        cells = []
        for at, column in enumerate(asked.columns):
            text = line[at] if at < len(line) else ""
            try:
                cells.append(_cell(asked, column.is_number, text))
            except NotRead as refusal:
                problems.append(Problem(asked.key, refusal.code, refusal.params, row, at))
                cells.append("")
        found.append(cells)
    if not asked.rows:
        while found and not any(found[-1]):
            found.pop()
    return (found if any(map(any, found)) else None), problems


def _cell(asked: Field, is_number: bool, text: str) -> str:
    if is_number:
        return _in_range(asked, read_number(text, asked.places))
    if len(text.strip()) > MOST_LETTERS_IN_CELL:
        raise NotRead("too_long", most=MOST_LETTERS_IN_CELL)
    return text.strip()


def missing(form: Form, answers: Answers) -> list[Problem]:
    """Questions that must be answered and are not."""
    problems = []
    for asked in form.asked:
        answer = answers.get(asked.key)
        if asked.is_required and not answer:
            problems.append(Problem(asked.key, "missing"))
        elif asked.is_required and asked.rows and asked.kind == forms.TABLE:
            empty = [i for i, line in enumerate(answer or ()) if "" in line]
            problems += [Problem(asked.key, "row_missing", {"row": asked.rows[i]}, i)
                         for i in empty]  # fmt: skip
    return problems


def broken(form: Form, answers: Answers) -> list[Problem]:
    """Checks between questions that do not hold; one that lacks an answer is not judged."""
    found = (_broken(form, check, answers) for check in form.checks)
    return [problem for problem in found if problem is not None]


def _broken(form: Form, check: Check, answers: Answers) -> Problem | None:
    fields = form.by_key
    names = " + ".join(fields[key].label for key in check.parts)
    whole = fields[check.whole].label
    if check.kind == forms.REQUIRED:
        part = answers.get(check.parts[0])
        applies = part == check.value if check.value else part not in (None, "", "0", [])
        if not applies or answers.get(check.whole):
            return None
        return Problem(check.whole, "required_if", {"other": names})
    numbers = [answers.get(key) for key in (check.whole, *check.parts)]
    if None in numbers or "" in numbers:
        return None
    first, *parts = (Decimal(str(number)) for number in numbers)
    params = {"parts": names, "whole": whole, "sum": f"{sum(parts):f}", "found": f"{first:f}"}
    if check.kind == forms.SUM and sum(parts) != first:
        return Problem(check.whole, "not_sum", params)
    if check.kind == forms.MOST and parts[0] > first:
        return Problem(check.parts[0], "more_than", params)
    return None
