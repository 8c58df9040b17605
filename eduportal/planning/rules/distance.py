"""How far it is from one point to another."""

import math

EARTH_KM = 6371.0
# Latitude and longitude in degrees.
Point = tuple[float, float]


def straight_km(one: Point, other: Point) -> float:
    """Kilometres on the great circle."""
    (north, east), (north_2, east_2) = one, other
    first, second = math.radians(north), math.radians(north_2)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(east_2 - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
