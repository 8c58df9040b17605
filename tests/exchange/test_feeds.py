"""Each feed takes what is right, and says of what is wrong where it stands."""

from dataclasses import replace
from typing import Any

import pytest

from eduportal import registry
from eduportal.exchange.feeds import feed_for, order_of
from eduportal.exchange.models import Line, Package
from eduportal.exchange.selectors.differences import differences
from eduportal.exchange.selectors.digests import leaves_of
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.services.schemas import readable
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from tests.exchange.conftest import Sender, row, uid
from tests.factories import PackageFactory

TWO = [["gdtc", "commented"], ["toan", "scored"]]
WHO = row(1)[:7]
RATED = [uid(1), "", "Lê Thu Hà", 3, "2027-05-20", "Trần Văn Bình"]
CLASS, SCHOOL = "6A1", "-"
# Of each feed: period, unit, layout, a line, and changes of one element with the cause.
MADE: dict[str, tuple[str, str, list[Any], list[Any], list[tuple[int, Any, str, str]]]] = {
    "midterm": (
        "gk1",
        CLASS,
        TWO,
        [*WHO, [201, 85], []],
        [
            (7, [85, 85], "bad_mark", "gdtc"),
            (7, [201, 101], "bad_mark", "toan"),
            (7, [201], "bad_line", "cells"),
            (4, "25/7/2014", "bad_identity", "birth"),
        ],
    ),
    "year": (
        "year",
        CLASS,
        TWO,
        [*WHO, [201, 85], [3, None, 4, 1, 1, 2]],
        [
            (7, [201, 210], "bad_mark", "toan"),
            (8, [5, None, 4, 1, 1, 2], "bad_result", "learning"),
            (8, [3, None, 4, 4, 1, 2], "bad_result", "title"),
            (8, [3, None, 4, 1, 1, 400], "bad_result", "absent"),
        ],
    ),
    "again": (
        "again",
        SCHOOL,
        TWO,
        [*WHO, [219, 219, 35, 60], [None, 1]],
        [
            (7, [219, 219, 35, 250], "bad_mark", "toan"),
            (8, [None, 2], "bad_result", "promoted"),
        ],
    ),
    "preschool": ("year", "LA1", [], [*WHO, 1], [(7, 2, "bad_element", "completed")]),
    "graduation": (
        "year",
        "9A1",
        [],
        [*WHO, "03", "2027-05-31", "15/QĐ-THCS"],
        [
            (7, "3", "bad_element", "level"),
            (8, "31/05/2027", "bad_element", "completed_on"),
            (9, "", "bad_element", "decision"),
        ],
    ),
    "standard": (
        "-",
        SCHOOL,
        [],
        RATED,
        [
            (0, "1", "bad_element", "uid"),
            (3, 5, "bad_element", "rating"),
            (4, "2027-13-01", "bad_element", "assessed_on"),
        ],
    ),
    "quota": (
        "-",
        SCHOOL,
        [],
        ["teacher", 40, "12/QĐ-UBND", "2026-08-20", 3, None, ""],
        [
            (0, "cook", "bad_element", "kind"),
            (1, -1, "bad_element", "posts"),
            (3, "20/08/2026", "bad_element", "decided_on"),
            (4, "3", "bad_element", "approved"),
        ],
    ),
    "statistics": (
        "-",
        SCHOOL,
        [],
        ["start.1.f1", "start", "03.ĐN-THCS", "Số lớp", "TK-C03", "12", "2026-09-30", "2026-11-02"],
        [
            (0, "", "bad_element", "item"),
            (1, "summer", "bad_element", "period"),
            (6, "30/09/2026", "bad_element", "as_of"),
            (7, None, "bad_element", "approved_on"),
        ],
    ),
}
# What a second line is about where lines are about no person.
ANOTHER = {"quota": "vice_head", "statistics": "start.1.f2"}
WRONG = [
    (name, index, value, code, column)
    for name, (_period, _unit, _layout, _line, wrong) in MADE.items()
    for index, value, code, column in wrong
]


def sealed(sender: Sender, name: str, *lines: list[Any], **changes: Any) -> Item:
    """The next package of the feed, its lines' totals in the header."""
    period, unit, layout, _line, _wrong = MADE[name]
    feed = feed_for(name)
    fields = {
        "feed": name,
        "schema": feed.schemas[0],
        "scope": sender.scope(period=period, unit=unit),
        "layout": layout,
        "rules": "",
        "totals": {},
    } | changes
    try:
        fields["totals"] = feed.totals(sender.header([], **fields), lines)
    except (IndexError, TypeError):
        fields["totals"] = {"of": "nothing"}
    return sender.seal(list(lines), **fields)


def received(sender: Sender, item: Item) -> ItemResult:
    return receive_bundle(peer=sender.peer, items=[item])[0]


def staffed(sender: Sender) -> None:
    """The school's staff is here: the one who is rated."""
    header = sender.header([], feed="staff", schema="staff.1", version=1, totals={"lines": 1})
    plain = wire.build(header, [[uid(1)]])
    PackageFactory(
        school=sender.school,
        feed="staff",
        schema="staff.1",
        year="-",
        period="-",
        unit="-",
        content=wire.compressed(plain),
        hash=wire.digest(plain),
    )


def test_results_come_after_what_they_name() -> None:
    names = sorted(registry.FEEDS, key=order_of)
    assert names[:4] == ["school", "staff", "class", "student"]
    assert order_of("midterm") == order_of("term") < order_of("year") < order_of("again")
    assert order_of("of-tomorrow") > order_of("graduation")


def test_every_feed_reads_what_it_writes(db_everywhere: None) -> None:
    for name in registry.FEEDS:
        assert readable(feed_for(name)) == [f"{name}.1"]


@pytest.mark.parametrize("name", MADE)
def test_a_right_package_is_accepted_and_counts(name: str, sender: Sender) -> None:
    if name == "standard":
        staffed(sender)
    line = MADE[name][3]
    item = sealed(sender, name, line)
    assert received(sender, item).code == "accepted"
    package = Package.objects.get(feed=name)
    assert (package.hash, package.records) == (wire.digest(item.content), package.records)
    assert package.records >= 1
    assert any(leaf.records for leaf in leaves_of([sender.school.code]))
    of_students = name not in ("standard", "quota", "statistics")
    assert Line.objects.filter(feed=name, counted=True).count() == of_students
    assert received(sender, item).code == "known"


@pytest.mark.parametrize(("name", "index", "value", "code", "column"), WRONG)
def test_a_wrong_element_is_returned_with_line_and_column(
    name: str, index: int, value: Any, code: str, column: str, sender: Sender
) -> None:
    if name == "standard":
        staffed(sender)
    first = list(MADE[name][3])
    second = [ANOTHER.get(name, uid(2)), *first[1:]]
    second[index] = value
    result = received(sender, sealed(sender, name, first, second))
    assert result.code == "returned"
    [cause] = result.receipts[0].problems
    assert (cause["code"], cause["samples"][0][:2], cause["lines"]) == (code, [2, column], [2])
    assert cause["message"].endswith(".")


@pytest.mark.parametrize("name", MADE)
def test_wrong_totals_are_returned(name: str, sender: Sender) -> None:
    if name == "standard":
        staffed(sender)
    item = sealed(sender, name, MADE[name][3])
    contents = wire.parse(item.content)
    wrong = {key: value + 1 for key, value in contents.header.totals.items()}
    sender.version, sender.previous = 0, ""
    item = sender.seal(
        contents.lines,
        **{
            key: getattr(contents.header, key)
            for key in ("feed", "schema", "scope", "layout", "rules")
        },
        totals=wrong,
    )
    result = received(sender, item)
    assert result.receipts[0].problems[0]["code"] == "wrong_totals"


@pytest.mark.parametrize("name", MADE)
def test_a_person_reads_what_two_versions_say_otherwise(name: str, sender: Sender) -> None:
    line = MADE[name][3]
    mine = wire.parse(sealed(sender, name, line).content)
    index = 3 if name != "standard" else 2
    theirs = wire.parse(sealed(sender, name, [*line[:index], "Ai Đó", *line[index + 1 :]]).content)
    [found] = differences(mine, theirs)
    assert (found.mine, found.theirs) == (str(line[index]), "Ai Đó")


def test_a_line_that_one_version_does_not_have_is_one_difference(sender: Sender) -> None:
    mine = wire.parse(sealed(sender, "year", MADE["year"][3]).content)
    theirs = replace(mine, lines=())
    [found] = differences(mine, theirs)
    assert (found.mine == "–", found.theirs == "–") == (False, True)
    [turned] = differences(theirs, mine)
    assert (turned.mine, turned.theirs) == (found.theirs, found.mine)


def test_a_student_counts_once_in_a_year_and_once_in_its_middle(sender: Sender) -> None:
    for name in ("midterm", "year", "again", "graduation"):
        sender.version, sender.previous = 0, ""
        assert received(sender, sealed(sender, name, MADE[name][3])).code == "accepted"
    assert Line.objects.filter(counted=True, student_uid=uid(1)).count() == 4


def test_a_class_the_school_has_not_named_waits(sender: Sender) -> None:
    PackageFactory(
        school=sender.school,
        feed="class",
        schema="class.1",
        period="-",
        unit="-",
        layout=["6A2"],
    )
    result = received(sender, sealed(sender, "midterm", MADE["midterm"][3]))
    assert (result.code, result.receipts[0].problems[0]["code"]) == ("parked", "missing_reference")
    assert received(sender, sealed(sender, "midterm", MADE["midterm"][3])).code == "parked"


def test_somebody_rated_who_is_not_among_the_staff_waits(sender: Sender) -> None:
    assert received(sender, sealed(sender, "standard", RATED)).code == "parked"


@pytest.mark.parametrize("layout", [[["toan"]], [["toan", "x"]], TWO + TWO[:1], ["toan"], [[1, 2]]])
def test_a_layout_that_is_none_is_returned(layout: list[Any], sender: Sender) -> None:
    result = received(sender, sealed(sender, "year", MADE["year"][3], layout=layout))
    assert result.receipts[0].problems[0]["code"] == "bad_layout"


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("part", ["year", "period", "unit"])
def test_a_scope_that_is_not_the_feeds_is_returned(name: str, part: str, sender: Sender) -> None:
    if name == "standard":
        staffed(sender)
    period, unit, _layout, line, _wrong = MADE[name]
    parts = {"period": period, "unit": unit}
    parts[part] = {"year": "-", "period": "hk1", "unit": "-" if unit != "-" else "6A1"}[part]
    result = received(sender, sealed(sender, name, line, scope=sender.scope(**parts)))
    assert (result.code, result.receipts[0].problems[0]["code"]) == ("returned", "bad_scope")


@pytest.mark.parametrize("parts", [{"year": "-"}, {"period": "gk1"}, {"unit": "-"}])
def test_a_term_is_of_a_year_a_class_and_a_term(parts: dict[str, str], sender: Sender) -> None:
    result = received(sender, sender.seal([row(1)], scope=sender.scope(**parts)))
    assert (result.code, result.receipts[0].problems[0]["code"]) == ("returned", "bad_scope")


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("line", [[], [None], [[[]]] * 9, [uid(1)] * 7, [{}] * 8, ["x"] * 10])
def test_no_line_breaks_a_feed(name: str, line: list[Any], sender: Sender) -> None:
    if name == "standard":
        staffed(sender)
    assert received(sender, sealed(sender, name, line)).code == "returned"
