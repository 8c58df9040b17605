"""The register of a school as it travels: one package a school, one line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft, Fact, Feed, Row
from eduportal.exchange.feeds.rows import is_day
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from schools.models import School
from schools.services import SchoolFacts, follow_register

LONGEST_NAME = 200


class Line(NamedTuple):
    """The one line: what a node above knows of a school. Empty is what the register leaves open.

    `levels` are codes of the levels of education (QĐ 4998/QĐ-BGDĐT): 01 to 05; `kind` that of the
    ownership; `commune` the unit's code.
    """

    code: Any
    name: Any
    levels: Any
    kind: Any
    managing_body: Any
    commune: Any
    address: Any
    closed_on: Any


class SchoolFeed(Feed):
    """The school itself, so that a node above can name it before its records come."""

    name = "school"
    title = _("Schools")
    has_year = False
    schemas = ("school.1",)
    order = 1

    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        if len(lines) != 1 or len(lines[0]) != len(Line._fields):
            return [Problem("bad_line", "The package does not hold one line about the school.")]
        line = Line(*lines[0])
        texts = (line.code, line.name, line.kind, line.managing_body, line.commune, line.address)
        if not all(isinstance(text, str) and len(text) <= 300 for text in texts):
            return [Problem("bad_line", "An element of the line is no text.", 1)]
        problems = []
        if line.code != header.scope.school:
            problems.append(Problem("bad_line", "The line is about another school.", 1, "code"))
        if not 1 <= len(line.name.strip()) <= LONGEST_NAME:
            problems.append(Problem("bad_line", "The school has no name.", 1, "name"))
        if not _are_levels(line.levels):
            problems.append(Problem("bad_line", "The school has no levels.", 1, "levels"))
        if line.closed_on != "" and not is_day(line.closed_on):
            problems.append(Problem("bad_line", "“closed_on” is not a day.", 1, "closed_on"))
        return problems

    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        return {"schools": len(lines)}

    def records(self, totals: Mapping[str, Any]) -> int:
        return 1

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        return [Fact("school", (line[0],), Line(*line)._asdict(), {}) for line in lines]

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        today, line = timezone.localdate(), line_of(school)
        return [Draft(self.name, today, [line], "", schema=schema, unit_name=school.name)]

    def store(self, package: Package, lines: Sequence[Row]) -> bool:
        """Above the province the register of schools is what these packages say.

        A province holds the register itself: there a school's own word changes nothing of it.
        """
        if settings.EDUPORTAL_TIER != "ministry":
            return False
        follow_register(package.school, _facts(Line(*lines[0])))
        return True

    def name_of(self, line: Row) -> str:
        return str(Line(*line).name)


def line_of(school: School) -> Line:
    """The school as it travels; one query where its unit is not at hand."""
    return Line(
        school.code,
        school.name,
        list(school.stages),
        school.ownership,
        school.managing_body,
        school.unit.code if school.unit else "",
        school.address,
        school.closed_on.isoformat() if school.closed_on else "",
    )


def _facts(line: Line) -> SchoolFacts:
    return SchoolFacts(
        name=line.name,
        stages=line.levels,
        ownership=line.kind,
        managing_body=line.managing_body,
        commune=line.commune,
        address=line.address,
        closed_on=date.fromisoformat(line.closed_on) if line.closed_on else None,
    )


def described(lines: Sequence[Row]) -> tuple[str, list[str]]:
    """Name and levels of a school nobody here knows; empty where the line does not say."""
    if len(lines) != 1 or len(lines[0]) != len(Line._fields):
        return "", []
    line = Line(*lines[0])
    name = line.name if isinstance(line.name, str) and len(line.name) <= LONGEST_NAME else ""
    return name, line.levels if _are_levels(line.levels) else []


def _are_levels(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(each, str) and len(each) == 2 for each in value)
    )
