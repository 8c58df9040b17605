"""What this node tells a node below about one student: who was let go, and what was accepted."""

import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from eduportal.core.text import name_sort_key
from eduportal.exchange.feeds.enrolment import LISTS, STANDING, STUDYING
from eduportal.exchange.feeds.rows import is_day
from eduportal.exchange.models import Line, Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import piece
from eduportal.exchange.wire.answer import SignedReceipt

TRANSFERRED = "t"
MOST_PIECES = 60
# Of a class they have a few kilobytes each; the schools choose how many lines their packages have.
MOST_BYTES = 4 * 1024 * 1024
# Between two school years a list of the old one no longer says who is where.
NEXT_YEAR_FROM = 7


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
    for package, line in _lines_naming(_newest(wanted.school), wanted.known):
        if line[STANDING] == TRANSFERRED and is_about(line, wanted):
            return _piece(package, line[0])
    return None


def is_about(line: list[Any], wanted: Wanted) -> bool:
    """Whether code, name and birth date of the list's line are those that are asked for."""
    _uid, number, code, name, birth = line[:5]
    return (
        wanted.known in (number, code)
        and wanted.known != ""
        and birth == wanted.birth
        and is_day(birth)
        and name_sort_key(name) == name_sort_key(wanted.name)
    )


def is_listed(code: str, uid: uuid.UUID, node: str) -> bool:
    """Whether the newest lists of this school, which the node sends for, have the student there."""
    return _is_among(_newest(code).filter(school__node=node), uid)


def results(uid: uuid.UUID, but: str) -> list[dict[str, Any]]:
    """What counts here of the student at any school but one, the newest first, with its proof.

    Nothing of a school whose own list of this year has the student there: who was not let go is
    told of to no other school, whatever that one's list says. Three queries, and two for each
    school.
    """
    counts = Q(counted=True) | ~Q(standing=STUDYING)
    named = Line.objects.filter(counts, student_uid=uid).exclude(school__code=but)
    packages = Package.objects.filter(
        pk__in=named.values("package"), state=PackageState.ACCEPTED
    ).select_related("school")
    newest = packages.prefetch_related("receipts").order_by("-year", "-period", "feed", "pk")
    told = list(newest[:MOST_PIECES])
    keep = {code for code in {each.school.code for each in told} if _has_kept(code, uid)}
    return _within_bounds(_piece(each, str(uid)) for each in told if each.school.code not in keep)


def _within_bounds(pieces: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those there is room for in one answer."""
    found, size = [], 0
    for each in pieces:
        own = len(json.dumps(each))
        if size + own <= MOST_BYTES:
            found.append(each)
            size += own
    return found


def _has_kept(code: str, uid: uuid.UUID) -> bool:
    """Whether the student studies at the school by its own lists of this school year."""
    today = timezone.localdate()
    first = today.year if today.month >= NEXT_YEAR_FROM else today.year - 1
    return _is_among(_newest(code).filter(year__gte=f"{first}-{first + 1}"), uid)


def _is_among(lists: "QuerySet[Package]", uid: uuid.UUID) -> bool:
    return any(
        line[0] == str(uid) and line[STANDING] == STUDYING
        for _package, line in _lines_naming(lists, str(uid))
    )


def _newest(code: str) -> "QuerySet[Package]":
    """The lists of the school's newest year."""
    lists = Package.objects.filter(school__code=code, feed=LISTS, state=PackageState.ACCEPTED)
    newest = lists.order_by("-year").values_list("year", flat=True).first()
    return lists.filter(year=newest).select_related("school").order_by("unit")


def _lines_naming(lists: "QuerySet[Package]", text: str) -> Iterator[tuple[Package, list[Any]]]:
    """The lines of those lists in which the text stands at all: the others are not read."""
    said = json.dumps(text, ensure_ascii=False).encode(errors="replace")
    for package in lists.iterator(chunk_size=20):
        if said in package.plain:
            yield from ((package, line) for line in wire.parse(package.plain).lines)


def _piece(package: Package, uid: str) -> dict[str, Any]:
    receipts = [
        SignedReceipt(bytes(each.content), bytes(each.signature)) for each in package.receipts.all()
    ]
    proved = piece.build(package.plain, uid, package.links, receipts)
    return {"school": package.school.name, **proved}
