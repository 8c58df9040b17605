"""The lists of a school's classes: one package a class and year, one line a student."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduportal.core.looking import Person
from eduportal.exchange.feeds import Draft, Row
from eduportal.exchange.feeds.references import missing_class
from eduportal.exchange.feeds.rows import (
    Column,
    RowFeed,
    group_of,
    is_day,
    is_uid,
    one_of,
    order_problems,
    row_problems,
    text,
)
from eduportal.exchange.feeds.students import (
    IDENTITY,
    STUDYING,
    Identity,
    identity_in_words,
    identity_problems,
)
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from schools.models import School
from students.choices import Ended, Sex
from students.selectors.class_lists import ClassList, class_lists
from students.selectors.travelling import persons_of_uids

PLAIN, SENSITIVE = "student.1", "student.1.sensitive"
OWN = (
    Column("sex", _("Sex"), one_of(Sex.values)),
    Column("enrolled_on", _("In the class from"), is_day),
    Column("from_school", _("Former school"), text(200)),
    Column("reason", _("Reason of leaving"), one_of(["", *Ended.values])),
)
# Law 91/2025/QH15: sent only to nodes that ask for it (docs/decisions/0042).
GROUP = Column("sensitive", _("Ethnicity"), group_of(text(30)))


class StudentListFeed(RowFeed):
    """Who sits in a class, and who has left it in the year."""

    name = "student"
    schemas = (SENSITIVE, PLAIN)
    on_request = (SENSITIVE,)
    order = 4

    def columns(self, schema: str) -> Sequence[Column]:
        return (*OWN, GROUP) if schema == SENSITIVE else OWN

    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        columns = self.columns(header.schema)
        problems = [
            problem
            for number, line in enumerate(lines, start=1)
            for problem in _line_problems(number, line, columns)
        ]
        return problems or order_problems(lines, "student_twice", "uid")

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        return missing_class(school, header, lines, needed=True)

    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        studying = sum(line[5] == STUDYING for line in lines)
        return {"lines": len(lines), "studying": studying}

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        return [_draft(each, schema) for each in class_lists(school)]

    def name_of(self, line: Row) -> str:
        return str(Identity(*line[:IDENTITY]).name)

    def in_words(self, header: Header) -> Callable[[Row], dict[str, str]]:
        own = super().in_words(header)
        return lambda line: {**identity_in_words(line), **own(line[IDENTITY:])}

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        return persons_of_uids(line[0] for line in lines if is_uid(line[0]))


def _line_problems(number: int, line: Row, columns: Sequence[Column]) -> list[Problem]:
    if len(line) != IDENTITY + len(columns):
        message = f"The line does not have {IDENTITY + len(columns)} elements."
        return [Problem("bad_line", message, number)]
    who = Identity(*line[:IDENTITY])
    return [*identity_problems(number, who), *row_problems(number, line[IDENTITY:], columns)]


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
