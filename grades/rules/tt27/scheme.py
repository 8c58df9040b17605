"""27/2020/TT-BGDĐT as a scheme: what a sheet of grades 1 to 5 is and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from grades.rules.answers import Answer, Lack
from grades.rules.cells import (
    HIGHEST_MARK,
    LEVELS_OF_COMPLETION,
    AssessmentForm,
    CellCode,
    CellForm,
)
from grades.rules.levels import Award, Level, Promotion, YearLevel
from grades.rules.mark_text import parse_cell
from grades.rules.settings import Setting, Value, digest_of, gettext_noop
from grades.rules.sheets import Column, Layout, Line, Moment, SheetLayout, SubjectResult, Taught
from grades.rules.tt22.learning import LearningOutcome
from grades.rules.tt27.periodic import number_of_tests
from grades.rules.tt27.readings import SETTINGS, Readings, from_settings, to_settings
from grades.rules.tt27.traits import Trait, traits_of
from grades.rules.tt27.year import TENTHS, overall
from grades.rules.tt27.year_end import YearOfPrimary

MIDDLE, END = 0, 1
"""The slots of a line's `regular`: levels at the middle and at the end of the term."""


class InSql:
    """Scheme.in_sql of primary grades."""

    def averages(self, lines: str) -> str:
        """The level at the end of the term; arrays of PostgreSQL count from 1."""
        level = f"case when not l.exempt then l.regular[{END + 1}] end"
        return f"select l.*, {level} as result from {lines} l"

    def levels(self, results: str, students: str) -> str | None:
        return None


@dataclass(frozen=True)
class Primary(YearOfPrimary):
    """Grades 1 to 5: levels at the middle and the end of each term, tests in some subjects.

    The result of a term is the level at its end. There is no level over all subjects before the
    year is over (`overall`), no conduct, and nothing that the end of a term settles by itself.
    """

    readings: Readings

    code: ClassVar[str] = "TT27"
    circular: ClassVar[str] = "27/2020/TT-BGDĐT"
    settings_list: ClassVar[tuple[Setting, ...]] = SETTINGS
    forms: ClassVar[tuple[AssessmentForm, ...]] = (AssessmentForm.LEVELS,)
    column_kinds: ClassVar[Mapping[str, str]] = {"midterm": "GK", "final": "CK"}
    remarks: ClassVar[Mapping[str, str]] = {
        "midterm_remark": gettext_noop("Remark at mid-term"),
        "remark": gettext_noop("Remark at the end of the term"),
    }
    has_average: ClassVar[bool] = False
    gives_term_level: ClassVar[bool] = False

    @classmethod
    def from_settings(cls, values: Mapping[str, object]) -> Primary:
        """The scheme behind stored settings; raises BadSettings."""
        return cls(from_settings(values))

    @property
    def in_sql(self) -> InSql:
        return InSql()

    @property
    def explaining(self) -> None:
        """Levels of subjects are given by teachers: nothing of a term is derived."""
        return None

    def settings(self) -> dict[str, Value]:
        return to_settings(self.readings)

    def digest(self) -> str:
        return digest_of(self.code, self.settings())

    def layout(self, taught: Taught) -> SheetLayout:
        """A subject has its tests by Điều 7 khoản 1, whatever its periods."""
        tests = number_of_tests(taught.subject, taught.grade, self.readings)
        return SheetLayout(AssessmentForm.LEVELS, 2, periodic_count=tests)

    def columns(self, sheet: Layout) -> tuple[Column, ...]:
        """mgk and mck, the levels; gk and ck, the tests, where there are any."""
        middle, end = sheet.periodic_count > 1, sheet.periodic_count > 0
        there = (
            (True, "mgk", "regular", MIDDLE, CellForm.LEVELS, "midterm", "Mức GK"),
            (middle, "gk", "midterm", None, CellForm.POINTS, "midterm", "Điểm GK"),
            (True, "mck", "regular", END, CellForm.LEVELS, "final", "Mức CK"),
            (end, "ck", "final", None, CellForm.POINTS, "final", "Điểm CK"),
        )
        return tuple(
            Column(name, place, slot, time, 0, name == "mck", form, time, title)
            for is_there, name, place, slot, form, time, title in there
            if is_there
        )

    @property
    def takes_exempt_cells(self) -> bool:
        return False

    @property
    def takes_outside_marks(self) -> bool:
        return True

    def parse(self, sheet: Layout, cell: str, text: str | None) -> int | None:
        form = next(each.form for each in self.columns(sheet) if each.name == cell)
        zero_allowed = self.readings.zero_allowed
        return parse_cell(text, form, exempt_cells=False, zero_allowed=zero_allowed)

    def problem(self, sheet: Layout, line: Line) -> str:
        """Levels are levels, and tests whole points where the subject has them."""
        if len(line.regular) != sheet.regular_count:
            return "wrong_count"
        if not {None, *LEVELS_OF_COMPLETION}.issuperset(line.regular):
            return "wrong_form"
        tests = {"midterm": sheet.periodic_count > 1, "final": sheet.periodic_count > 0}
        given = {"midterm": line.midterm, "final": line.final}
        if any(given[place] is not None and not is_there for place, is_there in tests.items()):
            return "no_test"
        return "" if all(map(self._is_test, given.values())) else "wrong_form"

    def _is_test(self, cell: int | None) -> bool:
        if cell is None or cell == CellCode.ABSENT:
            return True
        least = 0 if self.readings.zero_allowed else TENTHS
        return least <= cell <= HIGHEST_MARK and cell % TENTHS == 0

    def average(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> int | None:
        """The level at the end of the term; nothing is averaged, and nothing follows from a gap."""
        return None if line.exempt else line.regular[END]

    def is_low(self, form: AssessmentForm, result: int) -> bool:
        return result == CellCode.NOT_COMPLETED

    def for_browser(self, sheet: Layout) -> dict[str, object]:
        return {
            "form": str(sheet.form),
            "exemptCells": False,
            "zeroAllowed": self.readings.zero_allowed,
            "columns": [
                {"name": each.name, "group": each.group, "form": str(each.form)}
                for each in self.columns(sheet)
            ],
        }

    def cells_to_fill(self, sheet: Layout, line: Line) -> tuple[str, ...]:
        if line.exempt:
            return ()
        return tuple(each.name for each in self.columns(sheet) if each.value(line) is None)

    def settled(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> tuple[str, ...]:
        return ()

    def lacks(self, sheet: Layout, line: Line, undue: Collection[str] = ()) -> tuple[Lack, ...]:
        """The level at the end, which alone is the result."""
        if line.exempt or line.regular[END] is not None:
            return ()
        return (Lack("mck", "final", "final" not in undue),)

    def answers(
        self, lacks: Collection[Lack], *, has_every_result: bool, readings_differ: bool = False
    ) -> dict[Answer, str]:
        """None: a term ends without a level over all subjects, so nobody decides on one."""
        return {}

    def cells_by(self, answer: Answer, sheet: Layout, lacks: Collection[Lack]) -> dict[str, int]:
        return {}

    def waits_for(self, answer: Answer | None) -> bool:
        return False

    def learning(
        self,
        subjects: Iterable[SubjectResult],
        *,
        own_list: Collection[Hashable] | None,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None:
        return None

    def year_result(self, form: AssessmentForm, term1: int | None, term2: int | None) -> int | None:
        """The level at the end of the year."""
        return term2

    def year_conduct(self, term1: Level, term2: Level) -> Level | None:
        return None

    def promotion(
        self,
        learning: Level | None,
        conduct: Level | None,
        absences: int,
        *,
        reassessed_learning: Level | None = None,
        retrained_conduct: Level | None = None,
        summer_over: bool = False,
    ) -> Promotion | None:
        """A class is completed by the result of the year (tt27.year.completion)."""
        return None

    def award(
        self,
        learning: Level | None,
        conduct: Level | None,
        subjects: Iterable[SubjectResult],
        *,
        optional: Collection[Hashable],
    ) -> Award | None:
        """Titles follow from the result of the year (tt27.year.award)."""
        return None

    def traits(self, grade: int) -> tuple[Trait, ...]:
        """The qualities and competences of the grade, in the order in which lists keep them."""
        return traits_of(grade, self.readings)

    def overall(
        self,
        subjects: Collection[int | None],
        traits: Collection[int | None],
        year_tests: Collection[int | None],
    ) -> YearLevel | None:
        """The result of the year, as tt27.year.overall."""
        return overall(subjects, traits, year_tests, self.readings)

    @property
    def most_absences(self) -> None:
        """27/2020 lets no number of absences decide on a class."""
        return None

    def countable_absences(self, sessions_a_day: Iterable[int]) -> int:
        return sum(sessions_a_day)
