"""No small number is shown, and no shown numbers give one away by subtraction."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduportal.dashboards.hiding.suppression import Levels, protect_parts, protect_sum

SMALLEST = 5
LEVELS = 4
PRIME = 2_147_483_647


def total(rows):
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * LEVELS


def sums(tree):
    """Counts of a tree: a leaf is its counts, anything else the list of its parts."""
    return tree if isinstance(tree, tuple) else total([sums(part) for part in tree])


def protected(tree, levels=None):
    """Every row of the tree with what is hidden in it, and every sum: (rows, sums as indexes)."""
    rows, adds = [], []

    def walk(node, levels):
        rows.append(levels)
        place = len(rows) - 1
        if isinstance(node, tuple):
            return place
        counts = {number: sums(part) for number, part in enumerate(node)}
        shown = protect_parts(levels, counts)
        parts = [walk(part, shown[number]) for number, part in enumerate(node)]
        adds.append((place, parts))
        return place

    walk(tree, protect_sum(sums(tree), SMALLEST))
    return rows, adds


def known_by_subtraction(rows, adds):
    """Hidden counts that the sums determine: Gauss-Jordan elimination over a large prime field.

    Every row's number of students is taken as known, though a small one is not even shown.
    """
    cells = {
        (number, i): column
        for column, (number, i) in enumerate(
            (number, i) for number, row in enumerate(rows) for i in sorted(row.hidden)
        )
    }
    equations = []
    for number, row in enumerate(rows):
        equations.append({cells[number, i]: 1 for i in row.hidden})
    for place, parts in adds:
        for i in range(LEVELS):
            equation = {cells[part, i]: 1 for part in parts if (part, i) in cells}
            if (place, i) in cells:
                equation[cells[place, i]] = -1
            equations.append(equation)
    # A row of zeros is known to be zeros: nothing of it is hidden, so nothing is unknown.
    names = {column: cell for cell, column in cells.items()}
    return {names[column] for column in determined(equations)}


def determined(equations):
    reduced = []
    for equation in equations:
        for pivot, row in reduced:
            if equation.get(pivot):
                equation = combine(equation, row, equation[pivot])
        if not equation:
            continue
        pivot = next(iter(equation))
        inverse = pow(equation[pivot], -1, PRIME)
        equation = {column: value * inverse % PRIME for column, value in equation.items()}
        reduced = [
            (other, combine(row, equation, row[pivot]) if row.get(pivot) else row)
            for other, row in reduced
        ]
        reduced.append((pivot, equation))
    return {pivot for pivot, row in reduced if len(row) == 1}


def combine(target, row, factor):
    result = dict(target)
    for column, value in row.items():
        result[column] = (result.get(column, 0) - factor * value) % PRIME
    return {column: value for column, value in result.items() if value}


counts = st.tuples(*[st.integers(0, 12)] * LEVELS)
schools = st.lists(counts, min_size=1, max_size=6)
communes = st.lists(schools, min_size=1, max_size=4)
provinces = st.lists(communes, min_size=1, max_size=4)


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
@settings(max_examples=400, deadline=None)
@given(provinces)
def test_no_hidden_count_follows_from_the_shown_ones(tree):
    rows, adds = protected(tree)
    assert known_by_subtraction(rows, adds) == set()


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=200, deadline=None)
@given(provinces)
def test_no_shown_count_is_small(tree):
    rows, _adds = protected(tree)
    for row in rows:
        assert not any(0 < count < SMALLEST for count in row.shown if count is not None)
        assert row.students is None or row.students == 0 or row.students >= SMALLEST


@pytest.mark.usefixtures("uncounted")
@settings(max_examples=200, deadline=None)
@given(provinces)
def test_at_least_five_students_stand_behind_what_is_hidden(tree):
    rows, _adds = protected(tree)
    for row in rows:
        behind = sum(row.counts[i] for i in row.hidden)
        assert not row.hidden or behind >= SMALLEST or row.students is None


def test_the_attack_is_noticed_by_this_test_itself():
    """Hiding the one small count alone is not enough, and the test above would say so."""
    naive = [
        Levels((10, 20, 13, 7), frozenset(), SMALLEST),
        Levels((10, 20, 10, 5), frozenset(), SMALLEST),
        Levels((0, 0, 3, 2), frozenset({2, 3}), SMALLEST),
    ]
    assert known_by_subtraction(naive, [(0, [1, 2])]) == {(2, 2), (2, 3)}


@pytest.mark.parametrize(
    ("counted", "shown"),
    [
        ((10, 20, 8, 6), [10, 20, 8, 6]),
        ((10, 20, 8, 0), [10, 20, 8, 0]),
        ((10, 20, 8, 2), [10, 20, None, None]),
        ((3, 20, 15, 4), [None, 20, 15, None]),
        ((1, 1, 0, 1), [None, None, None, None]),
        ((0, 0, 0, 0), [0, 0, 0, 0]),
    ],
)
def test_one_row_hides_its_small_counts_and_the_next_larger_one(counted, shown):
    assert protect_sum(counted, SMALLEST).shown == shown


def test_a_second_school_hides_what_the_first_must():
    whole = protect_sum((60, 60, 60, 60), SMALLEST)
    rows = protect_parts(
        whole, {"small": (20, 20, 17, 3), "middle": (20, 20, 20, 20), "big": (20, 20, 23, 37)}
    )
    assert rows["small"].shown == [20, 20, None, None]
    # Of the other two, the one that loses fewer students.
    assert rows["middle"].shown == [20, 20, None, None]
    assert rows["big"].shown == [20, 20, 23, 37]
    assert whole.hidden == frozenset()


def test_shares_speak_of_all_students_and_keep_the_hidden_together():
    levels = protect_sum((10, 20, 8, 2), SMALLEST)
    assert levels.shares == [25, 50, None, None]
    assert levels.hidden_share == 25


def test_a_school_without_results_hides_and_shows_nothing():
    levels = protect_parts(protect_sum((9, 9, 9, 9), SMALLEST), {"a": (0,) * 4, "b": (9,) * 4})
    assert not levels["a"].has_results
    assert levels["a"].shown == [0, 0, 0, 0]
    assert levels["b"].hidden == frozenset()
