"""Who has a sheet or a class open at the moment: hints in the cache, which nobody misses."""

from dataclasses import asdict, dataclass

from django.core.cache import cache
from django.utils import timezone

# A page that is seen says so every ten seconds, one in the background every minute.
STAYS_SECONDS = 75


@dataclass(frozen=True)
class Present:
    """One person at one place; `column` is the title of the one typed in, empty for none."""

    who: str
    column: str


def be_present(place: str, user_id: int, who: str, column: str) -> list[Present]:
    """Note that the person has the place open, a sheet or a class; returns the others who have.

    Two who say so in the same moment may miss each other until the next time.
    """
    key = f"present:{place}"
    now = timezone.now().timestamp()
    found = cache.get(key) or {}
    others = {
        user: each for user, each in found.items() if user != str(user_id) and each["until"] > now
    }
    own = asdict(Present(who, column)) | {"until": now + STAYS_SECONDS}
    cache.set(key, others | {str(user_id): own}, timeout=STAYS_SECONDS)
    return [Present(each["who"], each["column"]) for each in others.values()]
