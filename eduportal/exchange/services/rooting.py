"""The daily root: signing what a day has brought, and having it stamped with the time."""

import datetime
import hashlib
import logging

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.models import DailyRoot, Package
from eduportal.exchange.selectors.roots import REASON, Tree, stamped_bytes
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.services.peers import know_own_key
from eduportal.exchange.stamping import NoStamp, ask_for_stamp, stamped_at
from eduportal.exchange.wire import daily, signing
from eduportal.scoping import everywhere

logger = logging.getLogger(__name__)
# No transaction of the exchange lasts this long: what began before midnight has ended.
AFTER_MIDNIGHT = datetime.timedelta(minutes=30)
LOCK = (7403, 0)


def make_roots(before: datetime.date | None = None) -> int:
    """Sign the root of every day that has none, up to `before`; how many were made.

    Without it, of every day that is over. Safe to run twice at once. A day on which nothing came
    has a root as well: the roots are a chain without gaps.
    """
    made, before = 0, before or timezone.localdate(timezone.now() - AFTER_MIDNIGHT)
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s, %s)", LOCK)
            last = DailyRoot.objects.order_by("-day").first()
            day = _next_day(last)
            if day is None or day >= before:
                return made
            _make(day, last)
            made += 1


def stamp_roots() -> int:
    """Have the roots without a time-stamp stamped, the oldest first; how many were.

    An authority that does not answer is asked again the next time.
    """
    if not settings.EDUPORTAL_TSA_URL:
        return 0
    stamped = 0
    for root in DailyRoot.objects.filter(stamp=None).order_by("day"):
        data = stamped_bytes(root)
        try:
            stamp = ask_for_stamp(data)
        except NoStamp as problem:
            logger.warning("The root of %s was not stamped: %s", root.day, problem)
            break
        stamped += DailyRoot.objects.filter(pk=root.pk, stamp=None).update(
            stamp=stamp, stamped_at=stamped_at(data, stamp)
        )
    return stamped


def _next_day(last: DailyRoot | None) -> datetime.date | None:
    """The day after the last one; without any, the day of the first package."""
    if last is not None:
        return last.day + datetime.timedelta(days=1)
    with everywhere(REASON):
        first = Package.objects.order_by("received_at").values_list("received_at").first()
    return timezone.localdate(first[0]) if first else None


def _make(day: datetime.date, last: DailyRoot | None) -> None:
    know_own_key()
    tree = Tree(day)
    content = daily.build(
        daily.RootFields(
            node=settings.EDUPORTAL_NODE,
            day=day.isoformat(),
            ledger=ledger_id(),
            packages=len(tree.packages),
            receipts=len(tree.receipts),
            root=tree.root,
            prev=hashlib.sha256(bytes(last.content)).hexdigest() if last else "",
            at=timezone.now().isoformat(timespec="seconds"),
        )
    )
    DailyRoot.objects.create(
        day=day,
        packages=len(tree.packages),
        receipts=len(tree.receipts),
        root=tree.root,
        content=content,
        signature=signing.sign(keys.own_key(), content),
    )
