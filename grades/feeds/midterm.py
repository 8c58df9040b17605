"""The marks of the middle of a term: one package a class and term, one cell a subject.

In primary school the cell is the level.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft
from grades.feeds.subjects import SubjectFeed
from grades.rules.cells import CellCode
from grades.selectors.midterm_lines import MIDTERM_FEED, midterms_due, periods_asked
from schools.choices import Stage
from schools.models import School


class MidtermFeed(SubjectFeed):
    """Sealed by itself once the days of the midterm column are over, in the terms for which the
    Department asks. What was sealed stays: a mark entered later changes the term's results alone.
    """

    name = MIDTERM_FEED
    title = _("Marks at mid-term")
    is_of_class = True
    stages = (Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)
    schemas = ("midterm.1",)
    order = 5
    periods = ("gk1", "gk2")
    codes = frozenset([CellCode.ABSENT])

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        return [
            Draft(
                feed=self.name,
                schema=schema,
                year=each.term.school_year.code,
                period=each.period,
                unit=each.class_group.code,
                unit_name=each.class_group.name,
                closes=each.closes,
                about={
                    "programme": each.class_group.programme,
                    "grade": each.class_group.grade_level_id,
                },
                layout=each.layout,
                lines=each.lines,
                sealed_by="",
            )
            for each in midterms_due(school)
        ]

    def expected_periods(self, year: str) -> Sequence[str]:
        return periods_asked(year)

    def result_in_words(self, result: Sequence[int | None]) -> dict[str, str]:
        return {}
