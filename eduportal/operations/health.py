"""Whether this node can work, for a monitor."""

import logging

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from eduportal.dashboards.figures.services.checking import oldest_unread
from eduportal.exchange.models import Contract, DailyRoot, OutboxEntry, Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.selectors.chain import SCOPE
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.scoping import everywhere
from eduportal.scoping.checks import problems_of, sentences
from eduportal.scoping.replica import State, look

logger = logging.getLogger(__name__)
AN_HOUR = 3600
A_DAY = 24 * AN_HOUR
# What is told of the way up: the state of the outbox it is the age of, and from which age on it is
# late. A silence is told only once two intervals have passed: it is late at once.
AGES = {
    "oldest_outbox_seconds": (OutboxState.QUEUED, AN_HOUR),
    "oldest_needs_human_seconds": (OutboxState.NEEDS_HUMAN, A_DAY),
    "oldest_parked_seconds": (OutboxState.PARKED, A_DAY),
    "oldest_returned_seconds": (OutboxState.RETURNED, A_DAY),
    "equal_seconds": (None, 2 * A_DAY),
    "root_seconds": (None, 2 * A_DAY),
    "oldest_figure_difference_seconds": (None, 0),
    "oldest_silence_seconds": (None, 0),
}
# A later version of the scope: a return it answers is nobody's matter any more.
ANSWERED = Package.objects.filter(
    **{name: OuterRef(f"package__{name}") for name in SCOPE},
    version__gt=OuterRef("package__version"),
).exclude(state=PackageState.VOID)


# Without a transaction around it: a database that is down must be an answer, not an error.
@transaction.non_atomic_requests
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when database and queue are ok, otherwise 503; open to all, so it says nothing more.

    `status` is "ok", "late" or "down"; `late` names the ages that have passed their limit. That is
    still 200: what a proxy would do about a 503 mends none of it (docs/decisions/0047). A `replica`
    that is "behind" or "down" is late too: pages are read from the first database then. A database
    is "unsafe" when its role or its tables would not keep the schools apart (scoping/checks.py).

    The ages in seconds are those of the oldest package still to be sent, needing a person, parked
    or returned above, of the last comparison that found this node and the one above equal, of the
    newest signed root of a day, of the oldest check that found figures nothing explains and that
    nobody has read, and of the last word of software that should have been heard twice since; null
    when there is none or it cannot be known.

    X-EduPortal-Instance lets the program that started this node know it from another's.
    """
    database, waiting, replica = asked()
    queue = queue_state()
    works = database == queue == "ok"
    late = late_of(waiting) + ["replica"] * (replica in (State.BEHIND, State.DOWN))
    status = ("late" if late else "ok") if works else "down"
    parts = {"database": database, "queue": queue, "replica": replica}
    answer = {"status": status, **parts, "late": late}
    response = JsonResponse(answer | waiting, status=200 if works else 503)
    if settings.EDUPORTAL_INSTANCE:
        response["X-EduPortal-Instance"] = settings.EDUPORTAL_INSTANCE
    return response


def asked() -> tuple[str, dict[str, int | None], State]:
    """What the database says of itself, the ages of AGES, and the state of its replica."""
    try:
        return database_state(), seconds_waiting(), look()
    except (DatabaseError, InterfaceError):
        logger.exception("The database does not answer.")
        return "down", dict.fromkeys(AGES), State.NONE


def late_of(ages: dict[str, int | None]) -> list[str]:
    """The names of the ages that have passed their limit."""
    found = ((name, ages[name], limit) for name, (_state, limit) in AGES.items())
    return [name for name, age, limit in found if age is not None and age >= limit]


def database_state() -> str:
    """ "ok" or "unsafe". Not cached: the answer takes about 15 ms (docs/decisions/0003)."""
    problems = problems_of()
    if problems:
        logger.critical("The database is unsafe. %s", sentences(problems))
    return "unsafe" if problems else "ok"


def seconds_waiting() -> dict[str, int | None]:
    """Each age of AGES, None for what there is none of: five queries."""
    with everywhere("the oldest waiting package of any school is wanted"):
        entries = OutboxEntry.objects.exclude(Exists(ANSWERED), state=OutboxState.RETURNED)
        oldest = entries.aggregate(
            **{
                name: Min("created_at", filter=Q(state=state))
                for name, (state, _limit) in AGES.items()
                if state
            }
        )
        silence = Contract.objects.aggregate(oldest=Min("silent_since"))
    oldest["oldest_silence_seconds"] = silence["oldest"]
    oldest["equal_seconds"] = Peer.objects.filter(
        relation=PeerRelation.UPSTREAM, revoked_at=None
    ).aggregate(equal=Min("equal_at"))["equal"]
    oldest["root_seconds"] = DailyRoot.objects.aggregate(newest=Max("made_at"))["newest"]
    oldest["oldest_figure_difference_seconds"] = oldest_unread()
    now = timezone.now()
    return {name: at and int((now - at).total_seconds()) for name, at in oldest.items()}


def queue_state() -> str:
    """ "ok" or "down"."""
    client = Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=settings.REDIS_TIMEOUT_SECONDS,
        socket_timeout=settings.REDIS_TIMEOUT_SECONDS,
    )
    try:
        # Always asked: the circuit of core/hints.py would remember an answer.
        client.ping()
    except RedisError:
        logger.exception("The queue does not answer.")
        return "down"
    finally:
        client.close()
    return "ok"
