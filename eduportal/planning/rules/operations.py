"""The steps of a scenario as they are described, and why one cannot be taken."""

from dataclasses import dataclass
from enum import StrEnum

from eduportal.planning.rules.distance import Point
from eduportal.planning.rules.network import Network, School


class Kind(StrEnum):
    """What a step does."""

    OPEN = "open"
    CLOSE = "close"
    CLOSE_SITE = "close_site"
    EXTEND = "extend"
    MERGE_SITES = "merge_sites"
    MERGE_ADMIN = "merge_admin"
    SPLIT = "split"
    MOVE = "move"
    SHIFT = "shift"
    SESSIONS = "change_sessions"
    MOVE_GRADES = "move_grades"
    HAND_OVER = "hand_over_level"


class Cannot(StrEnum):
    """Why a step cannot be taken."""

    NO_SCHOOL = "no_school"
    NO_TARGET = "no_target"
    SAME_SCHOOL = "same_school"
    NO_SITE = "no_site"
    LAST_SITE = "last_site"
    NO_ROOMS = "no_rooms"
    NO_GRADES = "no_grades"
    NO_LEVEL = "no_level"
    NO_SHARE = "no_share"
    NO_SESSIONS = "no_sessions"
    NO_PLACE = "no_place"
    NO_COMMUNE = "no_commune"
    LEVEL_MISSING = "level_missing"


@dataclass(frozen=True, slots=True)
class Operation:
    """One step in the school year `year`. Schools and sites by key; `key` is that of the school a
    step makes (open, split). `rooms` are classrooms added (below zero: taken away), or those of the
    new school; `share` is percent of the grades, `grades` empty for all of them."""

    kind: Kind
    school: str = ""
    target: str = ""
    site: str = ""
    year: int = 0
    grades: tuple[int, ...] = ()
    stage: str = ""
    rooms: int | None = None
    share: int | None = None
    sessions: int | None = None
    key: str = ""
    name: str = ""
    commune: str = ""
    stages: tuple[str, ...] = ()
    zone: int | None = None
    point: Point | None = None


class Refused(ValueError):
    """A step that cannot be taken."""

    def __init__(self, why: Cannot) -> None:
        self.why = why
        super().__init__(why.value)


def school_of(network: Network, key: str, why: Cannot = Cannot.NO_SCHOOL) -> School:
    found = network.schools.get(key)
    if found is None:
        raise Refused(why)
    return found
