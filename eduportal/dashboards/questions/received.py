"""What other nodes have delivered: sealed records of which this node holds no mark book."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum

from eduportal.dashboards.figures.selectors import SchoolIds
from eduportal.exchange.models import Package
from eduportal.exchange.selectors import node_names
from eduportal.exchange.states import PackageState
from schools.models import School, Term, period_title

# A term's results are what officials look at first.
RESULTS = ("hk1", "hk2")


@dataclass(frozen=True)
class Received:
    """Packages of one node or one school in one term.

    `code` is the node's, which its address bears, or the school's.
    `records` counts the subject records of accepted packages. `waiting`
    packages are parked: this node cannot read them yet.
    """

    code: str
    name: str
    schools: int
    accepted: int
    records: int
    waiting: int
    returned: int
    newest: datetime.datetime


class Asked(NamedTuple):
    """A period of a school year, by the codes that packages bear."""

    year: str
    period: str

    @property
    def title(self) -> str:
        """What people call it."""
        return period_title(self.year, self.period)


def received_period(term: Term | None) -> Asked:
    """That of the term, or the newest one delivered where this node has no school year."""
    if term is not None:
        return Asked(term.school_year.code, term.period)
    others = Package.objects.exclude(origin=settings.EDUPORTAL_NODE).filter(period__in=RESULTS)
    newest = others.order_by("-year", "-period").values_list("year", "period").first()
    return Asked(*newest) if newest else Asked("", "")


def received_by_node(asked: Asked, school_ids: SchoolIds) -> list[Received]:
    """One line a node that delivered anything for the term: two queries."""
    groups = _delivered(asked, school_ids).values("origin").order_by("origin")
    names = node_names()
    return [
        _line(group["origin"], names.get(group["origin"], group["origin"]), group)
        for group in groups.annotate(**SUMS)
    ]


def received_by_school(asked: Asked, school_ids: SchoolIds, origin: str) -> list[Received]:
    """One line a school of the node, by name: two queries."""
    delivered = _delivered(asked, school_ids).filter(origin=origin)
    groups = list(delivered.values("school_id").order_by().annotate(**SUMS))
    schools = School.objects.filter(pk__in=[group["school_id"] for group in groups])
    named = {pk: (code, name) for pk, code, name in schools.values_list("pk", "code", "name")}
    lines = [_line(*named[group["school_id"]], group) for group in groups]
    return sorted(lines, key=lambda line: line.name)


def packages_of_school(school: School, asked: Asked) -> QuerySet[Package]:
    """The school's packages from its own node that are not superseded, by class."""
    return (
        _delivered(asked, None)
        .filter(school=school)
        .exclude(state__in=[PackageState.SUPERSEDED, PackageState.VOID])
        .defer("content", "custody")
        .order_by("unit_name", "feed", "version")
    )


def _delivered(asked: Asked, school_ids: SchoolIds) -> QuerySet[Package]:
    packages = Package.objects.filter(year=asked.year, period=asked.period)
    packages = packages.exclude(origin=settings.EDUPORTAL_NODE)
    return packages if school_ids is None else packages.filter(school__in=school_ids)


def _line(code: str, name: str, group: Mapping[str, Any]) -> Received:
    counts = {key: group[f"all_{key}"] for key in COUNTED}
    return Received(code, name, **counts, newest=group["newest"])


_ACCEPTED = Q(state=PackageState.ACCEPTED)
SUMS = {
    "all_schools": Count("school", distinct=True),
    "all_accepted": Count("pk", filter=_ACCEPTED),
    "all_records": Sum("records", filter=_ACCEPTED, default=0),
    "all_waiting": Count("pk", filter=Q(state=PackageState.PARKED)),
    "all_returned": Count("pk", filter=Q(state=PackageState.RETURNED)),
    "newest": Max("received_at"),
}
COUNTED = ("schools", "accepted", "records", "waiting", "returned")
