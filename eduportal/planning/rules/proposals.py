"""What a proposal assumes: costs, sizes and limits of places, and of catchments.

None of these figures comes from a regulation: whoever asks states them, and says where they are
from.
"""

from collections.abc import Mapping

from eduportal.planning.rules.assumptions import PRACTICE, Setting

STATED = "số tạm tính, chưa ai xác nhận"
NOBODY, SITES, EVERYBODY = "none", "sites", "all"
OWN, ANY = "own", "any"
UPPER = "04"
# Classes of an extension, of a new school, and at most, by level of education.
SIZES = {"02": (5, 10, 30), "03": (4, 8, 45), "04": (6, 15, 45)}
# Kilometres within which a school counts as near enough to need no other.
NEAR = {"02": 1, "03": 1, "04": 3}
COSTS = (
    Setting("pupil_km", STATED, 1500, 0, 1_000_000),
    Setting("running", STATED, 900, 0, 1_000_000),
    Setting("building", STATED, 2400, 0, 1_000_000),
    Setting("extending", STATED, 520, 0, 1_000_000),
    Setting("discount", STATED, 4, 0, 30),
)
WAYS = (Setting("detour", PRACTICE, 130, 100, 300),)


def location_settings(stage: str) -> tuple[Setting, ...]:
    """Those of a proposal of places, of one level."""
    module, new, most = SIZES[stage]
    upper = stage == UPPER
    places = (
        (Setting("new_places", PRACTICE, 20, 0, 60),)
        if upper
        else (
            Setting("new_communes", PRACTICE, 1, 0, 5),
            Setting("new_wards", PRACTICE, 2, 0, 5),
            Setting("new_declared", PRACTICE, 3, 0, 5),
        )
    )
    return (
        *COSTS,
        Setting("module", PRACTICE, module, 1, 20),
        Setting("new_school", PRACTICE, new, 1, 45),
        Setting("most", PRACTICE, most, 5, 99),
        Setting("fill", PRACTICE, 60, 0, 100),
        Setting("closing", PRACTICE, SITES, values=(NOBODY, SITES, EVERYBODY)),
        *places,
        Setting("farthest", PRACTICE, 25 if upper else 100, 1, 200),
        *WAYS,
    )


def catchment_settings() -> tuple[Setting, ...]:
    return (
        Setting("border", PRACTICE, OWN, values=(OWN, ANY)),
        Setting("far", PRACTICE, 5, 1, 50),
        *WAYS,
    )


def complete(
    settings: tuple[Setting, ...], values: Mapping[str, int | str]
) -> dict[str, int | str]:
    """Every setting with its value, the default where none is given."""
    return {each.key: values.get(each.key, each.default) for each in settings}
