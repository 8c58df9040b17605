"""A student's results at other schools, as the exchange has proved them, for people and sheets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from eduportal import registry
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.students import identity_in_words
from eduportal.exchange.services import Proved
from grades.cells import read_cell, why_not_studied
from grades.models import MarkRecord
from grades.rules.cells import (
    HIGHEST_MARK,
    LEVELS_OF_COMPLETION,
    AssessmentForm,
    CellCode,
    CellForm,
)
from grades.rules.mark_text import format_cell
from grades.rules.travelling import SubjectLayout, by_subject
from grades.selectors.midterm_lines import MIDTERM_FEED, period_of
from grades.selectors.term_lines import FEED
from schools.models import Term, period_title


@dataclass(frozen=True)
class Elsewhere:
    """One period at another school: what it is, who vouches for it, and what it says in words.

    `words` is None where this portal cannot read the package.
    """

    proved: Proved
    title: str
    words: Mapping[str, str] | None

    @property
    def version(self) -> int:
        return self.proved.piece.header.version


class Given(NamedTuple):
    """A mark that fits an empty cell here, with where it was given."""

    proved: Proved
    line: MarkRecord
    cell: str
    text: str


def in_words(found: Iterable[Proved]) -> list[Elsewhere]:
    """Each of them for a person to read."""
    return [Elsewhere(each, _title(each), _words(each)) for each in found]


def _title(found: Proved) -> str:
    header = found.piece.header
    feed = feed_for(header.feed).title if header.feed in registry.FEEDS else header.feed
    return f"{feed}, {period_title(header.scope.year, header.scope.period)}"


def _words(found: Proved) -> Mapping[str, str] | None:
    header, line = found.piece.header, found.piece.line
    if not _is_readable(found):
        return None
    # Who it is stands on the student's page, where a personal number is shown on request only.
    identity = {*identity_in_words(line)} - {_("On the closing day")}
    words = feed_for(header.feed).in_words(header)(line)
    return {thing: text for thing, text in words.items() if thing not in identity}


def _is_readable(found: Proved) -> bool:
    header = found.piece.header
    feed = feed_for(header.feed) if header.feed in registry.FEEDS else None
    if feed is None or header.schema not in feed.schemas or not feed.knows(header.rules):
        return False
    return not feed.check(header, [found.piece.line])


def marks_given(found: Iterable[Proved], lines: Iterable[MarkRecord]) -> list[Given]:
    """What fits into empty cells of these lines of one term; of two for a cell the term's."""
    chosen: dict[tuple[int, str], Given] = {}
    lines = list(lines)
    for each in sorted(found, key=lambda one: one.piece.header.feed != FEED):
        if lines and _is_readable(each) and _is_of(each, lines[0].sheet.term):
            for given in _fitting(each, lines):
                chosen.setdefault((given.line.pk, given.cell), given)
    return list(chosen.values())


class TermElsewhere(NamedTuple):
    """A term as another school sealed it: results by subject's code, conduct, sessions missed."""

    proved: Proved
    results: Mapping[str, tuple[AssessmentForm, int]]
    conduct: int | None
    absences: int | None


def term_elsewhere(found: Iterable[Proved], term: Term) -> TermElsewhere | None:
    """What was sealed of the whole term, if anything: what is not readable here is left out."""
    whole = [each for each in found if each.piece.header.feed == FEED and _is_of(each, term)]
    for each in whole:
        if _is_readable(each):
            return _term_elsewhere(each)
    return None


def _term_elsewhere(found: Proved) -> TermElsewhere:
    layouts = [SubjectLayout(*entry) for entry in found.piece.header.layout]
    cells, (_learning, _before, conduct, absences) = found.piece.line[7:9]
    results = {
        layout.subject: (AssessmentForm(layout.form), taken.average)
        for layout, taken in zip(layouts, by_subject(layouts, cells), strict=True)
        if taken.average is not None and taken.is_taken
    }
    return TermElsewhere(found, results, conduct, absences)


def _is_of(found: Proved, term: Term) -> bool:
    header = found.piece.header
    periods = {FEED: term.period, MIDTERM_FEED: period_of(term)}
    is_period = periods.get(header.feed) == header.scope.period
    return is_period and header.scope.year == term.school_year.code


def _fitting(found: Proved, lines: Iterable[MarkRecord]) -> Iterator[Given]:
    by_code = dict(_cells(found))
    for line in lines:
        for cell, value in by_code.get(line.sheet.subject.code, {}).items():
            if value is not None and _is_free(line, cell) and _fits_form(line, cell, value):
                form = line.sheet.columns[cell].form
                yield Given(found, line, cell, format_cell(value, form))


def _is_free(line: MarkRecord, cell: str) -> bool:
    if line.exempt or cell not in line.sheet.columns or why_not_studied(line, cell):
        return False
    return read_cell(line, cell) is None


def _fits_form(line: MarkRecord, cell: str, value: int) -> bool:
    """Whether it is a mark of the form in which the cell is written: no absence, no exemption."""
    form = CellForm(line.sheet.columns[cell].form or line.sheet.form)
    results = {
        CellForm.COMMENTED: (CellCode.PASSED, CellCode.FAILED),
        CellForm.LEVELS: LEVELS_OF_COMPLETION,
    }
    return value in results[form] if form in results else value <= HIGHEST_MARK


def _cells(found: Proved) -> Iterator[tuple[str, dict[str, int | None]]]:
    """By subject, the cells of the line under their names on a sheet."""
    header, cells = found.piece.header, found.piece.line[7]
    if header.feed == MIDTERM_FEED:
        for (code, form), value in zip(header.layout, cells, strict=True):
            yield code, {"mgk" if form == AssessmentForm.LEVELS else "gk": value}
        return
    layouts = [SubjectLayout(*entry) for entry in header.layout]
    for layout, taken in zip(layouts, by_subject(layouts, cells), strict=True):
        named = dict(zip(_regular_names(layout), taken.regular, strict=False))
        if layout.topics:
            named["cdht"] = taken.regular[-1]
        yield layout.subject, {**named, "gk": taken.midterm, "ck": taken.final}


def _regular_names(layout: SubjectLayout) -> list[str]:
    """The names of the cells of a line's `regular`, the topics' left out."""
    if layout.form == AssessmentForm.LEVELS:
        return ["mgk", "mck"]
    return [f"tx{number}" for number in range(1, layout.regular + 1)]
