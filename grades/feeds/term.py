"""The results of a class's term as the exchange carries them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.looking import Person
from eduportal.exchange.feeds import Fact, Row
from eduportal.exchange.feeds.enrolment import STUDYING
from eduportal.exchange.feeds.students import (
    LineChecker,
    StudentFeed,
    identity_in_words,
)
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Header
from grades.feeds.checking import TermChecker, layouts_of
from grades.feeds.explaining import TEMPLATE, by_title, why_of_term
from grades.feeds.facts import result_facts
from grades.feeds.sentences import SENTENCES
from grades.feeds.words import level_in_words
from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellForm
from grades.rules.mark_text import format_cell
from grades.rules.sheets import Marks
from grades.rules.travelling import (
    NOT_TAKEN,
    SubjectCells,
    SubjectLayout,
    by_subject,
    marks_of,
    places_of,
)
from grades.selectors.class_regulations import registered_set, registered_sets
from grades.selectors.term_lines import FEED
from schools.choices import Stage
from schools.models import ClassGroup, Subject
from students.selectors.travelling import persons_of_lines

RESULT = ("learning", "before", "conduct", "absent")


class TermFeed(StudentFeed):
    """One line a student; the receiver computes every average again.

    It does so under the regulation set the package names, where the digest says that a set
    registered here reads the circular in the same way. `about` holds the class's programme and
    grade, `layout` a list for each subject: code, form, regular marks, topics' marks.
    """

    name = FEED
    title = gettext_lazy("Results of a term")
    periods = ("hk1", "hk2")
    is_of_class = True
    stages = (Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)
    schemas = ("term.1",)
    order = 5
    sentences = SENTENCES

    def knows(self, rules: str) -> bool:
        return registered_set(rules) is not None

    def page_of(self, package: Package) -> str:
        own = ClassGroup.objects.filter(
            school=package.school_id, school_year__code=package.year, code=package.unit
        )
        found = own.values_list("public_id", flat=True).first()
        if found is None or package.origin != settings.EDUPORTAL_NODE:
            return ""
        term = f"{package.year}-{package.period.upper()}"
        return reverse("grades:class-correct", args=[found, term])

    def rule_sets(self) -> list[str]:
        return registered_sets()

    def checker(self, header: Header) -> LineChecker:
        return TermChecker(header)

    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        """Lines, those that count, subject records, and the sum of the averages that are marks."""
        averages = [place.stop - 1 for place in places_of(layouts_of(header))]
        values = [line[7][at] for line in lines for at in averages]
        taken = [value for value in values if value != NOT_TAKEN]
        marks = [value for value in taken if value is not None and value <= HIGHEST_MARK]
        return {
            "students": len(lines),
            "counted": sum(line[5] == STUDYING for line in lines),
            "results": len(taken),
            "sum": sum(marks),
        }

    def records(self, totals: Mapping[str, Any]) -> int:
        return int(totals["results"])

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        layouts = layouts_of(header)
        for line in lines:
            subjects = zip(layouts, by_subject(layouts, line[7]), strict=True)
            cells = [(each.subject, each.form, found.average) for each, found in subjects]
            result = dict(zip(RESULT, line[8], strict=True))
            yield from result_facts(header, line, result, cells)

    def in_words(self, header: Header) -> Callable[[Row], dict[str, str]]:
        layouts = layouts_of(header)
        names = dict(Subject.objects.values_list("code", "name"))

        def words(line: Row) -> dict[str, str]:
            subjects = zip(layouts, by_subject(layouts, line[7]), strict=True)
            return {
                **identity_in_words(line),
                **{names.get(each.subject, each.subject): _marks(each, c) for each, c in subjects},
                _("Learning result"): level_in_words(line[8][0]),
                _("Conduct"): level_in_words(line[8][2]),
            }

        return words

    why_template = TEMPLATE

    def why(
        self, header: Header, line: Row, beside: Sequence[tuple[Header, Row]]
    ) -> Mapping[str, Any]:
        return by_title(why_of_term(header, line))

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        return persons_of_lines(lines)


def _marks(layout: SubjectLayout, cells: SubjectCells) -> str:
    """A subject in one text: "8,0 7,5 · GK 8,0 · CK 8,5 · TB 8,1"; – for what is not there.

    Of primary school "Level at mid-term T · Level at the end H · Test 8", without the tests that
    were not taken.
    """
    if not cells.is_taken:
        return "–"
    marks = marks_of(layout, cells)
    if layout.form == AssessmentForm.LEVELS:
        return _levels(marks)
    regular = " ".join(format_cell(value) or "–" for value in marks.regular)
    periodic = ((_("GK"), marks.midterm), (_("CK"), marks.final), (_("TB"), cells.average))
    return " · ".join(
        [regular, *(f"{name} {format_cell(value) or '–'}" for name, value in periodic)]
    )


def _levels(marks: Marks) -> str:
    middle, end = (format_cell(value) or "–" for value in marks.regular)
    tests = (format_cell(value, CellForm.POINTS) for value in (marks.midterm, marks.final))
    titles = (_("Level at mid-term"), _("Test"), _("Level at the end"), _("Test"))
    texts = (middle, next(tests), end, next(tests))
    return " · ".join(f"{title} {text}" for title, text in zip(titles, texts, strict=True) if text)
