"""What is hidden stays hidden from whoever puts pages, files, levels, terms and days together.

Everything an officer of the Department can read is collected as equations over the true counts;
linear algebra then says which hidden numbers follow. A step from one day to another that is small
is an answer too.
"""

import csv
import datetime
import io
import random

import pytest
from django.urls import reverse

from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.definitions import LEVEL_CODES
from eduportal.dashboards.figures.keeping import keep
from tests.dashboards import books
from tests.dashboards.test_suppression import determined

SMALLEST = 5
DAYS = [datetime.date(2026, 11, 30) - datetime.timedelta(days=30 * n) for n in range(3)]


@pytest.fixture
def officer(world, db_everywhere, client_of):
    """Sealed classes, drawn so that most have a level of one to four students."""
    chance = random.Random(5)
    for school in world.schools:
        for number in range(2):
            counts = [chance.choice((1, 2, 3, 6, 9)) for _level in range(4)]
            books.sealed_class(school, world.term, f"6S{number}", *counts)
    services.refresh_stale()
    return client_of("department_officer")


class Reader:
    """All that was read: of each row the numbers shown, what is hidden, and the sums."""

    def __init__(self):
        self.rows, self.sums = {}, []

    def row(self, key, counts, whole):
        """Levels of one place; None for a hidden one. Read twice, both must say the same."""
        known = self.rows.setdefault(key, (list(counts), whole))
        assert known == (list(counts), whole), key

    def adds(self, key, parts):
        self.sums.append((key, list(parts)))

    def found(self):
        """Hidden numbers that follow from the shown ones."""
        cells = {
            (key, at): number
            for number, (key, at) in enumerate(
                (key, at)
                for key, (counts, _whole) in self.rows.items()
                for at, count in enumerate(counts)
                if count is None
            )
        }
        equations = [
            {cells[key, at]: 1 for at in range(4) if (key, at) in cells}
            for key, (_counts, whole) in self.rows.items()
            if whole is not None
        ]
        for key, parts in self.sums:
            for at in range(4):
                equation = {cells[part, at]: 1 for part in parts if (part, at) in cells}
                if (key, at) in cells:
                    equation[cells[key, at]] = -1
                equations.append(equation)
        names = {number: cell for cell, number in cells.items()}
        return {names[number] for number in determined([each for each in equations if each])}


def rows_of_file(client, url, **query):
    text = client.get(url, {"export": "csv", **query}).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def levels_in(row):
    """The four levels and the students of one row of a file."""
    *_rest, whole, good, fair, passed, not_passed = row.values()
    numbers = [None if not each.isdecimal() else int(each) for each in (whole, good, fair, passed)]
    last = int(not_passed) if not_passed.isdecimal() else None
    return [*numbers[1:], last], numbers[0]


def read_files(client, world, reader, **query):
    for row in rows_of_file(client, reverse("dashboards:overview"), **query):
        code = next(iter(row.values()))
        reader.row(("commune", code), *levels_in(row))
    for unit in world.communes:
        url = reverse("dashboards:commune", args=[unit.code])
        for row in rows_of_file(client, url, **query):
            reader.row(("school", next(iter(row.values()))), *levels_in(row))
    for school in world.schools:
        url = reverse("dashboards:school", args=[school.public_id])
        for row in rows_of_file(client, url, **query):
            name = list(row.values())[2]
            reader.row(("class", school.code, name), *levels_in(row))


def read_figures(client, world, reader):
    """The pages of the four levels: the place itself and its parts, each number alone."""
    places = [(("province",), "figure", [])]
    places += [(("commune", u.code), "figure-commune", [u.code]) for u in world.communes]
    places += [(("school", s.code), "figure-school", [s.public_id]) for s in world.schools]
    for key, name, keys in places:
        values = [
            client.get(reverse(f"dashboards:{name}", args=[code, *keys])).context["whole"].value
            for code in LEVEL_CODES
        ]
        reader.row(key, [value.part for value in values], values[0].whole)


def read_sums(world, reader):
    reader.adds(("province",), [("commune", unit.code) for unit in world.communes])
    for unit in world.communes:
        mine = [school for school in world.schools if school.unit_id == unit.pk]
        reader.adds(("commune", unit.code), [("school", school.code) for school in mine])
    for school in world.schools:
        classes = [key for key in reader.rows if key[:2] == ("class", school.code)]
        reader.adds(("school", school.code), classes)


def test_pages_files_and_filters_together_tell_of_no_hidden_number(officer, world):
    reader = Reader()
    read_files(officer, world, reader)
    # The same with a filter: what one of them hides the other must not show.
    read_files(officer, world, reader, stage="03")
    read_figures(officer, world, reader)
    read_sums(world, reader)
    hidden = [key for key, (counts, _whole) in reader.rows.items() if None in counts]
    assert {key[0] for key in hidden} >= {"school", "class"}
    assert reader.found() == set()


def test_the_attack_finds_what_one_page_too_many_would_show(officer, world):
    reader = Reader()
    read_files(officer, world, reader)
    read_figures(officer, world, reader)
    read_sums(world, reader)
    key = next(key for key, (counts, _w) in reader.rows.items() if counts.count(None) == 2)
    counts, whole = reader.rows[key]
    counts[counts.index(None)] = 3
    assert key in {found for found, _at in reader.found()}


def test_no_place_differs_from_another_page_of_it(officer, world):
    """Page, file and figure of a place hide and show alike, also where it is the only one."""
    reader = Reader()
    read_files(officer, world, reader)
    for school in world.schools:
        page = officer.get(reverse("dashboards:school", args=[school.public_id]))
        for line in page.context["lines"]:
            if line.levels.has_results:
                key = ("class", school.code, line.group.name)
                reader.row(key, line.levels.shown, line.levels.students)
            group = officer.get(reverse("dashboards:class", args=[line.group.public_id]))
            if group.context["line"] and group.context["line"].levels.has_results:
                assert group.context["line"].levels.shown == line.levels.shown


def test_no_day_subtracted_from_another_tells_of_a_few(officer, world):
    """A class sealed between two kept days, of which each level has few students."""
    for number, day in enumerate(reversed(DAYS)):
        keep(world.term, day)
        books.sealed_class(world.schools[0], world.term, f"6T{number}", 2, 8, 8, 1)
        services.refresh_stale()
    for code in LEVEL_CODES:
        for name, keys in (
            ("figure", []),
            ("figure-commune", [world.communes[0].code]),
            ("figure-school", [world.schools[0].public_id]),
        ):
            context = officer.get(reverse(f"dashboards:{name}", args=[code, *keys])).context
            shown = [context["whole"].value, *(line.value for _day, line in context["kept"])]
            assert len(shown) == len(DAYS) + 1
            parts = [value.part for value in shown if value.part is not None]
            steps = [abs(a - b) for a in parts for b in parts if a != b]
            assert all(step >= SMALLEST for step in steps), (code, name, parts)
            wholes = [value.whole for value in shown if value.whole is not None]
            assert all(abs(a - b) >= SMALLEST for a in wholes for b in wholes if a != b)
