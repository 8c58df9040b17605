"""How a subject's results came about (22/2021/TT-BGDĐT Điều 7, 9 khoản 1, and 43/2021)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar, Protocol

from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.explaining import Derived, Division, Explanation, Input, Part, Why
from grades.rules.settings import Setting
from grades.rules.sheets import Column, Layout, Line, Moment
from grades.rules.tt22.averages import settled_periodic
from grades.rules.tt22.mark_readings import ExemptCell
from grades.rules.tt22.readings import Readings
from grades.rules.year_scheme import YearScheme

GIVEN = (CellCode.PASSED, CellCode.FAILED)


class Explained(YearScheme, Protocol):
    """The part of a Scheme that its explanations ask for the values themselves."""

    settings_list: ClassVar[tuple[Setting, ...]]
    places: ClassVar[Mapping[str, str]]

    @property
    def readings(self) -> Readings: ...

    def average(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> int | None: ...

    def columns(self, sheet: Layout) -> tuple[Column, ...]: ...

    def make_up_over(self, moment: Moment) -> bool: ...


class ExplainingMarks:
    """The explanations of single subjects under one scheme."""

    def __init__(self, scheme: Explained) -> None:
        self._scheme = scheme
        self._readings = scheme.readings
        self._clauses = {each.key: each.clause for each in scheme.settings_list}

    def term(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> Explanation:
        """Điều 9 khoản 1; an exempt student has no result."""
        result = self._scheme.average(sheet, line, moment, undue)
        columns = self._scheme.columns(sheet)
        inputs = tuple(self._cell(sheet, line, column, moment) for column in columns)
        if sheet.form == AssessmentForm.SCORED:
            return self._term_average(sheet, line, inputs, result)
        return self._term_result(line, inputs, result)

    def _cell(self, sheet: Layout, line: Line, column: Column, moment: Moment) -> Input:
        value = column.value(line)
        form, readings = AssessmentForm(sheet.form), self._readings
        counts_as = value
        if column.group == "periodic":
            over = self._scheme.make_up_over(moment)
            counts_as = settled_periodic(value, form, readings, make_up_over=over)
        weight = column.weight if form == AssessmentForm.SCORED else None
        if line.exempt or (column.group == "topic" and not line.studies_topics):
            return Input(column.name, value, None, Part.LEFT_OUT, weight)
        if counts_as == CellCode.EXEMPT and readings.exempt_cell is ExemptCell.LEAVE_OUT:
            return Input(column.name, value, None, Part.LEFT_OUT, weight)
        if counts_as is None or counts_as in (CellCode.ABSENT, CellCode.EXEMPT):
            waits = column.blocks or form == AssessmentForm.COMMENTED
            return Input(column.name, value, None, Part.MISSING if waits else Part.OPEN, weight)
        part = Part.COUNTED if counts_as == value else Part.SETTLED
        return Input(column.name, value, counts_as, part, weight)

    def _term_average(
        self, sheet: Layout, line: Line, inputs: tuple[Input, ...], result: int | None
    ) -> Explanation:
        why = None
        if line.exempt:
            why = Why.EXEMPT
        elif result is None:
            lacks = any(each.part is Part.MISSING for each in inputs)
            why = Why.WAITING if lacks else Why.NO_REGULAR
        topics = {"topics": self._clauses["topic_is_extra"]} if sheet.has_topic else {}
        return Explanation(
            Derived.TERM_AVERAGE,
            result,
            inputs,
            {"formula": self._clauses["final_weight"], "count": self._clauses["regular_many"]}
            | topics
            | self._of_cells(inputs),
            why,
            None if result is None else self._division(inputs),
        )

    def _of_cells(self, inputs: Iterable[Input]) -> dict[str, str]:
        """The clauses by which single cells count as they do."""
        parts = {each.part for each in inputs}
        found = {}
        if Part.SETTLED in parts:
            found["settled"] = self._clauses["absence_settles"]
        if any(each.value == CellCode.EXEMPT for each in inputs):
            found["exempt_cell"] = self._clauses["exempt_cell"]
        return found

    def _division(self, inputs: Iterable[Input]) -> Division:
        counted = [each for each in inputs if each.product is not None]
        return Division(
            sum(each.product or 0 for each in counted),
            sum(each.weight or 0 for each in counted),
            self._readings.rounding,
        )

    def _term_result(
        self, line: Line, inputs: tuple[Input, ...], result: int | None
    ) -> Explanation:
        has_failed = any(each.counts_as == CellCode.FAILED for each in inputs)
        if line.exempt:
            why = Why.EXEMPT
        elif result is None:
            why = Why.WAITING
        elif result == CellCode.PASSED:
            why = Why.ALL_PASSED
        else:
            why = Why.ONE_FAILED if has_failed else Why.NOT_FULL
        clauses = {"formula": self._scheme.places["commented"]} | self._of_cells(inputs)
        return Explanation(Derived.TERM_RESULT, result, inputs, clauses, why)

    def year(self, form: AssessmentForm, term1: int | None, term2: int | None) -> Explanation:
        """Điều 9 khoản 1: the weighted terms, or the second alone without marks."""
        result = self._scheme.year_result(form, term1, term2)
        if form == AssessmentForm.COMMENTED:
            first = Input(1, term1, None, Part.NOT_COUNTED)
            last = Input(2, term2, term2, Part.COUNTED if term2 in GIVEN else Part.MISSING)
            why = Why.SECOND_TERM if result is not None else Why.WAITING
            clauses = {"formula": self._scheme.places["commented"]}
            return Explanation(Derived.YEAR_RESULT, result, (first, last), clauses, why)
        readings = self._readings
        weights = (readings.term1_weight, readings.term2_weight)
        inputs = tuple(
            self._term_of_year(number, value, weight, result)
            for number, value, weight in zip((1, 2), (term1, term2), weights, strict=True)
        )
        alone = result is not None and inputs[0].part is Part.OPEN
        return Explanation(
            Derived.YEAR_AVERAGE,
            result,
            inputs,
            {"formula": self._clauses["term2_weight"]}
            | ({"first_term": self._clauses["without_first_term"]} if alone else {}),
            Why.WAITING if result is None else Why.NO_FIRST_TERM if alone else None,
            None if result is None or alone else self._division(inputs),
        )

    @staticmethod
    def _term_of_year(number: int, value: int | None, weight: int, result: int | None) -> Input:
        if value is not None and value <= HIGHEST_MARK:
            return Input(number, value, value, Part.COUNTED, weight)
        part = Part.MISSING if result is None else Part.OPEN
        return Input(number, value, None, part, weight)
