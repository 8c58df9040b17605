"""A rehearsal: everything is judged as it would be, and nothing of it is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from eduportal.exchange import keys
from eduportal.exchange.models import Receipt
from eduportal.exchange.wire import receipt as wire
from eduportal.exchange.wire import signing
from eduportal.scoping import everywhere


class _Over(Exception):
    """The end of a rehearsal, which takes back what it wrote."""


@contextmanager
def rehearsal() -> Iterator[None]:
    """Take back everything the block writes.

    A package that another transaction works on is waited for a short while only: what the
    rehearsal has locked itself, others wait for meanwhile.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '1s'")
            yield
            raise _Over
    except _Over:
        return


def mark_rehearsed(receipts: Sequence[Receipt]) -> None:
    """Sign the receipts that were not kept as what they are: nobody can show them as receipts."""
    with everywhere("receipts of before a rehearsal are told from those it issued"):
        kept = Receipt.objects.filter(pk__in=[each.pk for each in receipts])
        numbers = set(kept.values_list("pk", flat=True))
    for receipt in receipts:
        if receipt.pk not in numbers:
            receipt.content = wire.rehearsed(bytes(receipt.content))
            receipt.signature = signing.sign(keys.own_key(), receipt.content)
