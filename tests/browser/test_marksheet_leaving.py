"""Leaving a sheet: handing it in right after the last mark, and reloading with text unsaved."""

import pytest
from playwright.sync_api import Dialog, expect

from eduportal import scoping
from tests.browser.marksheet import SheetInBrowser, until

pytestmark = pytest.mark.trial("browser")

ALL_BUT_THE_LAST = "".join("\t".join(["7"] * (5 if row == 4 else 6)) + "\r\n" for row in range(5))


def state_of(sheet: SheetInBrowser) -> str:
    with scoping.everywhere("the test looks"):
        sheet.world.sheet.refresh_from_db()
    return sheet.world.sheet.state


def fill(sheet: SheetInBrowser) -> None:
    """Every mark but the last one of the last student."""
    sheet.go(0, "tx1")
    sheet.paste(ALL_BUT_THE_LAST)
    sheet.page.keyboard.press("Enter")
    sheet.go(4, "ck")


def test_one_click_hands_in_after_the_last_mark_is_saved(sheet: SheetInBrowser) -> None:
    fill(sheet)
    sheet.page.keyboard.type("9")
    sheet.page.click("[data-submit-sheet] button")
    until(lambda: state_of(sheet) == "submitted", sheet.page)
    assert sheet.stored(4, "ck") == 90


def test_a_refused_cell_is_named_and_the_sheet_is_not_handed_in(sheet: SheetInBrowser) -> None:
    fill(sheet)
    sheet.page.keyboard.type("11")
    sheet.page.click("[data-submit-sheet] button")
    message = sheet.page.locator("[data-message]")
    expect(message).to_contain_text("Not handed in yet.")
    expect(message).to_contain_text("“11” is outside the scale")
    sheet.expect_stored(4, "gk", 70)
    assert state_of(sheet) == "open"


def test_a_reload_asks_while_a_text_is_wrong_and_saves_what_was_being_typed(
    sheet: SheetInBrowser,
) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    sheet.page.on("dialog", stay)
    sheet.type(0, "gk", "11")
    sheet.page.keyboard.type("9")
    sheet.page.evaluate("setTimeout(() => location.reload())")
    until(lambda: asked == ["beforeunload"], sheet.page)
    assert sheet.shown(0, "gk") == "11"
    sheet.expect_stored(1, "gk", 90)


def test_the_key_for_the_next_empty_cell_keeps_what_was_typed_in_the_last_one(
    sheet: SheetInBrowser,
) -> None:
    fill(sheet)
    sheet.page.keyboard.type("6")
    sheet.page.keyboard.press("F3")
    expect(sheet.page.locator("[data-message]")).to_have_text("No empty cell is left.")
    sheet.expect_stored(4, "ck", 60)
