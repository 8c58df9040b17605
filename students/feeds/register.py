"""The lists of a school's classes: one package a class and year, one line a student."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.core.looking import Person
from eduportal.exchange.feeds import Draft, Fact, Row
from eduportal.exchange.feeds.enrolment import STUDYING, Contradiction
from eduportal.exchange.feeds.references import missing_class
from eduportal.exchange.feeds.rows import Column, group_of, is_day, one_of, text
from eduportal.exchange.feeds.students import (
    IDENTITY,
    IdentifiedFeed,
    Identity,
    place_of,
    within_class,
)
from eduportal.exchange.wire.header import Header
from schools.models import School
from students.choices import Ended, Sex
from students.selectors.class_lists import ClassList, class_lists
from students.selectors.travelling import persons_of_lines

PLAIN, SENSITIVE = "student.1", "student.1.sensitive"
OWN = (
    Column("sex", _("Sex"), one_of(Sex.values)),
    Column("enrolled_on", _("In the class from"), is_day),
    Column("from_school", _("Former school"), text(200)),
    Column("reason", _("Reason of leaving"), one_of(["", *Ended.values])),
)
# Law 91/2025/QH15: sent only to nodes that ask for it (docs/decisions/0042).
GROUP = Column("sensitive", _("Ethnicity"), group_of(text(30)))


class StudentListFeed(IdentifiedFeed):
    """Who sits in a class, and who has left it in the year."""

    name = "student"
    title = _("Students")
    is_of_class = True
    schemas = (SENSITIVE, PLAIN)
    on_request = (SENSITIVE,)
    order = 4
    is_whole = True

    def own_columns(self, schema: str) -> Sequence[Column]:
        return (*OWN, GROUP) if schema == SENSITIVE else OWN

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        """A student in each school and year; of several classes, the one studied in or the last."""
        place = place_of(header)
        for line in lines:
            who = Identity(*line[:IDENTITY])
            own = self.named(header, line[IDENTITY:])
            within = within_class(header, who.uid)
            weight = (who.standing == STUDYING, who.left or "", header.scope.unit)
            values = {**place, **who._asdict(), **own}
            yield Fact("student", within["student"], values, within, weight, who.uid)

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        return missing_class(school, header, lines, needed=True)

    def contradiction(
        self, school: School, header: Header, lines: Sequence[Row]
    ) -> Contradiction | None:
        # The lists are what others are judged by.
        return None

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        return [_draft(each, schema) for each in class_lists(school)]

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        return persons_of_lines(lines)


def _draft(found: ClassList, schema: str) -> Draft:
    group = found.class_group
    lines = found.lines
    if schema == SENSITIVE:
        lines = [[*line, [found.ethnicity[line[0]]]] for line in lines]
    return Draft(
        feed=StudentListFeed.name,
        schema=schema,
        year=group.school_year.code,
        unit=group.code,
        unit_name=group.name,
        closes=group.school_year.ends_on,
        about={"programme": group.programme, "grade": group.grade_level_id},
        lines=lines,
        sealed_by="",
    )
