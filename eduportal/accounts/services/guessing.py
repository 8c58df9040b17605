"""Guessing is slow, and nobody is locked out by a stranger.

Wrong passwords and codes are counted in lanes. In each lane some failures are free; after that
every attempt has to wait, longer each time up to a limit, and an hour without a failure forgets
all. Who tries on a device the account has signed in from before has a lane of its own: strangers
do not slow it down. The counts are rows of PostgreSQL, so that every process agrees and nothing is
lost with Redis (docs/decisions/0015-guessing.md).
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network
from math import ceil

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eduportal.accounts.choices import Outcome
from eduportal.accounts.models import Authenticator, GuessCount, RecoveryCodes, SignIn, User
from eduportal.accounts.user_names import as_kept
from eduportal.core.reading import network_address

FORGOTTEN_AFTER = datetime.timedelta(hours=1)
# An account that has signed in from an address is known there for so long.
KNOWN_THERE = datetime.timedelta(days=90)
# Attempts that come too soon are written down so often, for each user and address.
REFUSED_EVERY = datetime.timedelta(minutes=1)
# Failures of one name after which its owner gets a mail.
OWNER_WARNED_AT = 10


@dataclass(frozen=True)
class Pace:
    """So many free failures; then seconds to wait, doubled by each further one up to `longest`."""

    free: int
    first: int
    longest: int

    def seconds(self, failures: int) -> int:
        """The wait after the last of `failures` wrong guesses."""
        if failures < self.free:
            return 0
        return int(min(self.longest, self.first * 2 ** min(failures - self.free, 20)))


# Of one name, at most 10 + 60 guesses an hour from all addresses together (ASVS 2.2.1: 100).
PACES = {
    "device": Pace(free=5, first=15, longest=900),
    "name-and-address": Pace(free=5, first=15, longest=900),
    "name": Pace(free=10, first=5, longest=60),
    "address": Pace(free=50, first=1, longest=30),
    "passkey": Pace(free=50, first=1, longest=30),
    "reset": Pace(free=30, first=5, longest=60),
    "link": Pace(free=30, first=5, longest=60),
}
# Lanes in which a person's own guesses are counted. The others belong to an address.
OF_A_PERSON = ("device", "name-and-address", "name")
# So many wrong guesses of one person are worth a look by those who manage the account.
LOCKED_AT = PACES["device"].free


class TooManyAttempts(Exception):
    """This attempt comes too soon; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True)
class Attempt:
    """One try to prove who one is. `lanes` maps the kind of each lane to its digest."""

    user: User | None
    address: str
    lanes: dict[str, str]


def begin(*, user: User | None, name: str, address: str, device: str) -> Attempt:
    """Let one attempt on `name` start, before the password or code is looked at.

    `device` names the device the user is known by, and is empty on a strange one. Raises
    TooManyAttempts while the wait of a lane runs, or while another attempt in the same
    lane has not ended: guesses sent at once gain nothing.
    """
    place = network_of(address)
    attempt = Attempt(user, place, _lanes(user, name, place, device))
    # Who has to wait does not take the lane: a flood of them would keep the owner out of it.
    seconds = _seconds_left(attempt.lanes)
    if not seconds:
        is_alone = _only_one(attempt.lanes["device" if device else "name"])
        # Another attempt may have failed before the lane was free.
        seconds = _seconds_left(attempt.lanes) if is_alone else 1
    if seconds:
        _write_down_refused(user, place)
        raise TooManyAttempts(seconds)
    return attempt


def failed(attempt: Attempt) -> bool:
    """Count a wrong guess in every lane; True when the owner should be warned of it."""
    _write_down(attempt.user, attempt.address, Outcome.WRONG)
    counts = _count(attempt.lanes, attempt.user)
    of_name = max(counts.get("name", 0), counts.get("device", 0))
    return attempt.user is not None and of_name >= OWNER_WARNED_AT


def signed_in(user: User, address: str) -> None:
    """Write a good sign-in down."""
    _write_down(user, network_of(address), Outcome.RIGHT)


def forgive(attempt: Attempt) -> None:
    """Forget the failures of the attempt's person at this place."""
    own = [attempt.lanes[kind] for kind in ("device", "name-and-address") if kind in attempt.lanes]
    GuessCount.objects.filter(lane__in=own).delete()


def passkey_refused(user: User | None, address: str) -> None:
    """Write a refused passkey down; `user` is whose it claims to be.

    Nobody waits for it: a signature is not guessed. Beyond the pace of its address nothing is
    written, so that nobody fills the table.
    """
    place = network_of(address)
    lanes = {"passkey": _digest("passkey", place)}
    if not _seconds_left(lanes):
        _write_down(user, place, Outcome.WRONG)
        _count(lanes)


def count_reset(address: str) -> None:
    """Count one request for a reset mail from an address; raises TooManyAttempts."""
    _require_turn("reset", address)
    _count({"reset": _digest("reset", network_of(address))})


def require_link_turn(address: str) -> None:
    """Raise TooManyAttempts while the address has to wait after codes that opened nothing."""
    _require_turn("link", address)


def link_refused(address: str) -> None:
    """Count one code of a link that opened nothing, from an address."""
    _count({"link": _digest("link", network_of(address))})


def unlock(user: User) -> None:
    """Forget the wrong guesses at the user's password and codes, wherever they were made."""
    GuessCount.objects.filter(user=user).delete()
    for device in (Authenticator, RecoveryCodes):
        device.objects.filter(user=user).update(
            throttling_failure_timestamp=None, throttling_failure_count=0
        )


def wrong_guesses(users: Collection[User]) -> dict[int, int]:
    """By account, the most wrong guesses in one of its lanes, from LOCKED_AT on: one query."""
    since = timezone.now() - FORGOTTEN_AFTER
    counts = GuessCount.objects.filter(
        user__in=[user.pk for user in users], last_failed_at__gt=since, failures__gte=LOCKED_AT
    )
    most = counts.values("user").annotate(most=Max("failures"))
    return dict(most.values_list("user", "most"))


def _require_turn(kind: str, address: str) -> None:
    seconds = _seconds_left({kind: _digest(kind, network_of(address))})
    if seconds:
        raise TooManyAttempts(seconds)


def network_of(address: str) -> str:
    """The address itself, or the /64 of an IPv6 address: one household or school has them all."""
    parsed = network_address(address)
    if parsed is None:
        return address[:45]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def typed_name(name: str) -> str:
    """What was typed as a name, in its one spelling; of any length, never an error."""
    readable = name.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return as_kept(readable).strip()


def _lanes(user: User | None, name: str, place: str, device: str) -> dict[str, str]:
    if user is not None and device:
        return {"device": _digest("device", str(user.pk), device)}
    name = typed_name(name)
    lanes = {
        "name-and-address": _digest("name-and-address", name, place),
        "name": _digest("name", name),
    }
    # One pupil with a telephone must not slow the teachers behind the same address.
    if not _has_signed_in_from(user, place):
        lanes["address"] = _digest("address", place)
    return lanes


def _has_signed_in_from(user: User | None, place: str) -> bool:
    since = timezone.now() - KNOWN_THERE
    return SignIn.objects.filter(
        user_id=user.pk if user else 0, address=place, outcome=Outcome.RIGHT, at__gte=since
    ).exists()


def _digest(*parts: str) -> str:
    """A lane's key. Keyed, because what was typed as a name may be a password."""
    return salted_hmac("accounts.guessing", "\0".join(parts), algorithm="sha256").hexdigest()


def _only_one(lane: str) -> bool:
    """Whether this transaction is the only one in the lane; a second one is not kept waiting."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [int(lane[:15], 16)])
        return bool(cursor.fetchone()[0])


def _seconds_left(lanes: dict[str, str]) -> int:
    """The longest wait that still runs in one of the lanes."""
    now = timezone.now()
    found = GuessCount.objects.filter(
        lane__in=lanes.values(), last_failed_at__gt=now - FORGOTTEN_AFTER
    )
    counts = {row.lane: row for row in found}
    waits = [0.0]
    for kind, lane in lanes.items():
        if lane in counts:
            row = counts[lane]
            passed = (now - row.last_failed_at).total_seconds()
            waits.append(PACES[kind].seconds(row.failures) - passed)
    return ceil(max(waits))


def _write_down(user: User | None, place: str, outcome: Outcome) -> None:
    """In SQL, because the moment of a record is the database's: the portal may not name one."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [user.pk if user else None, place, outcome.value])


def _write_down_refused(user: User | None, place: str) -> None:
    """Once a minute, so that nobody fills the table by asking."""
    recent = SignIn.objects.filter(
        user=user, address=place, outcome=Outcome.SOON, at__gt=timezone.now() - REFUSED_EVERY
    )
    if not recent.exists():
        _write_down(user, place, Outcome.SOON)


WRITE = "insert into accounts_signin (user_id, address, outcome) values (%s, %s, %s)"
COUNT = """
insert into accounts_guesscount as known (lane, failures, last_failed_at, user_id)
select lane, 1, %(now)s, case when lane = any(%(own)s) then %(user)s::bigint end
from unnest(%(lanes)s) lane order by lane
on conflict (lane) do update set last_failed_at = %(now)s,
    failures = case when known.last_failed_at > %(forgotten)s then known.failures + 1 else 1 end
returning lane, failures
"""


def _count(lanes: dict[str, str], user: User | None = None) -> dict[str, int]:
    """Add one failure to each lane; the counts by kind. `user` is whose own lanes they are."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {
                "now": now,
                "forgotten": now - FORGOTTEN_AFTER,
                "lanes": list(lanes.values()),
                "own": [lane for kind, lane in lanes.items() if kind in OF_A_PERSON],
                "user": user.pk if user else None,
            },
        )
        counts = dict(cursor.fetchall())
    return {kind: counts[lane] for kind, lane in lanes.items()}
