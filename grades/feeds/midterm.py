"""The marks of the middle of a term: one package a class and term, one cell a subject.

In primary school the cell is the level.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft
from eduportal.exchange.wire import package as wire
from grades.feeds.subjects import SubjectFeed
from grades.rules.cells import CellCode
from grades.selectors.midterm_lines import MIDTERM_FEED, midterms_due
from schools.choices import Stage
from schools.models import School


class MidtermFeed(SubjectFeed):
    """Sealed by itself once the days of the midterm column are over, and again when a mark of it
    is changed. Who a student was stays as it was sealed first."""

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

    def says(self, plain: bytes, draft: Draft) -> bool:
        """Whether subjects and marks are the same; a name corrected since is none."""
        sealed = wire.parse(plain)
        is_laid_out = sealed.header.layout == list(draft.layout)
        return is_laid_out and _marks(sealed.lines) == _marks(draft.lines)

    def result_in_words(self, result: Sequence[int | None]) -> dict[str, str]:
        return {}


def _marks(lines: Iterable[Sequence[object]]) -> list[list[object]]:
    return [[line[0], *line[5:]] for line in lines]
