"""Pasting blocks whose place is in doubt, and blocks that bring names."""

import pytest
from playwright.sync_api import expect

from tests.browser.marksheet import LEAVER, SheetInBrowser

pytestmark = pytest.mark.trial("browser")


def block(*rows: tuple[str, ...]) -> str:
    """Rows as a spreadsheet copies them."""
    return "".join("\t".join(row) + "\r\n" for row in rows)


def test_a_block_across_a_locked_row_asks_before_anything_is_queued(sheet: SheetInBrowser) -> None:
    sheet.go(0, "gk")
    sheet.paste(block(*[(mark,) for mark in "678954"]))
    dialog = sheet.page.locator("#place-dialog")
    expect(dialog.locator(".choice")).to_have_count(2)
    expect(dialog.locator(".choice tr")).to_have_count(10)
    dialog.locator("button[value='']").click()
    expect(sheet.page.locator("[data-message]")).not_to_contain_text("Pasted")
    assert sheet.shown(0, "gk") == ""
    sheet.paste(block(*[(mark,) for mark in "678954"]))
    dialog.locator("[value=place]").check()
    dialog.locator("[data-take]").click()
    expect(sheet.page.locator("[data-message]")).to_have_text(
        "Pasted 5 cells, skipped 1 locked cell."
    )
    sheet.expect_stored(4, "gk", 50)
    assert sheet.stored(LEAVER, "gk") is None


def test_a_block_with_names_goes_by_student_after_a_preview(sheet: SheetInBrowser) -> None:
    sheet.type(1, "tx1", "5")
    sheet.expect_stored(1, "tx1", 50)
    names = sheet.page.locator("tbody .marks__name").evaluate_all(
        "heads => heads.map((head) => head.dataset.label)"
    )
    titles = ("Họ và tên", "Điểm 1", "Điểm 2")
    rows = [titles, (names[2].upper(), "7", ""), (names[1], "8,5", "6"), ("Phan Lạ Mặt", "9", "9")]
    sheet.go(0, "tx1")
    sheet.paste(block(*rows))
    dialog = sheet.page.locator("#roster-dialog")
    expect(dialog.locator("tr.is-unmatched")).to_have_count(1)
    dialog.locator("[data-filter=over]").click()
    expect(dialog.locator("tbody tr")).to_have_count(1)
    expect(dialog.locator("del")).to_have_text("5,0")
    assert sheet.shown(2, "tx1") == ""
    dialog.locator("[data-take]").click()
    expect(sheet.page.locator("[data-message]")).to_have_text(
        "Pasted 3 cells, 1 of them over another mark."
    )
    sheet.expect_stored(1, "tx2", 60)
    assert (sheet.stored(2, "tx1"), sheet.stored(1, "tx1")) == (70, 85)
    sheet.go(0, "tx1")
    sheet.page.keyboard.press("Control+z")
    sheet.expect_stored(2, "tx1", None)
    assert sheet.shown(1, "tx1") == "5,0"


def test_empty_cells_of_a_block_erase_nothing(sheet: SheetInBrowser) -> None:
    sheet.type(1, "gk", "7")
    sheet.go(0, "gk")
    sheet.paste(block(("8", "6"), ("", "6"), ("9", "6")))
    expect(sheet.page.locator("[data-message]")).to_have_text(
        "Pasted 5 cells, kept 1 cell where the block is empty."
    )
    sheet.expect_stored(2, "gk", 90)
    assert sheet.stored(1, "gk") == 70


def test_a_large_block_is_shown_before_it_is_written_and_escape_leaves_it(
    sheet: SheetInBrowser,
) -> None:
    sheet.type(0, "tx1", "5")
    sheet.type(1, "tx1", "7")
    sheet.go(0, "tx1")
    large = block(*[("7", "8", "9", "10", "6") for _row in range(5)])
    sheet.paste(large)
    strip = sheet.page.locator("#strip-dialog")
    expect(strip.locator("[data-counts]")).to_have_text(
        "23 new · 1 over another mark · 1 already there"
    )
    sheet.page.keyboard.press("Escape")
    expect(strip).to_be_hidden()
    assert (sheet.shown(0, "tx1"), sheet.shown(0, "tx2")) == ("5,0", "")
    sheet.paste(large)
    sheet.page.keyboard.press("Enter")
    sheet.expect_stored(4, "gk", 60)
    assert sheet.stored(0, "tx1") == 70
    sheet.page.keyboard.press("Control+z")
    sheet.expect_stored(4, "gk", None)
    assert sheet.shown(0, "tx1") == "5,0"


def test_twenty_cells_are_written_at_once(sheet: SheetInBrowser) -> None:
    sheet.go(0, "tx1")
    sheet.paste(block(*[("7", "8", "9", "6") for _row in range(5)]))
    sheet.expect_stored(4, "tx4", 60)
    expect(sheet.page.locator("#strip-dialog")).to_be_hidden()
