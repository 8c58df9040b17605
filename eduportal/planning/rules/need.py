"""Classes, rooms and seats a school needs, and what it lacks or has to spare.

Classes are counted by school and grade, then added: ⌈students/most⌉. Short and spare are added
apart, for an empty room here seats nobody there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

TWO_SESSIONS = 2


@dataclass(frozen=True, slots=True)
class Need:
    """One level of education of one school or place in one year.

    `base` are classes by the zone's number of the staffing norm (TT 20/2023 Art. 3), another
    reading than the charter's maximum; None without a zone. The rest of a place is the sum of its
    schools; `unknown` are schools whose rooms nobody has entered, and whose gaps are in no sum.
    """

    students: int = 0
    classes: int = 0
    base: int = 0
    rooms_needed: int = 0
    rooms: int = 0
    short_rooms: int = 0
    spare_rooms: int = 0
    short_classes: int = 0
    short_seats: int = 0
    spare_seats: int = 0
    schools: int = 0
    unknown: int = 0
    no_zone: int = 0

    def __add__(self, other: "Need") -> "Need":
        return Need(*(a + b for a, b in zip(self.numbers, other.numbers, strict=True)))

    @property
    def numbers(self) -> list[int]:
        return [getattr(self, each.name) for each in fields(self)]


@dataclass(frozen=True, slots=True)
class Room:
    """What a level of education of a school has: usable rooms (None: not entered), sessions a
    day, most students a class, seats of a room (None: as many as a class), zone's number."""

    rooms: int | None
    sessions: int
    most: int
    seats: int | None = None
    base: int | None = None


def classes_for(students: Sequence[int], most: int) -> int:
    """Classes of each grade, added."""
    return sum(-(-each // most) for each in students)


def rooms_for(classes: int, sessions: int) -> int:
    """A class of two sessions a day has a room of its own, two of one session share one."""
    return classes if sessions >= TWO_SESSIONS else -(-classes // 2)


def need_of(students: Sequence[int], has: Room) -> Need:
    """What one level of education of one school needs for these students of its grades."""
    classes, total = classes_for(students, has.most), sum(students)
    needed = rooms_for(classes, has.sessions)
    plain = {
        "students": total,
        "classes": classes,
        "base": classes_for(students, has.base) if has.base else 0,
        "rooms_needed": needed,
        "schools": 1,
        "no_zone": int(has.base is None),
    }
    if has.rooms is None:
        return Need(**plain, unknown=1)
    shifts = 1 if has.sessions >= TWO_SESSIONS else 2
    places = has.rooms * shifts * min(has.most, has.seats or has.most)
    return Need(
        **plain,
        rooms=has.rooms,
        short_rooms=max(0, needed - has.rooms),
        spare_rooms=max(0, has.rooms - needed),
        short_classes=max(0, classes - has.rooms * shifts),
        short_seats=max(0, total - places),
        spare_seats=max(0, places - total),
    )


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number in whole parts by weight; the parts make the whole. Largest remainders first,
    of equal ones the earlier; nothing where all weights are zero."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * each // whole for each in weights]
    left = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in left[: total - sum(parts)]:
        parts[at] += 1
    return parts


def split_rooms(rooms: int | None, needed: Mapping[str, int]) -> dict[str, int | None]:
    """The rooms of a school of several levels, by what each of them needs."""
    if rooms is None or len(needed) == 1:
        return dict.fromkeys(needed, rooms)
    weights = list(needed.values()) if any(needed.values()) else [1] * len(needed)
    return dict(zip(needed, apportion(rooms, weights), strict=True))
