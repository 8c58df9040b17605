"""What a forecast assumes: which settings there are, and what each may be.

How large classes and schools may be is no assumption but a dated line (sizes.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from eduportal.planning.rules.ladder import Method

OWN_LIMIT = "Sở quy định (CV 6165/BGDĐT-GDPT: không sáp nhập nơi đi lại khó khăn), chưa có"
PRACTICE = "quy ước của phần mềm, không phải quy định"


@dataclass(frozen=True, slots=True)
class Setting:
    """One assumption: where it comes from; either values it may have, or least and most."""

    key: str
    source: str
    default: int | str
    least: int = 0
    most: int = 0
    values: tuple[str, ...] = ()


BIRTHS, SCHOOL_AGE = "births", "school_age"
ALL_ROOMS, WITHOUT_TEMPORARY, OWN_ROOMS = "all", "without_temporary", "own"
SETTINGS = (
    Setting("k", PRACTICE, 400, 0, 100_000),
    Setting("decay", PRACTICE, 7, 1, 10),
    Setting("window", PRACTICE, 4, 1, 10),
    Setting("entry", PRACTICE, BIRTHS, values=(BIRTHS, SCHOOL_AGE)),
    Setting("usable", PRACTICE, ALL_ROOMS, values=(ALL_ROOMS, WITHOUT_TEMPORARY, OWN_ROOMS)),
    # Tenths: the way on roads against the straight line.
    Setting("detour", PRACTICE, 13, 10, 30),
    # Kilometres; 0 where nobody has decided a limit. No text of the Ministry gives one.
    Setting("longest_02", OWN_LIMIT, 0, 0, 50),
    Setting("longest_03", OWN_LIMIT, 0, 0, 50),
    Setting("longest_04", OWN_LIMIT, 0, 0, 50),
)
DEFAULTS: dict[str, int | str] = {each.key: each.default for each in SETTINGS}


def bad_settings(values: Mapping[str, object]) -> list[str]:
    """The keys whose value is none the setting may have, unknown and missing ones included."""
    known = {each.key: each for each in SETTINGS}
    bad = [key for key in values if key not in known]
    return bad + [key for key, each in known.items() if not _fits(each, values.get(key))]


def _fits(setting: Setting, value: object) -> bool:
    if setting.values:
        return value in setting.values
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and setting.least <= value <= setting.most  # type: ignore[operator]


def method_of(values: Mapping[str, int | str]) -> Method:
    """The method of complete settings."""
    return Method(float(values["k"]), int(values["decay"]), int(values["window"]))


def usable_rooms(values: Mapping[str, int | str], rooms: Mapping[str, int | None]) -> int | None:
    """Classrooms that count, of those by permanence; None where nobody has entered any."""
    if all(each is None for each in rooms.values()):
        return None
    left_out = {
        ALL_ROOMS: (),
        WITHOUT_TEMPORARY: ("temporary",),
        OWN_ROOMS: ("temporary", "borrowed"),
    }
    return sum(
        each or 0 for kind, each in rooms.items() if kind not in left_out[str(values["usable"])]
    )
