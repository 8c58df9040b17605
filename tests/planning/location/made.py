"""Communes made by chance: hamlets, schools that stand, and places for new ones."""

import random

from eduportal.planning.location.facts import Case, Place, Point, Site, Standards

PRIMARY = Standards(pupils_a_class=35, module=5, new_school=10, most=30)
LOWER = Standards(pupils_a_class=45, module=4, new_school=8, most=45)


def tiny(seed: int) -> Case:
    """Three hamlets, a school, a place for another; two periods. Every plan can be tried."""
    draw = random.Random(seed)
    points = tuple(
        Point(f"p{at}", _near((0, 0), 4000, draw), (now, round(now * draw.uniform(0.8, 1.5))))
        for at, now in enumerate(draw.randint(40, 240) for _hamlet in range(3))
    )
    sites = (
        Site("a", (0, 0), draw.randint(5, 10), may_close=True),
        Site("b", points[0].place, draw.randint(5, 8), may_close=draw.random() < 0.5),
        Site("new", points[1].place, None),
    )
    standards = Standards(pupils_a_class=35, module=5, new_school=10, most=15)
    return Case(f"tiny {seed}", points, sites, standards)


def commune(seed: int, standards: Standards = PRIMARY, periods: int = 5) -> Case:
    """Sixteen hamlets, four schools of which some may close, two places for new ones."""
    draw = random.Random(f"{seed} {standards.pupils_a_class}")
    growth = draw.choice([0.0, 0.01, 0.02, 0.05])
    points = []
    for at in range(16):
        pupils = draw.randint(90, 230)
        later = tuple(round(pupils * (1 + growth) ** (2 * period)) for period in range(periods))
        points.append(Point(f"p{at:02}", _near((0, 0), 2500, draw), later))
    heavy = sorted(points, key=lambda point: -point.pupils[0])
    classes = sum(point.pupils[0] for point in points) / standards.pupils_a_class / 4
    stand = [
        Site(
            f"s{at}",
            _near(heavy[at].place, 200, draw),
            min(standards.most, max(5, round(classes * draw.uniform(0.75, 1.25)))),
            may_close=draw.random() < 0.3,
        )
        for at in range(4)
    ]
    new = [Site(f"n{at}", heavy[4 + at].place, None) for at in range(2)]
    return Case(f"commune {seed}", tuple(points), (*stand, *new), standards)


def _near(place: Place, spread: int, draw: random.Random) -> Place:
    return round(place[0] + draw.gauss(0, spread)), round(place[1] + draw.gauss(0, spread))
