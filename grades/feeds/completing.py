"""What a class ends with: who has completed preschool, and who a level of education."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.core.looking import Person
from eduportal.exchange.feeds import Draft, LedgerRow, Row
from eduportal.exchange.feeds.rows import Column, is_day, one_of, text
from eduportal.exchange.feeds.students import IDENTITY, IdentifiedFeed
from eduportal.exchange.wire.header import Header
from grades.selectors.completing import completed_levels
from schools.choices import Stage
from schools.models import ClassGroup, School
from students.selectors.completing import completions
from students.selectors.travelling import persons_of_lines


class CompletingFeed(IdentifiedFeed):
    """A feed of the end of a year, one package a class; each student counts once."""

    order = 7
    periods = ("year",)
    is_of_class = True
    is_expected = False

    def ledger_rows(self, header: Header, lines: Sequence[Row]) -> Iterable[LedgerRow]:
        """The first element of a line after the identity is what it says in a number."""
        return [LedgerRow(line[0], line[5], [], [int(line[IDENTITY])]) for line in lines]

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        return persons_of_lines(lines)


class PreschoolFeed(CompletingFeed):
    """Which children have completed preschool: 1 completed, 0 not.

    Sealed by itself once the year is over and the school has entered who did. Not expected of every
    class of the level: the oldest children alone complete it.
    """

    name = "preschool"
    title = _("Completion of preschool")
    schemas = ("preschool.1",)

    def own_columns(self, schema: str) -> Sequence[Column]:
        return (Column("completed", _("Completed"), one_of([0, 1])),)

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        return [_draft(self.name, *each, schema) for each in completions(school)]


def _draft(feed: str, group: ClassGroup, lines: Sequence[Row], schema: str) -> Draft:
    return Draft(
        feed=feed,
        schema=schema,
        year=group.school_year.code,
        period="year",
        unit=group.code,
        unit_name=group.name,
        closes=group.school_year.ends_on,
        about={"programme": group.programme, "grade": group.grade_level_id},
        lines=lines,
        sealed_by="",
    )


class GraduationFeed(CompletingFeed):
    """Who has completed a level of education, when, and by which decision."""

    name = "graduation"
    title = _("Completion of a level")
    schemas = ("graduation.1",)

    def own_columns(self, schema: str) -> Sequence[Column]:
        return (
            Column("level", _("Level of education"), one_of(Stage.values)),
            Column("completed_on", _("Completed on"), is_day),
            Column("decision", _("Decision"), text(100, least=1)),
        )

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        """Sealed by itself once the head has recorded somebody, and again after each change."""
        return [_draft(self.name, *each, schema) for each in completed_levels(school)]
