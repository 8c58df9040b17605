"""The students of a school as its newest class lists say, for the Ministry's spreadsheets."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from eduportal.core.looking import Person
from eduportal.core.text import name_sort_key
from eduportal.exchange.feeds import Fact, feed_for
from eduportal.exchange.feeds.enrolment import LISTS
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from schools.models import School


class Listed(NamedTuple):
    """Each student of a school and year by names of elements, and who they are in the register."""

    students: list[Mapping[str, Any]]
    persons: list[Person]


def students_listed(school: School, year: str) -> Listed:
    """The school's students by class and name, each once: two queries."""
    feed, lines = feed_for(LISTS), []
    chosen: dict[tuple[str, ...], Fact] = {}
    packages = Package.objects.filter(
        school=school, feed=LISTS, year=year, state=PackageState.ACCEPTED
    )
    for package in packages.order_by("unit"):
        contents = wire.parse(package.plain)
        lines += contents.lines
        for fact in feed.facts(contents.header, contents.lines):
            before = chosen.get(fact.key)
            if before is None or before.weight < fact.weight:
                chosen[fact.key] = fact
    students = [fact.values for fact in chosen.values()]
    students.sort(key=lambda each: (each["grade"], each["class_name"], name_sort_key(each["name"])))
    return Listed(students, feed.persons_of(lines))
