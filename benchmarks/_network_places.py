"""Schools and places for the plans of script/bench network: communes with hamlets, by chance.

The middles of the communes are the real ones; hamlets, students, schools and costs are invented.
"""

import random
import time
from collections.abc import Iterator

from eduportal.operations.demo.imbalance import Place, communes
from eduportal.planning.location.catchments import Hamlet, Limits, School, catchments
from eduportal.planning.location.check import check_plan
from eduportal.planning.location.facts import Case, Point, Site, Standards
from eduportal.planning.location.greedy import greedy
from eduportal.planning.location.solve import plan_of

SEED, PERIODS, HAMLETS = 7, 5, 16
# Communes beside the city grow, and have a second place for a new school.
GROWING = 12
LEVELS = {
    "primary": (Standards(pupils_a_class=35, module=5, new_school=10, most=30), 4, (90, 230)),
    "lower secondary": (
        Standards(pupils_a_class=45, module=4, new_school=8, most=45),
        3,
        (70, 190),
    ),
}
UPPER = Standards(
    pupils_a_class=45, module=6, new_school=15, most=45, nearest=10, farthest_metres=25_000
)
MOST_SECONDS, MOST_GAP, MOST_CATCHMENTS = 60.0, 0.01, 0.5


def measure_plans() -> list[str]:
    """Print what plans of ten years take beside hand work; what misses its bar."""
    missed = []
    for level in LEVELS:
        missed += _measured(level, list(cases(level)))
    missed += _measured("upper secondary", [upper_case()])
    return missed


def _measured(level: str, some: list[Case]) -> list[str]:
    began = time.process_time()
    plans = [plan_of(case) for case in some]
    spent = time.process_time() - began
    by_hand = [greedy(case) for case in some]
    cost, bound = (sum(getattr(plan, name) for plan in plans) for name in ("cost", "bound"))
    worst = max(plan.gap for plan in plans)
    short, short_by_hand = (sum(plan.without_place for plan in each) for each in (plans, by_hand))
    more = sum(plan.cost for plan in by_hand) / cost - 1
    print(
        f"places       {level}: {len(some)} plans of {PERIODS} periods in {spent:.1f} s, proven to "
        f"{100 * max(0.0, cost - bound) / cost:.2f} % together, {100 * worst:.2f} % at most; "
        f"without a place {short:.0f}, by hand {short_by_hand:.0f}, cost {100 * more:+.1f} %"
    )
    broken = [fault for case, plan in zip(some, plans, strict=True)
              for fault in check_plan(case, plan)]  # fmt: skip
    bars = {
        f"{level}: slower than {MOST_SECONDS} s": spent > MOST_SECONDS,
        f"{level}: not proven to {MOST_GAP}": worst > MOST_GAP + 1e-9,
        f"{level}: hand work is better": short_by_hand < short - 0.01 or more < -MOST_GAP,
        f"{level}: {broken[:3]}": bool(broken),
    }
    return [bar for bar, is_missed in bars.items() if is_missed]


def measure_catchments() -> list[str]:
    """Print what catchments of all primary schools take, beside everybody to the nearest."""
    hamlets, schools = _entry_grade()
    missed = []
    for own in (True, False):
        began = time.process_time()
        found = catchments(hamlets, schools, Limits(own_commune_only=own))
        spent = time.process_time() - began
        print(
            f"catchments   {'own commune' if own else 'any commune'}: {len(hamlets):,} hamlets, "
            f"{len(schools)} schools in {spent:.2f} s; without a place "
            f"{sum(found.without_place.values()):,}, split {len(found.split)}, mean "
            f"{found.mean / 1000:.2f} km, longest {found.longest / 1000:.1f} km"
        )
        if spent > MOST_CATCHMENTS:
            missed.append(f"catchments: slower than {MOST_CATCHMENTS} s")
    print(f"             everybody to the nearest: {_beyond_places(hamlets, schools):,} too many")
    return missed


def _beyond_places(hamlets: list[Hamlet], schools: list[School]) -> int:
    """Children beyond the places of the schools they live nearest to."""
    come = dict.fromkeys((school.key for school in schools), 0)
    for hamlet in hamlets:
        nearest = min(
            schools,
            key=lambda school: (
                (hamlet.place[0] - school.place[0]) ** 2 + (hamlet.place[1] - school.place[1]) ** 2
            ),
        )
        come[nearest.key] += hamlet.children
    return sum(max(0, come[school.key] - school.places) for school in schools)


def cases(level: str) -> Iterator[Case]:
    """One question a commune."""
    standards, schools, students = LEVELS[level]
    for at, commune in enumerate(communes()):
        draw = random.Random(f"{SEED} {level} {commune.code}")
        growth = draw.choice([0.0, 0.01, 0.02, 0.05 if at < GROWING else 0.0])
        spread = draw.uniform(1750, 3250)
        points = [
            _point(f"{commune.code}-p{number}", commune, spread, growth, students, draw)
            for number in range(HAMLETS)
        ]
        heavy = sorted(points, key=lambda point: -point.pupils[0])
        needed = sum(point.pupils[0] for point in points) / standards.pupils_a_class / schools
        stand = [
            Site(
                f"{commune.code}-s{number}",
                heavy[number].place,
                min(standards.most, max(5, round(needed * draw.uniform(0.75, 1.25)))),
                may_close=draw.random() < 0.3,
            )
            for number in range(schools)
        ]
        new = [
            Site(f"{commune.code}-n{number}", heavy[schools + number].place, None)
            for number in range(2 if at < GROWING else 1)
        ]
        yield Case(commune.code, tuple(points), (*stand, *new), standards)


def _point(
    key: str,
    commune: Place,
    spread: float,
    growth: float,
    students: tuple[int, int],
    draw: random.Random,
) -> Point:
    east, north = (round(at + draw.gauss(0, spread)) for at in commune.point)
    now = draw.randint(*students)
    later = tuple(round(now * (1 + growth) ** (2 * period)) for period in range(PERIODS))
    return Point(key, (east, north), later)


def upper_case() -> Case:
    """The whole province in one question: students at the middles of communes."""
    draw = random.Random(f"{SEED} upper")
    places = communes()
    points = []
    for at, commune in enumerate(places):
        now, growth = draw.randint(500, 1_100), 0.03 if at < GROWING else 0.005
        later = tuple(round(now * (1 + growth) ** (2 * period)) for period in range(PERIODS))
        points.append(Point(commune.code, commune.point, later))
    stand = [
        Site(
            f"s{at}",
            places[at * len(places) // 80].point,
            draw.randint(15, 30),
            draw.random() < 0.2,
        )
        for at in range(80)
    ]
    new = [Site(f"n{at}", places[at].point, None) for at in range(32)]
    return Case("upper", tuple(points), (*stand, *new), UPPER)


def _entry_grade() -> tuple[list[Hamlet], list[School]]:
    hamlets, schools = [], []
    for case in cases("primary"):
        hamlets += [
            Hamlet(point.key, case.name, point.place, point.pupils[0] // 5) for point in case.points
        ]
        schools += [
            School(site.key, case.name, site.place, -(-site.classes // 5) * 35)
            for site in case.sites
            if site.classes is not None
        ]
    return hamlets, schools
