"""Where the invented province has too many teachers, and which of its communes are hard.

Drawn beside the province's own dice, so that everything else stays what it was without it.
"""

import random
from collections.abc import Iterable, Sequence

from eduportal.operations.demo.imbalance import CITY, HARD_COMMUNES
from eduportal.operations.demo.plan import Commune, SchoolPlan
from eduportal.operations.demo.staff import StaffPlan
from schools.choices import Ownership
from staffing.choices import PostKind
from staffing.rebalance.facts import metres_between, metres_of

# Communes of the province; a small one has hard communes in the same share, one at least.
COMMUNES = 96
# Teachers too many for each that is there, where the province shrinks: the half of its schools
# that lies furthest from the city, but for the hard communes, where nobody wants to stay. Nobody is
# too many where people are short everywhere.
TOO_MANY = 0.2
SHORT_EVERYWHERE = frozenset({"ngoai-ngu-1", "tin-hoc", "tin-hoc-cong-nghe", "nghe-thuat"})


def hard_communes(communes: Iterable[Commune]) -> frozenset[int]:
    """Those furthest from the city, by the key of the unit."""
    ordered = sorted(set(communes), key=lambda each: (-_from_city(each), each.unit_id))
    count = max(1, round(len(ordered) * HARD_COMMUNES / COMMUNES))
    return frozenset(each.unit_id for each in ordered[:count])


def surplus_of(staff: Sequence[tuple[SchoolPlan, StaffPlan]]) -> list[tuple[SchoolPlan, StaffPlan]]:
    """Teachers without lessons at schools far from the city, for all the schools there are."""
    far = _far({school for school, _plan in staff})
    draw = random.Random(f"surplus {len(staff)}")
    return [
        (school, StaffPlan(PostKind.TEACHER, plan.subject))
        for school, plan in staff
        if school in far
        and plan.post is PostKind.TEACHER
        and plan.subject not in SHORT_EVERYWHERE
        and draw.random() < TOO_MANY
    ]


def _far(schools: set[SchoolPlan]) -> set[SchoolPlan]:
    """Of each kind the half that lies furthest; private schools recruit for themselves."""
    found: set[SchoolPlan] = set()
    hard = hard_communes(each.commune for each in schools)
    public = [each for each in schools if each.ownership is Ownership.PUBLIC]
    for kind in {each.kind for each in public}:
        alike = [each for each in public if each.kind == kind]
        alike.sort(key=lambda each: (-_from_city(each), each.number))
        far = alike[: -(-len(alike) // 2)]
        found.update(each for each in far if each.commune.unit_id not in hard)
    return found


def _from_city(place: Commune | SchoolPlan) -> int:
    return metres_between(metres_of(place.latitude, place.longitude), metres_of(*CITY))
