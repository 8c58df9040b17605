"""Whether a school's own lists, as this node holds them, let a student count in a class.

Who sits where is judged on the closing day of the results, and by the lists as they were when the
results were sealed: what the register says afterwards changes no verdict, so that results sent
again a year later are taken as they were the first time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, QuerySet

from eduportal.core.written import Given, Written
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from eduportal.exchange.wire.scope import NONE
from schools.models import School

CODE = "not_enrolled_on_closing_day"
LISTS = "student"
STUDYING = "s"
STANDING, LEFT, ENROLLED_ON = 5, 6, 8


class Contradiction(NamedTuple):
    """Lines that the class's lists do not bear out; `may_end` while a newer list may still come."""

    problems: list[Problem]
    may_end: bool


def contradiction(school: School, header: Header, lines: Sequence[Any]) -> Contradiction | None:
    """Lines that count although the class's lists do not have the student there on that day.

    Meets lines that nobody has checked. None where nothing is contradicted, or the school has sent
    no list of the class. One query.
    """
    claimed = {
        line[0]: number
        for number, line in enumerate(lines, start=1)
        if len(line) > STANDING and line[STANDING] == STUDYING and isinstance(line[0], str)
    }
    lists = _lists(school, header) if claimed else []
    if not lists:
        return None
    sealed_at = datetime.fromisoformat(header.sealed_at)
    before = [each for each in lists if each.sealed_at <= sealed_at]
    since = lists[len(before) :]
    absent = _absent(map(_by_uid, reversed(before)), set(claimed), header.closes)
    for each in since if absent else ():
        absent -= _present(_by_uid(each), absent, header.closes)
    if not absent:
        return None
    message = "The school's list does not have the student in the class on the closing day."
    found = sorted((claimed[uid], uid) for uid in absent)
    return Contradiction([Problem(CODE, message, at, "uid", uid) for at, uid in found], not since)


def _versions() -> "QuerySet[Package]":
    versions = Package.objects.filter(
        school_id=Given("school", BigIntegerField()),
        feed=LISTS,
        year=Given("year", CharField()),
        period=NONE,
        unit=Given("unit", CharField()),
        state__in=[PackageState.ACCEPTED, PackageState.SUPERSEDED],
    )
    return versions.only("sealed_at", "content").order_by("sealed_at", "version")


VERSIONS = Written(_versions)


def _lists(school: School, header: Header) -> list[Package]:
    """Every version of the class's list, the oldest first."""
    return VERSIONS.ask(school=school.pk, year=header.scope.year, unit=header.scope.unit)


def _absent(newest_first: Iterable[dict[str, Any]], claimed: set[str], day: str) -> set[str]:
    """Whom these lists do not have in the class on the day.

    A list names the last stay of a student: of who has come back after the day, an older list has
    the stay before it.
    """
    absent, undecided = set(claimed), set(claimed)
    for found in newest_first:
        undecided &= found.keys()
        absent -= _present(found, undecided, day)
        undecided = {uid for uid in undecided if found[uid][ENROLLED_ON] > day}
        if not undecided:
            break
    return absent


def _present(found: dict[str, Any], uids: set[str], day: str) -> set[str]:
    return {
        uid
        for uid in uids & found.keys()
        if found[uid][ENROLLED_ON] <= day <= (found[uid][LEFT] or day)
    }


def _by_uid(package: Package) -> dict[str, Any]:
    return {line[0]: line for line in wire.parse(package.plain).lines}
