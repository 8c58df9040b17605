"""What other nodes have delivered: sealed records of which this node holds no mark book."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum

from eduportal.dashboards.figures.selectors import SchoolIds
from eduportal.exchange.models import Package
from eduportal.exchange.selectors import node_names
from eduportal.exchange.states import PackageState
from schools.models import School, Term


@dataclass(frozen=True)
class Received:
    """Packages of one node or one school in one term.

    `code` is the node's, which its address bears, or the school's.
    `records` counts the lines of accepted packages, which are the lines in the ledger. `waiting`
    packages are received or parked, not decided yet.
    """

    code: str
    name: str
    schools: int
    accepted: int
    records: int
    waiting: int
    returned: int
    newest: datetime.datetime


def received_term(term: Term | None) -> str:
    """The code of the term, or of the newest one delivered where this node has no school year."""
    if term is not None:
        return term.code
    newest = Package.objects.exclude(origin=settings.EDUPORTAL_NODE).aggregate(Max("term_code"))
    return str(newest["term_code__max"] or "")


def received_by_node(term_code: str, school_ids: SchoolIds) -> list[Received]:
    """One line a node that delivered anything for the term: two queries."""
    groups = _delivered(term_code, school_ids).values("origin").order_by("origin")
    names = node_names()
    return [
        _line(group["origin"], names.get(group["origin"], group["origin"]), group)
        for group in groups.annotate(**SUMS)
    ]


def received_by_school(term_code: str, school_ids: SchoolIds, origin: str) -> list[Received]:
    """One line a school of the node, by name: two queries."""
    delivered = _delivered(term_code, school_ids).filter(origin=origin)
    groups = list(delivered.values("school_id").order_by().annotate(**SUMS))
    schools = School.objects.filter(pk__in=[group["school_id"] for group in groups])
    named = {pk: (code, name) for pk, code, name in schools.values_list("pk", "code", "name")}
    lines = [_line(*named[group["school_id"]], group) for group in groups]
    return sorted(lines, key=lambda line: line.name)


def packages_of_school(school: School, term_code: str) -> QuerySet[Package]:
    """The school's packages from its own node that are not superseded, by class."""
    return (
        _delivered(term_code, None)
        .filter(school=school)
        .exclude(state=PackageState.SUPERSEDED)
        .defer("content", "custody")
        .order_by("class_name", "kind", "version")
    )


def _delivered(term_code: str, school_ids: SchoolIds) -> QuerySet[Package]:
    packages = Package.objects.filter(term_code=term_code).exclude(origin=settings.EDUPORTAL_NODE)
    return packages if school_ids is None else packages.filter(school__in=school_ids)


def _line(code: str, name: str, group: Mapping[str, Any]) -> Received:
    counts = {key: group[f"all_{key}"] for key in COUNTED}
    return Received(code, name, **counts, newest=group["newest"])


_ACCEPTED = Q(state=PackageState.ACCEPTED)
SUMS = {
    "all_schools": Count("school", distinct=True),
    "all_accepted": Count("pk", filter=_ACCEPTED),
    "all_records": Sum("rows", filter=_ACCEPTED, default=0),
    "all_waiting": Count("pk", filter=Q(state__in=[PackageState.RECEIVED, PackageState.PARKED])),
    "all_returned": Count("pk", filter=Q(state=PackageState.RETURNED)),
    "newest": Max("received_at"),
}
COUNTED = ("schools", "accepted", "records", "waiting", "returned")
