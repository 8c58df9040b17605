"""The open points of the staffing norms as settings: which there are, and what each may be.

Every one is unconfirmed until somebody decides it; a set of norms holds one value for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from staffing.rules.norms import ClassCount, NormSet, Remainder, YouthLeader
from staffing.rules.rating import Circular, RatingRule, Turn


@dataclass(frozen=True, slots=True)
class Setting:
    """One open point: its clause, the values it may have, and which holds without a decision."""

    key: str
    clause: str
    values: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms of one set, as the rules take them."""

    ceilings: NormSet = field(default_factory=NormSet)
    rating: RatingRule = field(default_factory=RatingRule)


TT20_3, TT20_7 = "TT 20/2023, Điều 3", "TT 20/2023, Điều 7, 8"
SPECIAL_RATIOS = ("3/2", "8/5", "17/10", "9/5", "2")
SETTINGS = (
    Setting("class_count", TT20_3, tuple(ClassCount), ClassCount.NORMATIVE),
    Setting("remainder", TT20_7, tuple(Remainder), Remainder.BY_COUNT),
    Setting("youth_leader", TT20_7, tuple(YouthLeader), YouthLeader.ON_TOP),
    Setting("primary_special", "TT 20/2023, Điều 7", SPECIAL_RATIOS, "3/2"),
    Setting("rating_circular", "TT 30/2026; TT 20/2018", tuple(Circular), Circular.OF_2026),
    Setting("rating_turn", "TT 20/2018, Điều 11", tuple(Turn), Turn.TWO_YEARS),
)
DEFAULTS: dict[str, str] = {each.key: str(each.default) for each in SETTINGS}


def bad_settings(values: Mapping[str, object]) -> list[str]:
    """The keys whose value is not one the setting may have, unknown and missing ones included."""
    known = {each.key: each for each in SETTINGS}
    bad = [key for key in values if key not in known]
    return bad + [key for key, each in known.items() if values.get(key) not in each.values]


def norms_of(values: Mapping[str, str]) -> Norms:
    """The norms of complete settings. Raises ValueError naming what does not fit."""
    bad = bad_settings(values)
    if bad:
        raise ValueError(f"not settings of the staffing norms: {', '.join(sorted(bad))}")
    return Norms(
        NormSet(
            ClassCount(values["class_count"]),
            YouthLeader(values["youth_leader"]),
            Remainder(values["remainder"]),
            Fraction(values["primary_special"]),
        ),
        RatingRule(Circular(values["rating_circular"]), Turn(values["rating_turn"])),
    )
