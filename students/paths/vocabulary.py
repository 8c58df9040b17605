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
LEARNING = UPPER | VOCATIONAL
# Who learns GDTX and trung cấp together is one learner in two statistics.
TAGS = {Destination.NINE_PLUS: (Destination.GDTX, Destination.INTERMEDIATE)}
# What an institution's list of learners can say.
LISTED = tuple(each for each in Destination if each in LEARNING)
# What only the school of grade 9 can say.
SAID = tuple(each for each in Destination if each is not Destination.UNKNOWN)


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
