"""Feeds with some cells a subject and nothing that a receiver could compute again from them."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from eduportal.core.looking import Person
from eduportal.exchange.feeds import Row
from eduportal.exchange.feeds.enrolment import STUDYING
from eduportal.exchange.feeds.students import (
    LineChecker,
    StudentFeed,
    identity_in_words,
)
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from grades.feeds.checking import FORMS, LEVELS, LONGEST_CODE, MOST_DAYS
from grades.feeds.sentences import SENTENCES
from grades.rules.cells import HIGHEST_MARK, LEVELS_OF_COMPLETION, AssessmentForm, CellCode
from grades.rules.mark_text import format_cell
from grades.rules.travelling import NOT_TAKEN
from schools.models import Subject
from students.selectors.travelling import persons_of_lines

MARKS = frozenset(range(HIGHEST_MARK + 1))
OF_FORM = {
    AssessmentForm.SCORED: MARKS,
    AssessmentForm.COMMENTED: frozenset([CellCode.PASSED, CellCode.FAILED]),
    AssessmentForm.LEVELS: frozenset(LEVELS_OF_COMPLETION),
}
ANY_FORM = frozenset([None, CellCode.EXEMPT, NOT_TAKEN])


class SubjectChecker(LineChecker):
    """Checks cells by their subjects' forms; `codes` are what else a cell of this feed may hold."""

    def __init__(self, feed: "SubjectFeed", header: Header) -> None:
        self.feed, self.header = feed, header
        self.result_width = len(feed.result)

    def width(self) -> int:
        return len(self.header.layout) * self.feed.cells_each

    def header_problems(self) -> list[Problem]:
        entries = self.header.layout
        message = "The layout is not a list of subjects with code and form, each once."
        if not all(map(_is_entry, entries)) or len({code for code, _form in entries}) < len(
            entries
        ):
            return [Problem("bad_layout", message, column="layout")]
        return []

    def problems(self, number: int, line: Row) -> list[Problem]:
        found = []
        subjects = _in_parts(line[7], self.feed.cells_each)
        for (code, form), cells in zip(self.header.layout, subjects, strict=True):
            allowed = OF_FORM[AssessmentForm(form)] | ANY_FORM | self.feed.codes
            if not allowed.issuperset(cells):
                message = "A cell is neither a mark nor a code that fits the form of assessment."
                found.append(Problem("bad_mark", message, number, code, str(cells)))
        for (name, allowed), value in zip(self.feed.result.items(), line[8], strict=True):
            if value not in allowed:
                message = f"The {name} is not valid."
                found.append(Problem("bad_result", message, number, name, str(value)))
        return found


class SubjectFeed(StudentFeed):
    """One line a student; `layout` names the subjects with their forms.

    A subject has `cells_each` cells. `codes` are what a cell may hold besides a mark or result of
    the subject's form, exempt and not taken; `result` what the elements of a line's result may be.
    """

    sentences = SENTENCES
    periods: tuple[str, ...]
    cells_each = 1
    codes: frozenset[int] = frozenset()
    result: Mapping[str, frozenset[int | None]] = {}

    def checker(self, header: Header) -> LineChecker:
        return SubjectChecker(self, header)

    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        """Lines, those that count, subject records, and the sum of the marks."""
        cells = [cell for line in lines for cell in line[7] if cell != NOT_TAKEN]
        return {
            "students": len(lines),
            "counted": sum(line[5] == STUDYING for line in lines),
            "results": len(cells) // self.cells_each,
            "sum": sum(cell for cell in cells if cell is not None and cell <= HIGHEST_MARK),
        }

    def records(self, totals: Mapping[str, Any]) -> int:
        return int(totals["results"])

    def in_words(self, header: Header) -> Callable[[Row], dict[str, str]]:
        names = dict(Subject.objects.values_list("code", "name"))
        titles = [names.get(code, code) for code, _form in header.layout]

        def words(line: Row) -> dict[str, str]:
            subjects = zip(titles, _in_parts(line[7], self.cells_each), strict=True)
            return {
                **identity_in_words(line),
                **{title: " · ".join(map(_cell, cells)) for title, cells in subjects},
                **self.result_in_words(line[8]),
            }

        return words

    @abstractmethod
    def result_in_words(self, result: Sequence[int | None]) -> dict[str, str]:
        """The elements of a line's result, each by its title."""

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        return persons_of_lines(lines)


LEVEL = frozenset(LEVELS)
DAYS = frozenset([None, *range(MOST_DAYS + 1)])


def _in_parts(cells: Sequence[Any], width: int) -> list[Sequence[Any]]:
    """The cells subject by subject."""
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def _cell(value: int | None) -> str:
    return "–" if value == NOT_TAKEN else format_cell(value) or "–"


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and 1 <= len(entry[0]) <= LONGEST_CODE
        and isinstance(entry[1], str)
        and entry[1] in FORMS
    )
