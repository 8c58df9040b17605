"""Entering marks in the grid: keys, paste, undo, and what is refused."""

import pytest
from playwright.sync_api import BrowserContext, ViewportSize, expect

from eduportal import scoping
from eduportal.accounts.models import TypingHabits
from students.services import exempt
from tests.browser.marksheet import LEAVER, SheetInBrowser, until
from tests.grades.conftest import fill
from tests.students.test_exempting import decision

pytestmark = pytest.mark.trial("browser")


def test_a_typed_mark_is_saved_and_the_page_says_so_only_then(sheet: SheetInBrowser) -> None:
    assert sheet.page.inner_text("[data-save-state]").strip() == "No changes yet"
    sheet.type(0, "gk", "8.5")
    assert sheet.shown(0, "gk") == "8,5"
    sheet.expect_stored(0, "gk", 85)
    expect(sheet.page.locator("[data-save-state]")).to_contain_text("Saved")
    sheet.expect_state(0, "gk", "saved")


def test_the_servers_average_replaces_the_estimate(sheet: SheetInBrowser) -> None:
    for cell, text in {"tx1": "8", "tx2": "8", "tx3": "8", "tx4": "8", "gk": "7"}.items():
        sheet.type(0, cell, text)
    sheet.type(0, "ck", "9")
    average = sheet.page.locator("tbody tr").first.locator("[data-average]")
    expect(average).to_have_text("8,1")
    expect(average).not_to_have_attribute("data-estimate", "")


def test_a_wrong_mark_stays_red_with_its_reason_and_is_not_sent(sheet: SheetInBrowser) -> None:
    sheet.type(1, "ck", "11")
    box = sheet.page.locator(sheet.cell(1, "ck"))
    expect(box).to_have_attribute("aria-invalid", "true")
    note = sheet.page.locator(f"#{box.get_attribute('aria-describedby')}")
    expect(note).to_contain_text("11")
    expect(sheet.page.locator("[data-problems] li")).to_have_count(1)
    expect(sheet.page.locator("[data-column-counts]")).to_have_text(
        "CK: 0/5 entered, 4 empty, 1 not saved"
    )
    sheet.page.wait_for_timeout(900)
    assert sheet.stored(1, "ck") is None
    sheet.type(1, "ck", "9")
    sheet.expect_stored(1, "ck", 90)
    expect(sheet.page.locator("[data-problems]")).to_be_hidden()


def test_a_block_from_excel_is_saved_and_its_wrong_cells_stay_red(sheet: SheetInBrowser) -> None:
    rows = [["7", "8,5"], ["abc", "6"], ["9", "10"], ["4", "5"], ["V", "0"], ["", ""]]
    sheet.go(0, "gk")
    sheet.paste("\r\n".join("\t".join(row) for row in rows) + "\r\n")
    # Wrong texts are shown before anything is written.
    strip = sheet.page.locator("#strip-dialog")
    expect(strip.locator("[data-counts]")).to_have_text(
        "9 new · 1 wrong: it stays red and is not saved"
    )
    expect(strip.locator("[data-list]")).to_contain_text("“abc” is not a mark.")
    assert sheet.shown(0, "gk") == ""
    sheet.page.keyboard.press("Enter")
    expect(sheet.page.locator("[data-message]")).to_have_text(
        "Pasted 10 cells, 1 of them wrong and not saved."
    )
    sheet.expect_stored(4, "ck", 0)
    assert (sheet.stored(0, "ck"), sheet.stored(4, "gk")) == (85, 210)
    assert (sheet.stored(1, "gk"), sheet.stored(LEAVER, "gk")) == (None, None)
    assert sheet.shown(1, "gk") == "abc"


def test_undo_takes_back_a_whole_paste_and_redo_does_it_again(sheet: SheetInBrowser) -> None:
    sheet.go(0, "tx1")
    sheet.paste("7\t8\n9\t10")
    sheet.expect_stored(1, "tx2", 100)
    sheet.page.keyboard.press("Control+z")
    sheet.expect_stored(1, "tx2", None)
    assert sheet.stored(0, "tx1") is None
    sheet.page.keyboard.press("Control+y")
    sheet.expect_stored(1, "tx2", 100)


def test_fill_down_writes_the_selection(sheet: SheetInBrowser) -> None:
    sheet.type(0, "tx4", "7")
    sheet.go(0, "tx4")
    for _row in range(2):
        sheet.page.keyboard.press("Shift+ArrowDown")
    sheet.page.keyboard.press("Control+d")
    sheet.expect_stored(2, "tx4", 70)
    assert sheet.stored(3, "tx4") is None


def test_the_keys_of_the_grid_move_as_in_a_spreadsheet(sheet: SheetInBrowser) -> None:
    def focused() -> str:
        return sheet.page.evaluate("'#' + document.activeElement.id")

    sheet.go(0, "gk")
    for key, row, cell in [
        ("Enter", 1, "gk"),
        ("ArrowRight", 1, "ck"),
        ("Control+ArrowUp", 0, "ck"),
        ("Home", 0, "tx1"),
        ("Shift+Enter", 0, "tx1"),
        ("Control+End", 5, "remark"),
        ("F3", 0, "tx1"),
        ("Shift+F3", 4, "ck"),
        ("F3", 0, "tx1"),
        ("Tab", 0, "tx2"),
    ]:
        sheet.page.keyboard.press(key)
        assert focused() == sheet.cell(row, cell), key


def test_the_sheet_opens_at_its_first_empty_column(sheet: SheetInBrowser) -> None:
    sheet.type(0, "tx1", "7")
    sheet.paste("\n".join("7878"))
    sheet.expect_stored(4, "tx1", 80)
    sheet.reopen()
    expect(sheet.page.locator(sheet.cell(0, "tx2"))).to_be_focused()


def test_the_step_of_the_list_opens_the_column_it_names(sheet: SheetInBrowser) -> None:
    sheet.go(1, "tx1")
    sheet.paste("\n".join("7878"))
    sheet.expect_stored(4, "tx1", 80)
    sheet.page.goto(f"{sheet.base_url}/marksheets/")
    sheet.page.click(f"a[href*='{sheet.world.sheet.public_id}'][href$='#tx1']")
    expect(sheet.page.locator(sheet.cell(0, "tx1"))).to_be_focused()


def test_one_hand_goes_on_by_itself_and_leaves_other_typing_as_it_was(
    sheet: SheetInBrowser,
) -> None:
    sheet.go(0, "gk")
    sheet.page.click("[data-onehand]")
    sheet.page.keyboard.type("8510+*6")
    expect(sheet.page.locator("[data-value]")).to_have_text("6")
    sheet.page.keyboard.press("Enter")
    sheet.expect_stored(4, "gk", 60)
    assert [sheet.stored(row, "gk") for row in range(4)] == [85, 100, 210, None]
    sheet.reopen()
    expect(sheet.page.locator("[data-onehand]")).to_have_attribute("aria-pressed", "true")
    sheet.page.click("[data-onehand]")
    sheet.type(3, "gk", "85")
    sheet.expect_state(3, "gk", "error")


def test_a_column_is_read_back_and_a_wrong_mark_changed_on_the_way(sheet: SheetInBrowser) -> None:
    with scoping.everywhere("a test enters marks"):
        fill(sheet.world.sheet, 80)
    sheet.reopen()
    sheet.go(3, "gk")
    sheet.page.click("[data-onehand]")
    panel = sheet.page.locator("[data-onehand-panel]")
    sheet.page.keyboard.press("/")
    expect(sheet.page.locator(sheet.cell(0, "gk"))).to_be_focused()
    expect(panel.locator("[data-place]")).to_have_text("Reading back GK · student 1 of 5")
    student = sheet.world.records[sheet.world.sheet][0].enrolment.student
    expect(panel.locator("[data-name]")).to_contain_text(student.full_name)
    assert panel.locator("[data-value]").bounding_box()["height"] >= 80

    sheet.page.keyboard.press("Enter")
    expect(sheet.page.locator(sheet.cell(1, "gk"))).to_be_focused()
    sheet.page.keyboard.type("75")
    for _student in range(3):
        sheet.page.keyboard.press("Enter")
    message = sheet.page.locator("[data-message]")
    expect(message).to_have_text("GK read back: 5 students, 1 changed.")
    expect(panel.locator("[data-place]")).to_contain_text("Column GK")
    sheet.expect_stored(1, "gk", 75)
    assert [sheet.stored(row, "gk") for row in (0, 2, 3, 4)] == [80] * 4


def test_a_column_is_read_back_with_the_pad_of_a_phone(sheet: SheetInBrowser) -> None:
    sheet.page.set_viewport_size({"width": 390, "height": 844})
    sheet.go(0, "gk")
    sheet.page.click("[data-onehand]")
    read = sheet.page.locator("[data-read-back]")
    assert read.bounding_box()["height"] >= 44
    read.click()
    expect(read).to_have_attribute("aria-pressed", "true")
    expect(read).to_have_text("Stop reading back")
    for key in ("7", "5"):
        sheet.page.click(f"[data-press='{key}']")
    sheet.expect_stored(0, "gk", 75)
    expect(sheet.page.locator("[data-place]")).to_have_text("Reading back GK · student 2 of 5")
    # On so narrow a screen the row at hand is a card: only that student's cells are seen.
    widths = [row.bounding_box()["width"] for row in sheet.page.locator(".marks tbody tr").all()]
    assert [width > 1 for width in widths] == [row == 1 for row in range(6)]
    # Another column ends it.
    sheet.go(1, "ck")
    expect(read).to_have_text("Read CK back")


def test_an_unfinished_composition_is_never_saved(sheet: SheetInBrowser) -> None:
    sheet.go(0, "remark")
    devtools = sheet.context.new_cdp_session(sheet.page)
    devtools.send(
        "Input.imeSetComposition", {"text": "chă", "selectionStart": 3, "selectionEnd": 3}
    )
    sheet.page.wait_for_timeout(900)
    assert sheet.stored(0, "remark") == ""
    devtools.send("Input.insertText", {"text": "chăm"})
    sheet.page.keyboard.press("Enter")
    sheet.expect_stored(0, "remark", "chăm")


def test_an_exempt_students_marks_cannot_be_typed(sheet: SheetInBrowser) -> None:
    before = sheet.page.locator("[data-progress-text]").inner_text()
    with scoping.everywhere("a test exempts a student"):
        world = sheet.world
        student = world.enrolments[world.class_group][0].student
        exempt(student=student, decision=decision(world.subjects[0], world.term))
    # A mark typed before the page knows is refused with the reason.
    sheet.type(0, "gk", "7")
    sheet.expect_state(0, "gk", "error")
    expect(sheet.page.locator("[data-problems]")).to_contain_text("exempt from this subject")
    sheet.page.reload()
    expect(sheet.page.locator(sheet.cell(0, "gk"))).to_have_attribute("readonly", "")
    expect(sheet.page.locator(sheet.cell(1, "gk"))).not_to_have_attribute("readonly", "")
    expect(sheet.page.locator(".marks tbody tr").first).to_contain_text("12/QĐ-THCS")
    assert sheet.page.locator("[data-progress-text]").inner_text() != before
    assert sheet.stored(0, "gk") is None


def test_without_javascript_the_grid_is_a_form(
    sheet: SheetInBrowser, plain_context: BrowserContext
) -> None:
    plain_context.add_cookies(sheet.context.cookies())
    page = plain_context.new_page()
    page.goto(sheet.page.url)
    page.fill(sheet.cell(0, "ck"), "7,5")
    page.fill(sheet.cell(1, "ck"), "77")
    page.click("text=Save marks")
    expect(page.locator(".error-summary li")).to_have_count(1)
    assert (sheet.stored(0, "ck"), sheet.stored(1, "ck")) == (75, None)


def test_an_average_opens_beside_the_sheet_and_arrows_walk_the_students(
    sheet: SheetInBrowser,
) -> None:
    for cell, text in {"tx1": "8", "tx2": "8", "tx3": "8", "tx4": "8", "gk": "7"}.items():
        sheet.type(0, cell, text)
    sheet.type(0, "ck", "9")
    sheet.expect_stored(0, "ck", 90)
    average = sheet.page.locator("tbody tr").first.locator("[data-average]")
    average.click()
    panel = sheet.page.locator("[data-side]")
    expect(panel.locator("h2")).to_have_text("Why is the average 8,1?")
    expect(panel.locator("tfoot")).to_contain_text("73,0")
    sheet.page.keyboard.press("ArrowDown")
    expect(panel.locator("h2")).to_have_text("Why is there no average yet?")
    sheet.page.keyboard.press("ArrowUp")
    expect(panel.locator("h2")).to_have_text("Why is the average 8,1?")
    sheet.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(average).to_be_focused()
    sheet.go(0, "gk")
    sheet.page.keyboard.press("Shift+F4")
    expect(panel.locator("h2")).to_have_text("Why is the average 8,1?")
    # What is shown beside the sheet follows a mark that is changed meanwhile.
    sheet.go(0, "gk")
    sheet.page.keyboard.type("8")
    sheet.page.keyboard.press("ArrowRight")
    expect(panel.locator("h2")).to_have_text("Why is the average 8,3?")
    sheet.go(1, "gk")
    expect(panel.locator("h2")).to_have_text("Why is there no average yet?")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    expect(sheet.page.locator(sheet.cell(1, "gk"))).to_be_focused()


NARROW: ViewportSize = {"width": 320, "height": 640}


def test_at_320_pixels_a_sheet_is_a_card_a_student_with_keys_in_reach(
    sheet: SheetInBrowser,
) -> None:
    page = sheet.page
    page.set_viewport_size(NARROW)
    page.reload()
    page.locator("form.is-onehand").wait_for()
    lines = sheet.world.records[sheet.world.sheet]
    first, second = (lines[row].enrolment.student.full_name for row in (0, 1))
    name = page.locator("[data-onehand-panel] [data-name]")
    expect(name).to_contain_text(first)
    for key in ("8", "5"):
        page.click(f"[data-press='{key}']")
    expect(name).to_contain_text(second)
    sheet.expect_stored(0, "tx1", 85)
    page.click("[data-press='-']")
    expect(name).to_contain_text(first)
    page.click(sheet.cell(0, "ck"))
    page.click("[data-press='9']")
    page.click("[data-press='Enter']")
    sheet.expect_stored(0, "ck", 90)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # All of the card is in the window at once: the name above, the keys below.
    for part in ("[data-onehand-panel] [data-name]", "[data-press=Enter]"):
        box = page.locator(part).bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 640, (part, box)


def test_who_wants_the_table_at_320_pixels_says_so_once(sheet: SheetInBrowser) -> None:
    sheet.page.set_viewport_size(NARROW)
    sheet.page.reload()
    sheet.page.locator("form.is-onehand").wait_for()
    sheet.page.click("[data-onehand]")
    teacher = sheet.world.users["teacher"].pk
    until(lambda: TypingHabits.of(teacher).types_one_handed is False, sheet.page)
    sheet.page.reload()
    sheet.page.locator("form.is-enhanced").wait_for()
    expect(sheet.page.locator("form.is-onehand")).to_have_count(0)
