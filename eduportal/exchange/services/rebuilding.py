"""Writing the ledger anew from the sealed bytes: the lines are what accepted packages say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from eduportal.exchange.feeds import LedgerRow, feed_for
from eduportal.exchange.models import Line, Package, Receipt
from eduportal.exchange.services.ledger import write_lines
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.scoping import everywhere

# Whoever takes a package in meanwhile waits.
ALONE = "lock table exchange_line in share row exclusive mode"
FINGERPRINT = """
select count(*), encode(sha256(convert_to(coalesce(string_agg(
    concat_ws(' ', package_id, student_uid, standing, counted, cells, result), ','
    order by package_id, student_uid), ''), 'UTF8')), 'hex')
from exchange_line where feed = %s and year = %s and period = %s
"""
Place = tuple[str, str, str]


class Rebuilt(NamedTuple):
    """A feed's period after its lines were written anew; `is_same`: they were as they had to be."""

    feed: str
    year: str
    period: str
    lines: int
    is_same: bool


def rebuild() -> Iterator[Rebuilt]:
    """Write every period's lines anew, a transaction each; must not run inside one.

    Where several packages list a student, the line that counted before counts again. Where none
    did, the first package counts whose receipt does not name the student as held.
    """
    with everywhere("the ledger holds every school's lines"):
        for place in _places():
            with transaction.atomic():
                yield _rebuild(place)


def _places() -> list[Place]:
    names = ("feed", "year", "period")
    packages = Package.objects.filter(state=PackageState.ACCEPTED)
    found = {*packages.values_list(*names), *Line.objects.values_list(*names)}
    return sorted(found)


def _rebuild(place: Place) -> Rebuilt:
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
    _lines, before = _fingerprint(place)
    packages = _of(place)
    counted, held = _counted(place), _held(packages)
    Line.objects.filter(**_where(place)).delete()
    for is_first in (True, False):
        for package in packages.iterator(chunk_size=50):
            rows = _rows(package)
            write_lines(
                package,
                [
                    row
                    for row in rows
                    if _comes_first(package.pk, row.student_uid, counted, held) == is_first
                ],
            )
    lines, after = _fingerprint(place)
    return Rebuilt(*place, lines, before == after)


def _comes_first(
    package: int, uid: str, counted: Mapping[str, int], held: Mapping[int, Set[str]]
) -> bool:
    return counted[uid] == package if uid in counted else uid not in held.get(package, ())


def _rows(package: Package) -> Sequence[LedgerRow]:
    contents = wire.parse(package.plain)
    return list(feed_for(package.feed).ledger_rows(contents.header, contents.lines))


def _where(place: Place) -> dict[str, str]:
    feed, year, period = place
    return {"feed": feed, "year": year, "period": period}


def _of(place: Place) -> QuerySet[Package]:
    return Package.objects.filter(**_where(place), state=PackageState.ACCEPTED).order_by("pk")


def _counted(place: Place) -> dict[str, int]:
    """By each student who counts, the package whose line does."""
    lines = Line.objects.filter(**_where(place), counted=True)
    return {str(uid): package for uid, package in lines.values_list("student_uid", "package_id")}


def _held(packages: QuerySet[Package]) -> dict[int, Set[str]]:
    """By package, the students its receipt of this node names as counting elsewhere."""
    receipts = Receipt.objects.filter(
        package__in=packages, issuer=settings.EDUPORTAL_NODE, state=PackageState.ACCEPTED
    )
    found: dict[int, Set[str]] = defaultdict(set)
    for package, content in receipts.values_list("package_id", "content"):
        found[package] = set(receipt_wire.parse(bytes(content)).held)
    return found


def _fingerprint(place: Place) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, place)
        lines, digest = cursor.fetchone()
        return lines, digest
