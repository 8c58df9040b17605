"""What a header and a line may say: it stands for nothing else, and breaks nothing."""

from typing import Any

import pytest

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Package
from eduportal.exchange.selectors.expected import named_by_others
from eduportal.exchange.wire import package as wire
from tests.exchange.conftest import ABOUT, Sender, row
from tests.exchange.test_feeds import MADE, received, sealed
from tests.factories import GradeLevelFactory, PackageFactory

OF_A_CLASS = [name for name in MADE if feed_for(name).is_of_class]
HOSTILE: list[dict[str, Any]] = [
    {},
    {"grade": "6"},
    {"grade": "x"},
    {"grade": True},
    {"grade": None},
    {"grade": 10**15},
    {"grade": -1},
    {"grade": 6.5},
    {"grade": [6]},
    {"programme": None},
    {"programme": ["gdpt-2018"]},
]


@pytest.mark.parametrize("name", OF_A_CLASS)
@pytest.mark.parametrize("about", HOSTILE)
def test_a_class_without_programme_and_grade_is_returned(
    name: str, about: dict[str, Any], sender: Sender
) -> None:
    said = ABOUT | about if about else {}
    result = received(sender, sealed(sender, name, MADE[name][3], about=said))

    [problem] = result.receipts[0].problems
    assert (result.code, problem["code"]) == ("returned", "bad_header")
    assert "programme and grade" in problem["message"]


@pytest.mark.parametrize("name", ["year", "midterm"])
def test_nothing_of_it_stands_for_the_scope_or_the_student(name: str, sender: Sender) -> None:
    forged = {"school": "BOGUS1", "class": "9Z9", "year": "1999-2000", "uid": "x", "name": "Ai đó"}
    item = sealed(sender, name, MADE[name][3], about=ABOUT | forged)
    assert received(sender, item).code == "accepted"

    contents = wire.parse(Package.objects.get(feed=name).plain)
    facts = list(feed_for(name).facts(contents.header, contents.lines))

    assert name == "midterm" or facts
    for fact in facts:
        assert fact.values["school"] == sender.school.code
        assert (fact.values["class"], fact.values["year"]) == ("6A1", "2026-2027")
        assert (fact.values["uid"], fact.values["name"]) == (MADE[name][3][0], MADE[name][3][3])


@pytest.mark.parametrize("about", HOSTILE)
def test_a_returned_package_breaks_no_count_of_what_is_expected(
    about: dict[str, Any], sender: Sender
) -> None:
    GradeLevelFactory()
    PackageFactory(school=sender.school, feed="year", period="year", state="parked", about=about)

    [named] = named_by_others("2026-2027", [feed_for("term")])
    assert (named.node, named.schools) == (sender.school.node, 1)


@pytest.mark.parametrize(
    ("name", "place", "day"),
    [("graduation", 8, "2027-W22-1"), ("year", 4, "2014-W30-5"), ("again", 4, "20140725")],
)
def test_a_day_has_one_way_of_writing(name: str, place: int, day: str, sender: Sender) -> None:
    line = [*MADE[name][3]]
    line[place] = day
    assert received(sender, sealed(sender, name, line)).code == "returned"


@pytest.mark.parametrize("form", ["levels", "commented", "scored"])
@pytest.mark.parametrize("rest", [[4, 0], [2, 0], [1, 1], [7, 1]])
def test_a_layout_of_another_circular_is_returned_and_breaks_nothing(
    form: str, rest: list[int], sender: Sender
) -> None:
    layout = [["toan", form, *rest]]
    result = received(sender, sender.seal([row(1)], layout=layout, totals={}))
    assert result.code == "returned"
