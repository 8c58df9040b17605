"""The daily roots, and whether the rows of a day still lead to what was signed."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import BinaryField, F, Func, QuerySet
from django.utils import timezone

from eduportal.exchange.models import DailyRoot, NodeKey, Package, Receipt
from eduportal.exchange.stamping import NoStamp, stamped_at
from eduportal.exchange.wire import daily, signing, tree
from eduportal.scoping import everywhere

SHA256 = Func(F("content"), function="sha256", output_field=BinaryField())
ROOT_ORDER = ("-day",)
REASON = "the root of a day is over every school"


def bounds(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """The first moment of a calendar day, and that of the next."""
    zone, next_day = timezone.get_default_timezone(), day + datetime.timedelta(days=1)
    return (
        datetime.datetime.combine(day, datetime.time.min, zone),
        datetime.datetime.combine(next_day, datetime.time.min, zone),
    )


def packages_of(day: datetime.date) -> "QuerySet[Package]":
    """What came that day, in whatever state."""
    begins, ends = bounds(day)
    return Package.objects.filter(received_at__gte=begins, received_at__lt=ends)


def receipt_digest(content: bytes) -> str:
    """By which a receipt stands in the tree."""
    return hashlib.sha256(content).hexdigest()


class Tree:
    """The tree over a day's packages and receipts, as the rows say now: two queries."""

    def __init__(self, day: datetime.date) -> None:
        begins, ends = bounds(day)
        with everywhere(REASON):
            self.packages = list(packages_of(day).values_list("hash", flat=True))
            kept = Receipt.objects.filter(kept_at__gte=begins, kept_at__lt=ends)
            digests = kept.annotate(digest=SHA256).values_list("digest", flat=True)
            self.receipts = [bytes(digest).hex() for digest in digests]
        self.pieces = daily.leaves(self.packages, self.receipts)

    @cached_property
    def leaves(self) -> list[bytes]:
        return [tree.leaf(piece) for piece in self.pieces]

    @cached_property
    def root(self) -> str:
        return tree.root(self.leaves).hex()

    @cached_property
    def _places(self) -> dict[bytes, int]:
        return {piece: number for number, piece in enumerate(self.pieces)}

    def path(self, piece: str) -> list[tuple[str, str]] | None:
        """What leads from a piece to the root; None where it is not of this day."""
        number = self._places.get(piece.encode())
        if number is None:
            return None
        return [(side, beside.hex()) for side, beside in tree.path(self.leaves, number)]


@dataclass(frozen=True)
class CheckedRoot:
    """A day's root, checked now.

    `holds`: the rows of the day lead to it. `is_genuine`: this node's key signed it. `stamp` is
    the moment the authority saw it, None without a stamp that proves one; `no_stamp` says why.
    """

    root: DailyRoot
    holds: bool
    is_genuine: bool
    stamp: datetime.datetime | None
    no_stamp: str


def checked_root(root: DailyRoot) -> CheckedRoot:
    """The root with its rows, signature and time-stamp checked again: three queries."""
    moment, why = stamp_of(root)
    return CheckedRoot(root, Tree(root.day).root == root.root, is_signed(root), moment, why)


def is_signed(root: DailyRoot) -> bool:
    """Whether a key of this node that held then has signed what the row says."""
    fields = daily.parse(bytes(root.content))
    says = (fields["day"], fields["root"], fields["packages"], fields["receipts"])
    if says != (root.day.isoformat(), root.root, root.packages, root.receipts):
        return False
    moment = datetime.datetime.fromisoformat(fields["at"])
    return any(
        key.held_at(moment)
        and signing.is_signed(bytes(key.public_key), bytes(root.signature), bytes(root.content))
        for key in NodeKey.objects.filter(node=settings.EDUPORTAL_NODE)
    )


def stamp_of(root: DailyRoot) -> tuple[datetime.datetime | None, str]:
    """When the authority saw the root; or why there is no telling."""
    if root.stamp is None:
        return None, ""
    try:
        return stamped_at(stamped_bytes(root), bytes(root.stamp)), ""
    except NoStamp as problem:
        return None, str(problem)


def stamped_bytes(root: DailyRoot) -> bytes:
    """What the authority is asked to stamp."""
    return bytes(root.content) + bytes(root.signature)


def roots_of(days: Sequence[datetime.date]) -> dict[datetime.date, DailyRoot]:
    """The roots of these days: one query."""
    return {root.day: root for root in DailyRoot.objects.filter(day__in=set(days))}
