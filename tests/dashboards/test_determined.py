"""What follows from sums in which each unknown number stands twice; distributions as well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduportal.dashboards.hiding.determined import determined
from eduportal.dashboards.hiding.place_tree import PlaceTree
from tests.dashboards.test_suppression import SMALLEST
from tests.dashboards.test_suppression import determined as solved

nodes = st.integers(0, 6)
SIDES = (range(2), range(2, 5))


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(nodes, st.integers(7, 12)), max_size=14))
def test_an_unknown_is_found_by_subtraction_exactly_where_it_is_on_no_way_round(edges):
    equations = {}
    for number, (left, right) in enumerate(edges):
        equations.setdefault(left, {})[number] = equations.get(left, {}).get(number, 0) + 1
        equations.setdefault(right, {})[number] = equations.get(right, {}).get(number, 0) - 1
    assert determined(edges) == solved(list(equations.values()))


def test_two_ways_between_two_sums_keep_a_secret_and_one_does_not():
    assert determined([("a", "b"), ("a", "b")]) == set()
    assert determined([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]) == {3}


bins = st.tuples(*[st.integers(0, 9)] * 5)
schools = st.lists(st.tuples(st.integers(0, 2), bins), min_size=1, max_size=6)


def trees(rows):
    units = {pk: unit for pk, (unit, _bins) in enumerate(rows)}
    split = {pk: (sum(counts[:2]), sum(counts[2:])) for pk, (_unit, counts) in enumerate(rows)}
    marks = {pk: counts for pk, (_unit, counts) in enumerate(rows)}
    sums = PlaceTree(split, units, SMALLEST)
    return sums, PlaceTree(marks, units, SMALLEST, sums, SIDES), units


def rows_of(tree, units):
    """Every row by its place: a tuple ending in the school, the commune, or nothing."""
    found = {(): tree.whole}
    for unit, levels in tree.communes.items():
        found[unit,] = levels
        found |= {(unit, pk): levels for pk, levels in tree.schools(unit).items()}
    return found


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=300, deadline=None)
@given(schools)
def test_no_hidden_average_follows_from_the_shown_ones_and_their_sums(rows):
    sums, marks, units = trees(rows)
    split, shown = rows_of(sums, units), rows_of(marks, units)
    cells = {(place, i): n for n, (place, i) in enumerate(_hidden(shown))}
    equations = []
    for place, levels in shown.items():
        parts = SIDES if not split[place].hidden else (range(5),)
        for part in parts:
            equations.append({cells[place, i]: 1 for i in part if i in levels.hidden})
        for i in range(5):
            below = [other for other in shown if other[:-1] == place and other != place]
            equation = {cells[other, i]: 1 for other in below if i in shown[other].hidden}
            if i in levels.hidden:
                equation[cells[place, i]] = -1
            if below:
                equations.append(equation)
    assert solved(equations) == set()
    for place, levels in shown.items():
        assert not any(0 < count < SMALLEST for count in levels.shown if count is not None)
        assert not split[place].hidden or set(levels.shown) <= {None} or not levels.has_results


def _hidden(shown):
    return [(place, i) for place, levels in shown.items() for i in sorted(levels.hidden)]
