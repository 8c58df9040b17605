"""What a case of a rule is."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from tests.world import World

Key = int | tuple[int, int]
# The row that is found, and the one that is not.
Pair = tuple[Key, Key]
Case = Callable[[World], Pair]


def ago(days: int) -> datetime.datetime:
    """This moment, so many days ago."""
    return timezone.now() - datetime.timedelta(days=days)
