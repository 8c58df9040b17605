"""Girls and boys by commune: what is left out is told by none of what is shown beside it."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from eduportal.dashboards.hiding.crossed import open_rows
from eduportal.dashboards.hiding.suppression import protect_parts, protect_sum

SMALLEST, PARTS, SEXES = 5, 3, ("0", "1")
counts = st.tuples(*[st.integers(0, 12)] * PARTS)
tables = st.lists(st.tuples(counts, counts), min_size=1, max_size=6)


def added(rows):
    return tuple(map(sum, zip(*rows, strict=True)))


def shown(table):
    """What pages show: rows, sums by sex, and which rows are open."""
    crossed = {at: dict(zip(SEXES, row, strict=True)) for at, row in enumerate(table)}
    whole = protect_sum(added([added(row) for row in table]), SMALLEST)
    rows = protect_parts(whole, {at: added(row) for at, row in enumerate(table)})
    by_sex = {sex: added([row[sex] for row in crossed.values()]) for sex in SEXES}
    sums = protect_parts(whole, by_sex)
    return rows, sums, crossed, open_rows(rows, crossed, sums)


def told(equations, cells):
    """The cells that the equations determine: elimination, then rows of a single unknown."""
    matrix = [[Fraction(each.get(cell, 0)) for cell in cells] for each in equations]
    done = 0
    for column in range(len(cells)):
        pivot = next((at for at in range(done, len(matrix)) if matrix[at][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        lead = [value / matrix[done][column] for value in matrix[done]]
        matrix = [
            [a - row[column] * b for a, b in zip(row, lead, strict=True)] if at != done else lead
            for at, row in enumerate(matrix)
        ]
        done += 1
    singles = [[at for at, value in enumerate(row) if value] for row in matrix]
    return {cells[each[0]] for each in singles if len(each) == 1}


@settings(max_examples=300, deadline=None)
@given(tables)
def test_no_small_number_of_a_closed_commune_follows_from_the_sums(table):
    rows, sums, crossed, opened = shown(table)
    for at in opened:
        assert not rows[at].hidden
        assert all(not 0 < count < SMALLEST for each in crossed[at].values() for count in each)
    closed = [at for at in rows if at not in opened]
    for part in range(PARTS):
        there = [at for at in closed if rows[at].counts[part]]
        cells = [(at, sex) for at in there for sex in SEXES]
        equations = [
            dict.fromkeys([(at, sex) for sex in SEXES], 1)
            for at in there
            if part not in rows[at].hidden
        ]
        equations += [
            dict.fromkeys([(at, sex) for at in there], 1)
            for sex in SEXES
            if part not in sums[sex].hidden
        ]
        small = {
            (at, sex) for at, sex in told(equations, cells) if 0 < crossed[at][sex][part] < SMALLEST
        }
        if opened:
            assert not small, (part, small)


def test_a_commune_is_closed_with_its_smallest_neighbour_and_nothing_where_all_are_large():
    large, small = ((20, 30, 0), (25, 20, 0)), ((20, 2, 0), (9, 9, 0))
    assert shown([large, large, large])[3] == {0, 1, 2}
    assert len(shown([large, ((90, 80, 0), (70, 60, 0)), small])[3]) == 1
    assert shown([small, small])[3] == set()
