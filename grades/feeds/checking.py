"""What a receiver computes again: the number of marks and the result that follows from them."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from eduportal.core.once import read_once
from eduportal.exchange.feeds import GRADES, Row
from eduportal.exchange.feeds.students import LineChecker
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from grades.rules.cells import AssessmentForm
from grades.rules.levels import Level
from grades.rules.schemes import NoScheme, Scheme, circular_for
from grades.rules.sheets import Marks, Moment, SheetLayout, Taught
from grades.rules.travelling import (
    CELLS,
    MOST_REGULAR,
    NOT_TAKEN,
    SubjectCells,
    SubjectLayout,
    marks_of,
    places_of,
)
from grades.selectors.class_regulations import registered_set
from schools.models import CurriculumLine

# What a scheme says of a line (Scheme.problem).
PROBLEMS = {
    "wrong_count": "The number of regular marks is not that of the layout.",
    "exempt_cell": "A single mark cannot be exempt under this regulation set.",
    "wrong_form": "The marks do not fit the form of assessment.",
    "no_test": "The subject has no marked test at this time of the term.",
}
FORMS = {form.value for form in AssessmentForm}
LEVELS = frozenset([None, *Level])
LONGEST_CODE = 20
MOST_DAYS = 366


class TermChecker(LineChecker):
    """The regulation set of one package, and the moment of its term."""

    result_width = 4

    def __init__(self, header: Header) -> None:
        self.header = header
        regulation = registered_set(header.rules)
        if regulation is None:
            raise LookupError(header.rules)
        self.circular = regulation.circular
        self.scheme: Scheme = regulation.scheme
        programme, grade = (header.about.get(key) for key in ("programme", "grade"))
        self.programme = programme if isinstance(programme, str) else ""
        self.grade = grade if type(grade) is int and grade in GRADES else 0
        over = Moment.YEAR_OVER if header.scope.period == "hk2" else Moment.TERM_OVER
        # A gap that was left open by a decision, and a student who left, keep what was open.
        self.moments = [over, *(each for each in reversed(Moment) if each != over)]

    @cached_property
    def layouts(self) -> list[tuple[SubjectLayout, SheetLayout]]:
        """Each subject of the layout, and as the rules know it.

        The programme says which tests there are; of a subject this node has no line of, both.
        """
        return [(each, self._sheet(each)) for each in layouts_of(self.header)]

    def _sheet(self, layout: SubjectLayout) -> SheetLayout:
        wanted = self._wanted(layout)
        tests = wanted.periodic_count if wanted else layout.sheet.periodic_count
        return replace(layout.sheet, periodic_count=tests)

    @cached_property
    def _known(self) -> dict[str, tuple[int, bool]]:
        return _periods_and_topics(self.programme, self.grade)

    def _wanted(self, layout: SubjectLayout) -> SheetLayout | None:
        """The cells the subject has by the programme of this node; None where it has no line."""
        if layout.subject not in self._known:
            return None
        form = AssessmentForm(layout.form)
        annual_periods, has_topics = self._known[layout.subject]
        taught = Taught(layout.subject, self.grade, annual_periods, form, has_topics)
        return self.scheme.layout(taught)

    @cached_property
    def _places(self) -> list[tuple[slice, SubjectLayout, SheetLayout, set[Any]]]:
        """Where the cells of each subject are, and those that were found right in this package.

        The marks of a subject assessed by comments are the same for almost all of a class.
        """
        places = places_of(layout for layout, _sheet in self.layouts)
        return [(place, *each, set()) for place, each in zip(places, self.layouts, strict=True)]

    def width(self) -> int:
        return sum(layout.width for layout, _sheet in self.layouts)

    def header_problems(self) -> list[Problem]:
        """Whether such a class stands under the set, and has so many marks in each subject.

        Otherwise a sender could have the marks counted by a programme of its own invention. Of a
        subject this node has no line of, the package's own word is taken.
        """
        if problems := [each for entry in self.header.layout for each in _entry_problems(entry)]:
            return problems
        codes = {layout.subject for layout, _sheet in self.layouts}
        if len(codes) < len(self.layouts):
            return [Problem("bad_layout", "A subject is there twice.", column="layout")]
        if self._circular() != self.circular:
            message = "No class of this programme, grade and year is assessed under the set."
            return [Problem("unknown_class", message, column="about")]
        return [
            problem for layout, _sheet in self.layouts for problem in self._count_problem(layout)
        ]

    def _count_problem(self, layout: SubjectLayout) -> list[Problem]:
        if layout.form not in self.scheme.forms:
            message = "The circular does not know this form of assessment."
            return [Problem("wrong_form", message, column="layout", value=layout.subject)]
        wanted = self._wanted(layout)
        if wanted is None or (
            layout.regular == wanted.regular_count and layout.topics <= wanted.has_topic
        ):
            return []
        message = (
            f"The subject has {wanted.regular_count} regular marks in a term, not {layout.regular}."
        )
        return [Problem("wrong_count", message, column="layout", value=layout.subject)]

    def _circular(self) -> str:
        try:
            return circular_for(self.programme, self.grade, self.header.scope.year).code
        except (NoScheme, ValueError):
            return ""

    def problems(self, number: int, line: Row) -> list[Problem]:
        found: list[Problem] = []
        whole = tuple(line[7])
        for place, layout, sheet, right in self._places:
            cells = whole[place]
            if cells in right:
                continue
            if wrong := self._cell_problems(number, layout, sheet, SubjectCells.of(cells)):
                found += wrong
            else:
                right.add(cells)
        if not LEVELS.issuperset(line[8][:3]) or not 0 <= (line[8][3] or 0) <= MOST_DAYS:
            found.append(Problem("bad_result", "The term's result is not valid.", number, "result"))
        return found

    def _cell_problems(
        self, number: int, layout: SubjectLayout, sheet: SheetLayout, cells: SubjectCells
    ) -> list[Problem]:
        """What is wrong with one student's cells of a subject."""
        if not cells.is_taken:
            return self._not_taken(number, layout, cells)
        marks = marks_of(layout, cells)
        if not CELLS.issuperset([*marks.regular, marks.midterm, marks.final, cells.average]):
            return [_problem("bad_mark", "A cell is neither a mark nor a code.", number, layout)]
        if code := self.scheme.problem(sheet, marks):
            return [_problem(code, PROBLEMS[code], number, layout)]
        try:
            return self._wrong_average(number, layout, sheet, marks, cells.result)
        except ValueError:
            return [_problem("wrong_form", PROBLEMS["wrong_form"], number, layout)]

    def _wrong_average(
        self,
        number: int,
        layout: SubjectLayout,
        sheet: SheetLayout,
        marks: Marks,
        given: int | None,
    ) -> list[Problem]:
        if self.moment_of(sheet, marks, given) is not None:
            return []
        computed = self.scheme.average(sheet, marks, self.moments[0])
        message = f"The average is {computed} under the regulation set, not {given}."
        return [_problem("wrong_average", message, number, layout, str(given))]

    def moment_of(self, sheet: SheetLayout, marks: Marks, given: int | None) -> Moment | None:
        """The moment at which the cells give the average; None where they never do."""
        for at in self.moments:
            if self.scheme.average(sheet, marks, at) == given:
                return at
        return None

    def _not_taken(self, number: int, layout: SubjectLayout, cells: SubjectCells) -> list[Problem]:
        if all(cell == NOT_TAKEN for cell in cells.cells):
            return []
        message = "A student who does not take a subject has marks in it."
        return [_problem("bad_mark", message, number, layout)]


@read_once
def _periods_and_topics(programme: str, grade: int) -> dict[str, tuple[int, bool]]:
    """Periods a year of each subject of the curriculum, and whether it has study topics."""
    lines = CurriculumLine.objects.filter(programme=programme, grade_level=grade)
    values = lines.values_list("subject__code", "annual_periods", "has_topics")
    return {code: (annual, has_topics) for code, annual, has_topics in values}


def layouts_of(header: Header) -> list[SubjectLayout]:
    """The subjects of a layout whose entries have the right shape."""
    return [SubjectLayout(*entry) for entry in header.layout]


def _entry_problems(entry: Any) -> list[Problem]:
    fits = (
        isinstance(entry, list)
        and len(entry) == len(SubjectLayout._fields)
        and isinstance(entry[0], str)
        and 1 <= len(entry[0]) <= LONGEST_CODE
        and isinstance(entry[1], str)
        and entry[1] in FORMS
        and type(entry[2]) is int
        and 1 <= entry[2] <= MOST_REGULAR
        and type(entry[3]) is int
        and entry[3] in (0, 1)
    )
    message = "An entry of the layout is not a subject's code, form and numbers of marks."
    return [] if fits else [Problem("bad_layout", message, column="layout", value=str(entry)[:50])]


def _problem(
    code: str, message: str, number: int, layout: SubjectLayout, value: str = ""
) -> Problem:
    return Problem(code, message, number, layout.subject, value)
