"""What a receiver computes again: the number of marks and the result that follows from them."""

from dataclasses import replace
from typing import Any

from eduportal.exchange.models import Package
from eduportal.exchange.wire.problem import Problem
from grades.models import RegulationSet
from grades.rules.cells import AssessmentForm
from grades.rules.schemes import NoScheme, Scheme, circular_for
from grades.rules.sheets import Marks, Moment, SheetLayout
from grades.selectors.ledger import cell_from_wire, cell_to_wire
from schools.models import CurriculumLine

MESSAGES = {
    "wrong_count": "The subject has %s regular marks in a term, not %s.",
    "exempt_cell": "A single mark cannot be exempt under this regulation set.",
}


class Checker:
    """The regulation set and the programme of one package's class. One query."""

    def __init__(self, regulation: RegulationSet, package: Package) -> None:
        self.scheme: Scheme = regulation.scheme
        # What a stranger wrote: values of another type name no class.
        programme, level = (package.rules.get(key) for key in ("programme", "grade_level"))
        self.programme = programme if isinstance(programme, str) else ""
        self.level = level if isinstance(level, int) and level in range(1, 200) else 0
        lines = CurriculumLine.objects.filter(programme=self.programme, grade_level=self.level)
        self.lines = {line.subject.code: line for line in lines.select_related("subject")}
        self.is_under_the_set = self._circular_in(package.term_code) == regulation.circular

    def _circular_in(self, term_code: str) -> str:
        """The circular that governs such a class in the package's year; empty when none is known.

        Otherwise a sender could have the marks counted by a programme of its own invention.
        """
        try:
            return circular_for(self.programme, self.level, term_code).code
        except (NoScheme, ValueError):
            return ""

    def problems(self, record: Any) -> list[Problem]:
        """What does not follow from the marks of a well-formed record."""
        uid = str(record.record_uid)
        marks = Marks(
            [cell_from_wire(value) for value in record.regular],
            cell_from_wire(record.midterm),
            cell_from_wire(record.final),
            record.exempt,
        )
        layout = self._layout(record, len(marks.regular))
        if code := self.scheme.problem(SheetLayout(layout.form, layout.regular_count), marks):
            message = MESSAGES[code]
            if code == "wrong_count":
                message %= (layout.regular_count, len(marks.regular))
            return [Problem(code, message, uid, "regular", str(record.regular)[:50])]
        return self._wrong_average(record, layout, marks)

    def _layout(self, record: Any, given: int) -> SheetLayout:
        """The exact columns of a subject of the programme.

        Of a subject this node has no line of, only what the record itself says.
        """
        form, line = AssessmentForm(record.form), self.lines.get(record.subject)
        if line is None:
            return SheetLayout(form, given, record.topic is not None)
        layout = self.scheme.layout(line.annual_periods, form, has_topic=line.has_topics)
        return SheetLayout(form, layout.regular_count, layout.has_topic)

    def _wrong_average(self, record: Any, layout: SheetLayout, marks: Marks) -> list[Problem]:
        uid = str(record.record_uid)
        topics = [cell_from_wire(record.topic)] if layout.has_topic else []
        if record.topic is not None and not topics:
            message = "The subject has no mark of study topics."
            return [Problem("wrong_count", message, uid, "topic", str(record.topic)[:50])]
        whole = Marks([*marks.regular, *topics], marks.midterm, marks.final, marks.exempt)
        # Without a mark of study topics the student may or may not study them: no column says so.
        lines = (
            [whole] if record.topic is not None else [whole, replace(whole, studies_topics=False)]
        )
        try:
            # A student who left before the term was over keeps what was open.
            possible = [
                cell_to_wire(self.scheme.average(layout, line, moment))
                for line in lines
                for moment in (Moment.YEAR_OVER, Moment.TERM_OVER, Moment.RUNNING)
            ]
        except ValueError:
            message = "The marks do not fit the form of assessment."
            return [Problem("wrong_form", message, uid)]
        if record.average in possible:
            return []
        message = f"The average is {possible[0]} under the regulation set, not {record.average}."
        return [Problem("wrong_average", message, uid, "average", str(record.average)[:50])]
