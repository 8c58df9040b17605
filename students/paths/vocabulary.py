"""The places a leaver can be at, and which statistics each counts in."""

from collections.abc import Collection
from enum import StrEnum


class Destination(StrEnum):
    """One valid a leaver and day. The codes are stored."""

    THPT_PUBLIC = "thpt_public"
    THPT_PRIVATE = "thpt_private"
    THPT_SPECIAL = "thpt_special"
    GDTX = "gdtx"
    NINE_PLUS = "9plus"
    VOCATIONAL_UPPER = "trung_hoc_nghe"
    INTERMEDIATE = "trung_cap"
    ELEMENTARY = "so_cap"
    UNIVERSITY = "dai_hoc"
    COLLEGE = "cao_dang"
    RETURNED = "returned"
    LABOUR = "labour"
    REPEAT = "repeat"
    LEFT_PROVINCE = "left_province"
    ABROAD = "abroad"
    DECEASED = "deceased"
    UNKNOWN = "unknown"


# THPT rank (Luật 123/2025/QH15: trung học nghề is of that rank).
UPPER = frozenset(
    {
        Destination.THPT_PUBLIC,
        Destination.THPT_PRIVATE,
        Destination.THPT_SPECIAL,
        Destination.GDTX,
        Destination.NINE_PLUS,
        Destination.VOCATIONAL_UPPER,
    }
)
VOCATIONAL = frozenset(
    {
        Destination.NINE_PLUS,
        Destination.VOCATIONAL_UPPER,
        Destination.INTERMEDIATE,
        Destination.ELEMENTARY,
    }
)
# Of those who completed grade 12.
HIGHER = frozenset({Destination.UNIVERSITY, Destination.COLLEGE})
VOCATIONAL_OF_TWELVE = frozenset(
    {Destination.COLLEGE, Destination.INTERMEDIATE, Destination.ELEMENTARY}
)
LEARNING = UPPER | VOCATIONAL | HIGHER | {Destination.RETURNED}
# Who learns GDTX and trung cấp together is one learner in two statistics.
TAGS = {Destination.NINE_PLUS: (Destination.GDTX, Destination.INTERMEDIATE)}


class Group(StrEnum):
    """Whose paths they are: who completed grade 9 or 12, or left before the end of a grade."""

    NINE = "9"
    TWELVE = "12"
    LEFT = "left"


_LEAVES_LEARNING = (
    Destination.LABOUR,
    Destination.LEFT_PROVINCE,
    Destination.ABROAD,
    Destination.DECEASED,
)
_UPPER_SCHOOLS = (Destination.THPT_PUBLIC, Destination.THPT_PRIVATE, Destination.THPT_SPECIAL)
_TRADES = (Destination.INTERMEDIATE, Destination.ELEMENTARY)
# What an institution's list of learners can say of each group.
LISTED: dict[Group, tuple[Destination, ...]] = {
    Group.NINE: (
        *_UPPER_SCHOOLS,
        Destination.GDTX,
        Destination.NINE_PLUS,
        Destination.VOCATIONAL_UPPER,
        *_TRADES,
    ),
    Group.TWELVE: (Destination.UNIVERSITY, Destination.COLLEGE, *_TRADES),
    Group.LEFT: (
        Destination.GDTX,
        Destination.NINE_PLUS,
        Destination.VOCATIONAL_UPPER,
        *_TRADES,
    ),
}
# What only the leaver's school can say.
SAID: dict[Group, tuple[Destination, ...]] = {
    Group.NINE: (
        *LISTED[Group.NINE],
        Destination.LABOUR,
        Destination.REPEAT,
        *_LEAVES_LEARNING[1:],
    ),
    Group.TWELVE: (*LISTED[Group.TWELVE], *_LEAVES_LEARNING),
    Group.LEFT: (Destination.RETURNED, *LISTED[Group.LEFT], *_LEAVES_LEARNING),
}
# What a student may wish for before leaving.
WISHED: dict[Group, tuple[Destination, ...]] = {
    group: (*LISTED[group], Destination.LABOUR) for group in (Group.NINE, Group.TWELVE)
}


def tags_of(destination: Destination) -> tuple[Destination, ...]:
    """The statistics in which the learner is counted."""
    return TAGS.get(destination, (destination,))


def joined(listed: Collection[Destination]) -> Destination | None:
    """The one destination of a leaver whom several lists name; None where they contradict."""
    kinds = set(listed)
    both = set(TAGS[Destination.NINE_PLUS])
    if len(kinds) > 1 and kinds <= both | {Destination.NINE_PLUS}:
        return Destination.NINE_PLUS
    return kinds.pop() if len(kinds) == 1 else None
