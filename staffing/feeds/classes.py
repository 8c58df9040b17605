"""The classes of a school: one package a school and year, one line a class."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft, Fact, Row
from eduportal.exchange.feeds.references import CLASSES, staff_here
from eduportal.exchange.feeds.rows import (
    Column,
    RowFeed,
    is_code,
    is_uid,
    list_of,
    matching,
    maybe,
    one_of,
    text,
    whole,
)
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from schools.choices import Programme, Session
from schools.models import School
from schools.selectors import years_under_way
from staffing.selectors.travelling import class_lines

COLUMNS = (
    Column("code", _("Code"), is_code),
    Column("name", _("Name"), text(20, least=1)),
    Column("grade", _("Grade level"), whole(1, 199)),
    Column("programme", _("Programme"), one_of(Programme.values)),
    Column("session", _("Session"), one_of(["", *Session.values])),
    Column("homeroom", _("Homeroom teacher"), maybe(is_uid, "")),
    Column(
        "lessons",
        _("Teaching assignments"),
        list_of(matching("[A-Za-z0-9_-]{1,20}"), one_of([1, 2]), is_uid),
    ),
)
HOMEROOM, LESSONS = 5, 6


class ClassFeed(RowFeed):
    """Which classes there are, and who teaches and leads them. `layout` holds their codes."""

    name = CLASSES
    title = _("Classes")
    schemas = ("class.1",)
    order = 3
    is_whole = True

    def columns(self, schema: str) -> Sequence[Column]:
        return COLUMNS

    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        problems = super().check(header, lines)
        if problems or list(header.layout) == [line[0] for line in lines]:
            return problems
        message = "The layout does not name the classes of the lines."
        return [Problem("bad_layout", message, column="layout")]

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        """A homeroom or subject teacher who is not among the staff yet."""
        if self.check(header, lines):
            return ""
        named = {line[HOMEROOM] for line in lines} - {""}
        named |= {uid for line in lines for _subject, _term, uid in line[LESSONS]}
        unknown = named - (staff_here(school) or set()) if named else named
        if not unknown:
            return ""
        return f"{len(unknown)} teachers of the classes are not among the school's staff yet."

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        school, year = header.scope.school, header.scope.year
        for line in lines:
            values = {"school": school, "year": year, **self.named(header, line)}
            yield Fact("class", (school, year, line[0]), values, {"school": (school,)})

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        return [
            Draft(
                feed=self.name,
                schema=schema,
                year=year.code,
                closes=year.ends_on,
                unit_name=school.name,
                layout=[line[0] for line in lines],
                lines=lines,
                sealed_by="",
            )
            for year in years_under_way()
            if (lines := class_lines(school, year))
        ]

    def name_of(self, line: Row) -> str:
        return super().name_of(line[1:])
