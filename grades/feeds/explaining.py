"""How what a package says of a student came about, from what was sealed alone.

A node that holds no mark book explains by this as well: a term from its cells, a year from the
terms sealed before it, a summer from its year. Of primary school, whose qualities and competences
do not travel, nothing is explained.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext_lazy

from eduportal.exchange.feeds import Row
from eduportal.exchange.wire.header import Header
from grades.feeds.checking import TermChecker
from grades.feeds.words import level_in_words, yes_or_no
from grades.models import RegulationSet
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import Explaining, Explanation
from grades.rules.levels import Level, Promotion
from grades.rules.mark_text import format_cell
from grades.rules.sheets import SheetLayout, SubjectResult
from grades.rules.travelling import NOT_TAKEN, SubjectCells, by_subject, marks_of
from grades.selectors.class_regulations import registered_set
from grades.selectors.explained import Shown, in_words
from grades.selectors.explaining import Explained, Names, term_name
from schools.models import Subject

LEARNING, CONDUCT, PROMOTED = "learning", "conduct", "promoted"
TITLES = {
    LEARNING: gettext_lazy("Learning result"),
    CONDUCT: gettext_lazy("Conduct"),
    PROMOTED: gettext_lazy("Moves up or completes"),
}
TEMPLATE = "grades/_why_body.html"
Beside = Sequence[tuple[Header, Row]]
Cells = Mapping[str, tuple[AssessmentForm, int | None]]


def by_title(found: Mapping[str, Explained]) -> dict[str, Explained]:
    """The same by what a line in words calls each: one query."""
    names = dict(Subject.objects.filter(code__in=found).values_list("code", "name"))
    return {str(TITLES.get(key) or names.get(key, key)): each for key, each in found.items()}


def why_of_term(header: Header, line: Row) -> dict[str, Explained]:
    """Each subject's result by its code, and the level by LEARNING: two queries."""
    regulation = registered_set(header.rules)
    explaining = regulation.scheme.explaining if regulation else None
    if regulation is None or explaining is None:
        return {}
    checker, found, results = TermChecker(header), {}, []
    cells = by_subject([layout for layout, _sheet in checker.layouts], line[7])
    for (layout, sheet), each in zip(checker.layouts, cells, strict=True):
        if each.is_taken:
            marks = marks_of(layout, each)
            moment = checker.moment_of(sheet, marks, each.result)
            over = checker.moments[0] if moment is None else moment
            reckoned = explaining.term(sheet, marks, over)
            found[layout.subject] = _of_term(reckoned, regulation, sheet, each)
            results.append(SubjectResult(layout.subject, sheet.form, each.average))
    level = explaining.learning(results, own_list={each.subject for each in results}, optional=())
    found[LEARNING] = _of_subjects(level, regulation, line[8][0])
    return found


def _of_term(
    found: Explanation, regulation: RegulationSet, sheet: SheetLayout, cells: SubjectCells
) -> Explained:
    labels = {each.name: each.label for each in regulation.scheme.columns(sheet)}
    shown = in_words(found, lambda key: labels.get(str(key), str(key)), regulation.circular)
    kept = "" if cells.result == found.result else format_cell(cells.result) or "–"
    return Explained(shown, regulation, is_sealed=True, stored=kept)


def _of_subjects(found: Explanation, regulation: RegulationSet, kept: int | None) -> Explained:
    codes = [each.key for each in found.inputs]
    subjects = Subject.objects.filter(code__in=codes).values_list("code", "name")
    words = in_words(found, Names(dict(subjects)), regulation.circular)
    return _kept(found, words, regulation, level_in_words(kept), kept)


class _Terms(NamedTuple):
    """What the terms of a year say of the student: averages by subject, and conduct."""

    averages: Mapping[tuple[int, str], int | None]
    conduct: Mapping[int, Level | None]


def why_of_year(header: Header, line: Row, beside: Beside) -> dict[str, Explained]:
    """The same of a year, with CONDUCT and PROMOTED: one query."""
    regulation = registered_set(header.rules)
    explaining = regulation.scheme.explaining if regulation else None
    if regulation is None or explaining is None:
        return {}
    terms, cells = _terms_in(beside), _cells_of(header, line)
    learning, _before, conduct, _title, promoted, absent = line[8]
    found = {
        code: _of_year(code, form, value, terms, explaining, regulation)
        for code, (form, value) in cells.items()
    }
    level = _level_of(cells, explaining)
    found[LEARNING] = _of_subjects(level, regulation, learning)
    behaved = explaining.year_conduct(terms.conduct.get(1), terms.conduct.get(2))
    words = in_words(behaved, term_name, regulation.circular)
    found[CONDUCT] = _kept(behaved, words, regulation, level_in_words(conduct), conduct)
    follows = explaining.promotion(_named(learning), _named(conduct), absent or 0)
    found[PROMOTED] = _follows(follows, regulation, promoted, _grade(header))
    return found


def why_of_summer(header: Header, line: Row, beside: Beside) -> dict[str, Explained]:
    """Whether the student moves up after the summer; nothing where the year is not here."""
    year = next((each for each in beside if each[0].feed == "year"), None)
    regulation = registered_set(year[0].rules) if year else None
    explaining = regulation.scheme.explaining if regulation else None
    if year is None or regulation is None or explaining is None:
        return {}
    again = dict(zip([code for code, _form in header.layout], line[7][1::2], strict=True))
    cells = {
        code: (form, value if again.get(code) in (None, NOT_TAKEN) else again[code])
        for code, (form, value) in _cells_of(*year).items()
    }
    learning, _before, conduct, _title, _promoted, absent = year[1][8]
    retrained, promoted = line[8]
    follows = explaining.promotion(
        _named(learning),
        _named(conduct),
        absent or 0,
        reassessed_learning=_named(cast(int | None, _level_of(cells, explaining).result)),
        retrained_conduct=_named(retrained),
        summer_over=True,
    )
    return {PROMOTED: _follows(follows, regulation, promoted, _grade(year[0]))}


def _cells_of(header: Header, line: Row) -> Cells:
    """Form and result of each subject the student takes."""
    subjects = zip(header.layout, line[7], strict=True)
    return {
        code: (AssessmentForm(form), cell) for (code, form), cell in subjects if cell != NOT_TAKEN
    }


def _level_of(cells: Cells, explaining: Explaining) -> Explanation:
    results = [SubjectResult(code, form, value) for code, (form, value) in cells.items()]
    return explaining.learning(results, own_list=set(cells), optional=())


def _terms_in(beside: Beside) -> _Terms:
    averages, conduct = {}, {}
    for header, line in beside:
        if header.feed != "term":
            continue
        number = 2 if header.scope.period == "hk2" else 1
        layouts = [layout for layout, _sheet in TermChecker(header).layouts]
        for layout, cells in zip(layouts, by_subject(layouts, line[7]), strict=True):
            averages[number, layout.subject] = cells.result if cells.is_taken else None
        conduct[number] = _named(line[8][2])
    return _Terms(averages, conduct)


def _of_year(
    code: str,
    form: AssessmentForm,
    value: int | None,
    terms: _Terms,
    explaining: Explaining,
    regulation: RegulationSet,
) -> Explained:
    found = explaining.year(form, *(terms.averages.get((number, code)) for number in (1, 2)))
    shown = in_words(found, term_name, regulation.circular)
    is_same = value in (found.result, CellCode.EXEMPT)
    return Explained(
        shown, regulation, is_sealed=True, stored="" if is_same else format_cell(value) or "–"
    )


def _follows(
    found: Explanation, regulation: RegulationSet, promoted: int | None, grade: int
) -> Explained:
    """What follows, beside whether the student moves up: 1, 0, or None while that is open."""
    names = Names.of_year([], [])
    shown = in_words(found, names, regulation.circular, grade=grade)
    moves_up: dict[Any, int] = {Promotion.PROMOTED: 1, Promotion.RETAINED: 0}
    kept = "" if moves_up.get(found.result) == promoted else yes_or_no(promoted)
    return Explained(shown, regulation, is_sealed=True, stored=kept)


def _grade(header: Header) -> int:
    """The grade of the class whose record it is; 0 where it does not say."""
    grade = header.about.get("grade")
    return grade if isinstance(grade, int) else 0


def _kept(
    found: Explanation, shown: Shown, regulation: RegulationSet, words: str, kept: int | None
) -> Explained:
    return Explained(
        shown, regulation, is_sealed=True, stored="" if kept == found.result else words
    )


def _named(level: int | None) -> Level | None:
    return None if level is None else Level(level)
