"""The open points of the staffing norms as settings: which there are, and what each may be.

Every one is unconfirmed until somebody decides it; a set of norms holds one value for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from staffing.rules.norms import ClassCount, NormSet, Remainder, YouthLeader
from staffing.rules.retirement import MEN, WOMEN, Rising


@dataclass(frozen=True, slots=True)
class Setting:
    """One open point: its clause, and either the values it may have or the most months."""

    key: str
    clause: str
    values: tuple[str, ...] = ()
    most: int = 0
    default: str | int = ""


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms of one set, as the rules take them."""

    ceilings: NormSet = field(default_factory=NormSet)
    men: Rising = MEN
    women: Rising = WOMEN


TT20_3, TT20_7 = "TT 20/2023, Điều 3", "TT 20/2023, Điều 7, 8"
ND135 = "NĐ 135/2020, Điều 4"
SPECIAL_RATIOS = ("3/2", "8/5", "17/10", "9/5", "2")
SETTINGS = (
    Setting("class_count", TT20_3, tuple(ClassCount), default=ClassCount.NORMATIVE),
    Setting("remainder", TT20_7, tuple(Remainder), default=Remainder.BY_COUNT),
    Setting("youth_leader", TT20_7, tuple(YouthLeader), default=YouthLeader.ON_TOP),
    Setting("primary_special", "TT 20/2023, Điều 7", SPECIAL_RATIOS, default="3/2"),
    Setting("men_first", ND135, most=900, default=MEN.first),
    Setting("men_rise", ND135, most=12, default=MEN.rise),
    Setting("men_last", ND135, most=900, default=MEN.last),
    Setting("women_first", ND135, most=900, default=WOMEN.first),
    Setting("women_rise", ND135, most=12, default=WOMEN.rise),
    Setting("women_last", ND135, most=900, default=WOMEN.last),
)
DEFAULTS: dict[str, str | int] = {
    each.key: each.default if isinstance(each.default, int) else str(each.default)
    for each in SETTINGS
}


def bad_settings(values: Mapping[str, object]) -> list[str]:
    """The keys whose value is not one the setting may have, unknown and missing ones included."""
    known = {each.key: each for each in SETTINGS}
    bad = [key for key in values if key not in known]
    return bad + [key for key, each in known.items() if not _fits(each, values.get(key))]


def _fits(setting: Setting, value: object) -> bool:
    if setting.values:
        return value in setting.values
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= setting.most


def norms_of(values: Mapping[str, str | int]) -> Norms:
    """The norms of complete settings. Raises ValueError naming what does not fit."""
    bad = bad_settings(values)
    if bad:
        raise ValueError(f"not settings of the staffing norms: {', '.join(sorted(bad))}")
    ceilings = NormSet(
        ClassCount(str(values["class_count"])),
        YouthLeader(str(values["youth_leader"])),
        Remainder(str(values["remainder"])),
        Fraction(values["primary_special"]),
    )
    men, women = (
        Rising(*(int(values[f"{who}_{part}"]) for part in ("first", "rise", "last")))
        for who in ("men", "women")
    )
    return Norms(ceilings, men, women)
