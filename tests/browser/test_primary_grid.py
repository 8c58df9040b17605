"""A sheet of primary school in the grid: levels, whole points, blocks, remarks; keys counted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from eduportal import scoping
from grades.models import MarkSheet
from grades.rules.cells import CellCode
from grades.selectors.sheet import records_of
from tests.browser.marksheet import SheetInBrowser
from tests.grades.primary_class import primary_class
from tests.world import World

pytestmark = pytest.mark.trial("browser")

WELL, DONE, NOT_DONE = CellCode.COMPLETED_WELL, CellCode.COMPLETED, CellCode.NOT_COMPLETED
STUDENTS = 5
COUNT_KEYS = "window.keys = 0; addEventListener('keydown', () => (window.keys += 1), true)"


class PrimarySheet(SheetInBrowser):
    """One sheet of 4A."""

    def __init__(
        self, context: BrowserContext, base_url: str, world: World, sheet: MarkSheet
    ) -> None:
        super().__init__(context, base_url, world)
        self.sheet = sheet
        self.records = list(records_of(sheet).values_list("pk", flat=True))

    def open(self) -> None:
        self.page.goto(f"{self.base_url}/marksheets/{self.sheet.public_id}/")

    def keys_for(self, text: str) -> int:
        """Type it, one key a character; how many keys went down."""
        self.page.evaluate(COUNT_KEYS)
        self.page.keyboard.type(text)
        return int(self.page.evaluate("window.keys"))


Opened = Callable[[str], PrimarySheet]


@pytest.fixture
def opened(context: BrowserContext, live_server, committed_world: World) -> Opened:
    """`opened("tieng-viet")` is that sheet of 4A before its teacher."""
    with scoping.everywhere("a test builds a class"):
        primary = primary_class(committed_world, students=STUDENTS)

    def opened(subject: str) -> PrimarySheet:
        with scoping.everywhere("a test looks"):
            sheet = PrimarySheet(context, live_server.url, committed_world, primary.sheets[subject])
        sheet.sign_in("teacher")
        sheet.speak("en")
        sheet.open()
        return sheet

    return opened


def test_levels_and_whole_points_are_typed_and_everything_else_stays_red(opened: Opened) -> None:
    sheet = opened("tieng-viet")
    for row, (typed, shown) in enumerate([("t", "T"), ("H", "H"), ("c", "C")]):
        sheet.type(row, "mck", typed)
        assert sheet.shown(row, "mck") == shown
    sheet.type(0, "ck", "9")
    sheet.type(1, "ck", "10")
    sheet.type(2, "ck", "v")
    sheet.expect_stored(2, "ck", CellCode.ABSENT)
    assert [sheet.stored(row, "mck") for row in range(3)] == [WELL, DONE, NOT_DONE]
    assert [sheet.stored(row, "ck") for row in range(2)] == [90, 100]
    for row, cell, wrong in [(3, "ck", "8,5"), (4, "ck", "11"), (3, "mck", "Đ"), (4, "mck", "7")]:
        sheet.type(row, cell, wrong)
        sheet.expect_state(row, cell, "error")
        assert sheet.shown(row, cell) == wrong
    expect(sheet.page.locator("[data-problems] li")).to_have_count(4)
    assert [sheet.stored(row, cell) for row in (3, 4) for cell in ("mck", "ck")] == [None] * 4


def test_a_block_of_levels_and_points_is_pasted_and_taken_back_as_one(opened: Opened) -> None:
    sheet = opened("tieng-viet")
    rows = ["T\t9\tT\t10", "H\t7\tT\t8", "h\t6,5\tC\t4", "x\t5\tH\tV", "\t\t\t"]
    sheet.go(0, "mgk")
    sheet.paste("\r\n".join(rows) + "\r\n")
    sheet.take_block()
    expect(sheet.page.locator("[data-message]")).to_contain_text("2 of them wrong and not saved")
    sheet.expect_stored(3, "ck", CellCode.ABSENT)
    found = [[sheet.stored(row, cell) for cell in ("mgk", "gk", "mck", "ck")] for row in range(4)]
    assert found == [
        [WELL, 90, WELL, 100],
        [DONE, 70, WELL, 80],
        [DONE, None, NOT_DONE, 40],
        [None, 50, DONE, CellCode.ABSENT],
    ]
    assert (sheet.shown(2, "gk"), sheet.shown(3, "mgk")) == ("6,5", "x")
    sheet.page.keyboard.press("Control+z")
    sheet.expect_stored(3, "ck", None)
    assert [sheet.stored(row, "mck") for row in range(4)] == [None] * 4


def test_a_level_takes_one_key_a_student_as_a_comment_only_sheet_takes_one(opened: Opened) -> None:
    """A scored column of five takes two keys a mark: a figure and, for the half, another."""
    sheet = opened("dao-duc")
    sheet.go(0, "mck")
    sheet.page.click("[data-onehand]")
    assert sheet.keys_for("thcth") == STUDENTS
    sheet.expect_stored(4, "mck", DONE)
    assert [sheet.stored(row, "mck") for row in range(4)] == [WELL, DONE, NOT_DONE, WELL]


def test_whole_points_take_one_key_but_for_one_and_ten(opened: Opened) -> None:
    sheet = opened("khoa-hoc")
    sheet.go(0, "ck")
    sheet.page.click("[data-onehand]")
    assert sheet.keys_for("98107") == STUDENTS
    sheet.expect_stored(3, "ck", 70)
    assert [sheet.stored(row, "ck") for row in range(3)] == [90, 80, 100]


def test_both_remarks_come_from_the_bank_with_one_key_by_the_level_of_their_moment(
    opened: Opened,
) -> None:
    sheet = opened("dao-duc")
    sheet.type(0, "mgk", "C")
    sheet.type(0, "mck", "T")
    sheet.expect_stored(0, "mck", WELL)
    sheet.go(0, "midterm_remark")
    sheet.page.click("[data-bank-open]")
    band = sheet.page.locator("[data-bands] [aria-pressed=true]")
    expect(band).to_have_text("C 1")
    first = sheet.page.locator("[data-phrases] li .link-button").first.inner_text()
    assert sheet.keys_for("1") == 1
    sheet.expect_stored(0, "midterm_remark", first)
    sheet.page.keyboard.press("Enter")
    expect(sheet.page.locator(sheet.cell(1, "midterm_remark"))).to_be_focused()
    sheet.go(0, "remark")
    expect(band).to_have_text("T 1")
    second = sheet.page.locator("[data-phrases] li .link-button").first.inner_text()
    sheet.page.keyboard.press("1")
    sheet.expect_stored(0, "remark", second)
    assert first != second
