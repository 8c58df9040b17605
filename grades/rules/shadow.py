"""What one student's results of a term are under two readings of a circular, and why they differ.

Subjects are named by any key. Marks and results are tenths or cell codes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

from grades.rules.cells import CellCode
from grades.rules.schemes import Scheme, scheme_of
from grades.rules.settings import BadSettings, Value
from grades.rules.sheets import Marks, Moment, SheetLayout, SubjectResult


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject of a student: the sheet, what stands on it, and how far the term is."""

    subject: Hashable
    sheet: SheetLayout
    line: Marks
    moment: Moment
    undue: frozenset[str] = frozenset()
    """As in Scheme.average."""


@dataclass(frozen=True)
class StudentTerm:
    """One student's subjects of one term, and which of them a level waits for or may leave out."""

    entries: tuple[Entry, ...]
    own_list: frozenset[Hashable] | None
    optional: frozenset[Hashable]


@dataclass(frozen=True)
class Results:
    """One student's results of a term: by subject, and the level over them.

    `level` is None while the student is not classifiable, and where `needs_decision` says that a
    person has to decide between readings.
    """

    by_subject: Mapping[Hashable, int | None]
    level: int | None
    needs_decision: bool


@dataclass(frozen=True)
class Difference:
    """Results that differ, and the keys of the settings that make them differ."""

    before: Results
    after: Results
    causes: tuple[str, ...]

    @property
    def subjects(self) -> list[tuple[Hashable, int | None, int | None]]:
        """Subject, result before and after, of those that differ."""
        after = self.after.by_subject
        return [
            (subject, value, after[subject])
            for subject, value in self.before.by_subject.items()
            if value != after[subject]
        ]


def results_of(scheme: Scheme, student: StudentTerm) -> Results:
    """The results a scheme gives a student, computed from the cells."""
    by_subject = {
        entry.subject: scheme.average(entry.sheet, entry.line, entry.moment, entry.undue)
        for entry in student.entries
    }
    outcome = scheme.learning(
        [
            SubjectResult(
                entry.subject,
                entry.sheet.form,
                CellCode.EXEMPT if entry.line.exempt else by_subject[entry.subject],
            )
            for entry in student.entries
        ],
        own_list=student.own_list,
        optional=student.optional,
    )
    if outcome is None:
        return Results(by_subject, None, needs_decision=False)
    level = None if outcome.needs_decision else outcome.final
    return Results(by_subject, level, outcome.needs_decision)


class ReadingsCompared:
    """Two readings of one circular, applied to students one after the other."""

    def __init__(
        self, circular: str, before: Mapping[str, Value], after: Mapping[str, Value]
    ) -> None:
        self._circular = circular
        self._before, self._after = scheme_of(circular, before), scheme_of(circular, after)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The settings in which the readings differ."""
        before, after = self._before.settings(), self._after.settings()
        return tuple(key for key, value in after.items() if value != before[key])

    def difference(self, student: StudentTerm) -> Difference | None:
        """How the student's results differ; None if they do not."""
        if not self.keys:
            return None
        before, after = results_of(self._before, student), results_of(self._after, student)
        if before == after:
            return None
        return Difference(before, after, self._causes(student, before, after))

    def _causes(self, student: StudentTerm, before: Results, after: Results) -> tuple[str, ...]:
        """Settings without whose change the results would be others.

        Where each alone is superfluous, those that change the results alone; else all of them.
        """
        needed = tuple(k for k, s in self._taken_back.items() if results_of(s, student) != after)
        alone = tuple(k for k, s in self._alone.items() if results_of(s, student) != before)
        return needed or alone or self.keys

    @cached_property
    def _taken_back(self) -> dict[str, Scheme]:
        """The new readings but for one setting, by its key."""
        return self._variants(self._after, self._before)

    @cached_property
    def _alone(self) -> dict[str, Scheme]:
        """The old readings with one new setting, by its key."""
        return self._variants(self._before, self._after)

    def _variants(self, start: Scheme, other: Scheme) -> dict[str, Scheme]:
        """`start` with one setting of `other` at a time; contradictions are left out."""
        found = {}
        for key in self.keys:
            try:
                mixed = {**start.settings(), key: other.settings()[key]}
                found[key] = scheme_of(self._circular, mixed)
            except BadSettings:
                continue
        return found
