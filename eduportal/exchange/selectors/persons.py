"""What this node tells a node below about one student: who was let go, and what was accepted."""

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from eduportal.core.text import name_sort_key
from eduportal.exchange.feeds.enrolment import LISTS, STANDING, STUDYING
from eduportal.exchange.models import Line, Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import piece
from eduportal.exchange.wire.answer import SignedReceipt

TRANSFERRED = "t"
MOST_PIECES = 60


class Wanted(NamedTuple):
    """Whom a school asks for: the former school, and three things that must be the same child's.

    `known` is the Ministry's code or the personal number, `birth` the day as 2014-07-25.
    """

    school: str
    known: str
    name: str
    birth: str


def leaver(wanted: Wanted) -> dict[str, Any] | None:
    """The line of the former school's list that says who left, with its proof.

    None unless code, name and birth date agree and the school has let the student go, in the
    newest year of its lists: three queries.
    """
    lists = Package.objects.filter(
        school__code=wanted.school, feed=LISTS, state=PackageState.ACCEPTED
    ).order_by("-year", "unit")
    newest = lists.values_list("year", flat=True).first()
    for package in lists.filter(year=newest).select_related("school"):
        for line in wire.parse(package.plain).lines:
            if line[STANDING] == TRANSFERRED and _is(line, wanted):
                return _piece(package, line[0])
    return None


def is_listed(code: str, uid: uuid.UUID, node: str) -> bool:
    """Whether the newest lists of this school, which the node sends for, have the student there."""
    lists = Package.objects.filter(
        school__code=code, school__node=node, feed=LISTS, state=PackageState.ACCEPTED
    )
    newest = lists.order_by("-year").values_list("year", flat=True).first()
    return any(
        line[0] == str(uid) and line[STANDING] == STUDYING
        for package in lists.filter(year=newest)
        for line in wire.parse(package.plain).lines
    )


def results(uid: uuid.UUID, but: str) -> list[dict[str, Any]]:
    """What counts here and names the student, of any school but one, the newest first, with proof.

    Two queries.
    """
    named = Line.objects.filter(student_uid=uid).exclude(school__code=but)
    packages = Package.objects.filter(
        pk__in=named.values("package"), state=PackageState.ACCEPTED
    ).select_related("school")
    packages = packages.prefetch_related("receipts")
    newest: Iterable[Package] = packages.order_by("-year", "-period", "feed", "pk")[:MOST_PIECES]
    return [_piece(package, str(uid)) for package in newest]


def _is(line: list[Any], wanted: Wanted) -> bool:
    _uid, number, code, name, birth = line[:5]
    return (
        wanted.known in (number, code)
        and wanted.known != ""
        and birth == wanted.birth
        and name_sort_key(name) == name_sort_key(wanted.name)
    )


def _piece(package: Package, uid: str) -> dict[str, Any]:
    receipts = [
        SignedReceipt(bytes(each.content), bytes(each.signature)) for each in package.receipts.all()
    ]
    proved = piece.build(package.plain, uid, package.links, receipts)
    return {"school": package.school.name, **proved}
