"""22/2021/TT-BGDĐT as a scheme: what a sheet of grades 6 to 12 is and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from grades.rules.answers import Answer, Lack
from grades.rules.cells import BY_MARKS, AssessmentForm, CellCode
from grades.rules.levels import Award, Level, Promotion
from grades.rules.mark_text import parse_cell
from grades.rules.settings import Setting, Value, digest_of, gettext_noop
from grades.rules.sheets import (
    Column,
    Layout,
    Line,
    Moment,
    SheetLayout,
    SubjectResult,
    Taught,
)
from grades.rules.tt22 import answers
from grades.rules.tt22.averages import (
    at_best,
    commented_term_result,
    commented_year_result,
    regular_count,
    settled_periodic,
    term_average,
    year_average,
)
from grades.rules.tt22.explaining import ExplainingSecondary
from grades.rules.tt22.in_sql import InSql
from grades.rules.tt22.learning import LearningOutcome, by_form, learning_outcome, year_conduct
from grades.rules.tt22.mark_readings import ExemptCell, MakeUpWithin
from grades.rules.tt22.promotion import award, countable_absences, promotion
from grades.rules.tt22.readings import SETTINGS, Readings, readings_from, to_settings
from grades.rules.tt22.summer import SummerRules


@dataclass(frozen=True)
class Secondary(SummerRules):
    """Grades 6 to 12 of the general programme."""

    readings: Readings

    code: ClassVar[str] = "TT22"
    circular: ClassVar[str] = "22/2021/TT-BGDĐT"
    settings_list: ClassVar[tuple[Setting, ...]] = SETTINGS
    forms: ClassVar[tuple[AssessmentForm, ...]] = BY_MARKS
    readings_type: ClassVar[type[Readings]] = Readings
    answer_clauses: ClassVar[Mapping[Answer, str]] = answers.CLAUSES
    places: ClassVar[Mapping[str, str]] = {
        "conduct": "Đ8 k2 đb",
        "commented": "Đ9 k1 đa",
        "table": "Đ9 k2",
        "adjustment": "Đ9 k3",
        "promotion": "Đ12 k1",
        "training": "Đ13",
        "again": "Đ14",
        "award": "Đ15 k1",
    }
    column_kinds: ClassVar[Mapping[str, str]] = {
        "regular": "TX",
        "topic": "CĐHT",
        "midterm": "GK",
        "final": "CK",
    }
    remarks: ClassVar[Mapping[str, str]] = {"remark": gettext_noop("Remark")}
    has_average: ClassVar[bool] = True
    gives_term_level: ClassVar[bool] = True

    @classmethod
    def from_settings(cls, values: Mapping[str, object]) -> Secondary:
        """The scheme behind stored settings; raises BadSettings."""
        return cls(readings_from(cls.readings_type, values))

    @property
    def in_sql(self) -> InSql:
        return InSql(self.readings)

    @property
    def explaining(self) -> ExplainingSecondary:
        return ExplainingSecondary(self)

    def settings(self) -> dict[str, Value]:
        return to_settings(self.readings)

    def digest(self) -> str:
        return digest_of(self.code, self.settings())

    def layout(self, taught: Taught) -> SheetLayout:
        """Where the topics' mark is one of the regular marks, it has no column of its own."""
        count = regular_count(taught.annual_periods, taught.form, self.readings)
        has_topic = taught.has_topic and taught.form == AssessmentForm.SCORED
        return SheetLayout(taught.form, count, has_topic and self.readings.topic_is_extra)

    def columns(self, sheet: Layout) -> tuple[Column, ...]:
        """tx1, tx2, …, then cdht for the study topics, gk and ck."""
        rules = self.readings
        weight, blocks = rules.regular_weight, rules.missing_regular_blocks
        columns = [
            Column(f"tx{slot + 1}", "regular", slot, "regular", weight, blocks)
            for slot in range(sheet.regular_count)
        ]
        if sheet.has_topic:
            slot, blocks = sheet.regular_count, rules.missing_topic_blocks
            columns.append(Column("cdht", "regular", slot, "topic", weight, blocks))
        columns.append(Column("gk", "midterm", None, "periodic", rules.midterm_weight, True))
        columns.append(Column("ck", "final", None, "periodic", rules.final_weight, True))
        return tuple(columns)

    @property
    def takes_exempt_cells(self) -> bool:
        return self.readings.exempt_cell is ExemptCell.LEAVE_OUT

    @property
    def takes_outside_marks(self) -> bool:
        return self.readings.outside_marks_count

    def parse(self, sheet: Layout, cell: str, text: str | None) -> int | None:
        return parse_cell(text, sheet.form, exempt_cells=self.takes_exempt_cells)

    def problem(self, sheet: Layout, line: Line) -> str:
        """Điều 6 asks for an exact number of regular marks, not for a least one."""
        if len(line.regular) != sheet.regular_count + sheet.has_topic:
            return "wrong_count"
        cells = (*line.regular, line.midterm, line.final)
        is_refused = CellCode.EXEMPT in cells and not self.takes_exempt_cells
        return "exempt_cell" if is_refused else ""

    def average(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> int | None:
        """Điều 7 khoản 5, then Điều 9 khoản 1; None for a student exempt from the subject.

        A comment-only subject is Chưa đạt only where it is so whatever the cells that were not due
        had held: nobody could give them. The mark of study topics counts, and is waited for, only
        where the student studies them.
        """
        if line.exempt:
            return None
        form, rules = AssessmentForm(sheet.form), self.readings
        over = self.make_up_over(moment)
        midterm = settled_periodic(line.midterm, form, rules, make_up_over=over)
        final = settled_periodic(line.final, form, rules, make_up_over=over)
        regular = line.regular[: sheet.regular_count]
        if form == AssessmentForm.SCORED:
            topics = line.regular[sheet.regular_count :] if line.studies_topics else ()
            return term_average(regular, midterm, final, rules, topics=topics)
        waits = not over and CellCode.ABSENT in (line.midterm, line.final)
        ended = moment > Moment.RUNNING and not waits
        result = commented_term_result(regular, midterm, final, rules, term_over=ended)
        if result is False and undue:
            best = self.average(sheet, at_best(line, undue), moment)
            return CellCode.FAILED if best == CellCode.FAILED else None
        return None if result is None else CellCode.PASSED if result else CellCode.FAILED

    def make_up_over(self, moment: Moment) -> bool:
        """Whether an absence from a periodic assessment can be made up no more."""
        last = Moment.TERM_OVER
        if self.readings.make_up_within is MakeUpWithin.YEAR:
            last = Moment.YEAR_OVER
        return moment >= last

    def is_low(self, form: AssessmentForm, result: int) -> bool:
        low = self.readings.passed_enough
        return result < low if form == AssessmentForm.SCORED else result == CellCode.FAILED

    def for_browser(self, sheet: Layout) -> dict[str, object]:
        """An average below `low` is shown as such: it does not count among those passed."""
        return {
            "form": str(sheet.form),
            "rounding": str(self.readings.rounding),
            "exemptCells": self.takes_exempt_cells,
            "low": self.readings.passed_enough,
            "columns": [
                {
                    "name": column.name,
                    "group": column.group,
                    "weight": column.weight,
                    "blocks": column.blocks,
                }
                for column in self.columns(sheet)
            ],
        }

    def cells_to_fill(self, sheet: Layout, line: Line) -> tuple[str, ...]:
        """The topics' mark is not asked for: a cluster may be taught in one of the terms only."""
        if line.exempt:
            return ()
        columns = (each for each in self.columns(sheet) if each.group != "topic")
        return tuple(each.name for each in columns if each.value(line) is None)

    def settled(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Absences that became 0 or Chưa đạt, and what a comment-only subject lacks.

        Of the empty cells those that were due; the others where the marks alone decide.
        """
        before = self.average(sheet, line, Moment.RUNNING)
        if line.exempt or self.average(sheet, line, moment, undue) == before:
            return ()
        columns = [each for each in self.columns(sheet) if each.group != "topic"]
        empty = [each for each in columns if each.value(line) in (None, CellCode.ABSENT)]
        asked = [each for each in empty if each.value(line) is not None or each.kind not in undue]
        return tuple(each.name for each in asked or empty)

    def lacks(self, sheet: Layout, line: Line, undue: Collection[str] = ()) -> tuple[Lack, ...]:
        columns = [
            each
            for each in self.columns(sheet)
            if each.group != "topic" or (each.blocks and line.studies_topics)
        ]
        return answers.lacks_of(columns, sheet, line, undue)

    def answers(
        self, lacks: Collection[Lack], *, has_every_result: bool, readings_differ: bool = False
    ) -> dict[Answer, str]:
        if readings_differ:
            return {Answer.LEVEL: self.places["adjustment"]}
        return {
            each: self.answer_clauses[each]
            for each in answers.answers(lacks, self.readings, has_every_result=has_every_result)
        }

    def cells_by(self, answer: Answer, sheet: Layout, lacks: Collection[Lack]) -> dict[str, int]:
        return answers.cells_by(answer, sheet, lacks)

    def waits_for(self, answer: Answer | None) -> bool:
        return answers.waits_for(answer, self.readings)

    def learning(
        self,
        subjects: Iterable[SubjectResult],
        *,
        own_list: Collection[Hashable] | None,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None:
        if own_list is None and self.readings.level_needs_own_list:
            return None
        scored, commented = by_form(subjects)
        return learning_outcome(
            scored, commented, self.readings, own_list=own_list or (), optional=optional
        )

    def year_result(self, form: AssessmentForm, term1: int | None, term2: int | None) -> int | None:
        if form == AssessmentForm.SCORED:
            return year_average(term1, term2, self.readings)
        result = commented_year_result(term2)
        return None if result is None else CellCode.PASSED if result else CellCode.FAILED

    def year_conduct(self, term1: Level, term2: Level) -> Level:
        return year_conduct(term1, term2)

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
        return promotion(
            learning,
            conduct,
            absences,
            self.readings,
            reassessed_learning=reassessed_learning,
            retrained_conduct=retrained_conduct,
            summer_over=summer_over,
        )

    def award(
        self,
        learning: Level | None,
        conduct: Level | None,
        subjects: Iterable[SubjectResult],
        *,
        optional: Collection[Hashable],
    ) -> Award | None:
        scored, _commented = by_form(subjects)
        return award(learning, conduct, scored, self.readings, optional=optional)

    def traits(self, grade: int) -> tuple[()]:
        """Conduct is given instead (Điều 8)."""
        return ()

    @property
    def most_absences(self) -> int:
        return self.readings.max_absences

    def countable_absences(self, sessions_a_day: Iterable[int]) -> int:
        return countable_absences(sessions_a_day, self.readings)
