"""How the results of a shadow run came about, under either of the two sets."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from grades.models import ComparedResult, RegulationComparison, RegulationSet
from grades.rules.cells import CellCode
from grades.rules.explaining import Explaining, Explanation
from grades.rules.shadow import Entry, StudentTerm
from grades.rules.sheets import SubjectResult
from grades.selectors.comparing import ShadowRun
from grades.selectors.comparisons import level_text, result_text
from grades.selectors.explained import Shown, in_words
from grades.selectors.explaining import Explained, Names, names_of_subjects


@dataclass(frozen=True)
class _Side:
    """One of the two sets, what it makes of a student, and what the run kept of that."""

    regulation: RegulationSet
    explaining: Explaining
    student: StudentTerm
    level: int | None
    results: dict[Hashable, int | None]


def why_compared(run: RegulationComparison, result: ComparedResult) -> list[Explained]:
    """The level, then each subject that differs, under the set before and the set compared.

    Empty where a circular derives nothing of a term, or the student's marks are gone. About ten
    queries.
    """
    compared = ShadowRun(run.regulation, run.base, run.school_year)
    found = compared.student(result.enrolment, result.term_id)
    if found is None:
        return []
    student, before = found[0], RegulationSet.objects.get(pk=found[1])
    sides = [
        _side(before, student, result.learning_before, {pk: a for pk, a, _b in result.subjects}),
        _side(
            run.regulation, student, result.learning_after, {pk: b for pk, _a, b in result.subjects}
        ),
    ]
    there = [side for side in sides if side is not None]
    names = names_of_subjects(each.subject for each in student.entries)
    found_subjects = [each for side in there for each in _subjects(side, names)]
    return [*(_level(side, names) for side in there), *found_subjects]


def _side(
    regulation: RegulationSet,
    student: StudentTerm,
    level: int | None,
    results: dict[Hashable, int | None],
) -> _Side | None:
    explaining = regulation.scheme.explaining
    if explaining is None:
        return None
    return _Side(regulation, explaining, student, level, results)


def _term(side: _Side, entry: Entry) -> Explanation:
    return side.explaining.term(entry.sheet, entry.line, entry.moment, entry.undue)


def _level(side: _Side, names: Names) -> Explained:
    subjects = [
        SubjectResult(
            entry.subject,
            entry.sheet.form,
            CellCode.EXEMPT if entry.line.exempt else cast(int | None, _term(side, entry).result),
        )
        for entry in side.student.entries
    ]
    student = side.student
    found = side.explaining.learning(subjects, own_list=student.own_list, optional=student.optional)
    kept = "" if found.result == side.level else level_text(side.level)
    return _under(side, in_words(found, names, side.regulation.circular), "level", kept)


def _subjects(side: _Side, names: Names) -> Iterator[Explained]:
    """The subjects whose results differ."""
    for entry in side.student.entries:
        if entry.subject not in side.results:
            continue
        found, kept = _term(side, entry), side.results[entry.subject]
        columns: dict[Hashable, str] = {
            each.name: each.label for each in side.regulation.scheme.columns(entry.sheet)
        }
        naming = Names(columns)
        words = in_words(found, naming, side.regulation.circular)
        stored = "" if found.result == kept else result_text(kept)
        titled = replace(words, title=f"{names(entry.subject)}: {words.title}")
        yield _under(side, titled, str(entry.subject), stored)


def _under(side: _Side, shown: Shown, what: str, stored: str) -> Explained:
    """The explanation with the name of the set before its question."""
    title = f"{side.regulation.name}. {shown.title}"
    named = replace(shown, key=f"{what}-{side.regulation.code}", title=title)
    return Explained(named, side.regulation, is_sealed=False, stored=stored)
