"""The keys of the mark grid as a contract: one page, one row of the table below a key.

After each row everything it changed is undone with Ctrl+Z, which is thereby part of each row.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eduportal import scoping
from eduportal.accounts.models import TypingHabits
from grades.models import MarkRecord
from grades.services.writing import update_records
from tests.browser.conftest import LAPTOP
from tests.browser.marksheet import LEAVER, SheetInBrowser, until

pytestmark = pytest.mark.trial("browser")

# What the page shows: the focused cell, its mode and text, the selection, and the other cells.
LOOK = """() => {
  const cellOf = (input) => {
    const td = input?.closest?.("td[data-cell]");
    if (!td) return "";
    const rows = [...td.closest("tbody").rows];
    return `${rows.indexOf(td.closest("tr"))} ${td.dataset.cell}`;
  };
  const active = document.activeElement;
  const values = {};
  for (const input of document.querySelectorAll("table.marks td[data-cell] input[id]"))
    if (input.value) values[cellOf(input)] = input.value;
  return {
    at: cellOf(active), text: active.value ?? "", mode: active.dataset.mode ?? "", values,
    selected: document.querySelectorAll("td[aria-selected=true]").length,
    dialog: document.querySelector("dialog[open]")?.id ?? "",
    panel: document.querySelector("[data-side]").hidden ? "" : active.id || active.tagName,
    isInside: active.closest("table") !== null,
    isBefore: Boolean(document.querySelector("table.marks").compareDocumentPosition(active) & 2),
  };
}"""
# Rows 0 to 4 can be written, row 5 has left. Regular marks 1 and 2 are filled, 3 and 4 are empty.
FILLED = {f"{row} tx{at}": "8,0" for row in range(5) for at in (1, 2)}
# Where one starts, what is pressed, what the page then shows.
KEYS: list[tuple[str, str, dict[str, Any]]] = [
    # --- moving ---
    ("1 tx2", "ArrowLeft", {"at": "1 tx1"}),
    ("1 tx2", "ArrowRight", {"at": "1 tx3"}),
    ("1 tx2", "ArrowUp", {"at": "0 tx2"}),
    ("1 tx2", "ArrowDown", {"at": "2 tx2"}),
    ("0 tx1", "ArrowLeft ArrowUp", {"at": "0 tx1"}),
    ("4 tx2", "ArrowDown", {"at": "5 tx2"}),
    ("2 gk", "Home", {"at": "2 tx1"}),
    ("2 gk", "End", {"at": "2 remark"}),
    ("2 gk", "Control+Home", {"at": "0 tx1"}),
    ("2 gk", "Control+End", {"at": "5 remark"}),
    ("2 tx1", "Control+ArrowUp", {"at": "0 tx1"}),
    ("2 tx1", "Control+ArrowDown", {"at": "5 tx1"}),
    ("2 tx2", "Control+ArrowLeft", {"at": "2 tx1"}),
    ("2 tx2", "Control+ArrowRight", {"at": "2 remark"}),
    ("0 tx1", "PageDown", {"at": "5 tx1"}),
    ("5 tx1", "PageUp", {"at": "0 tx1"}),
    ("0 tx1", "F3", {"at": "0 tx3"}),
    ("0 tx3", "Control+ArrowDown", {"at": "1 tx3"}),
    ("0 tx3", "Shift+F3", {"at": "4 ck"}),
    ("1 tx1", "Enter", {"at": "2 tx1"}),
    ("1 tx1", "Shift+Enter", {"at": "0 tx1"}),
    ("5 tx1", "Enter", {"at": "0 tx2"}),
    ("0 tx2", "Shift+Enter", {"at": "5 tx1"}),
    ("1 tx1", "Tab", {"at": "1 tx2"}),
    ("1 tx1", "Shift+Tab", {"at": "0 remark"}),
    ("1 tx1", "Escape Tab", {"isInside": False}),
    ("1 tx1", "Escape Shift+Tab", {"isInside": False, "isBefore": True}),
    # --- typing ---
    ("1 tx1", "7", {"at": "1 tx1", "text": "7", "mode": "type"}),
    ("1 tx1", "9 , 5 Enter", {"at": "2 tx1", "values": {"1 tx1": "9,5"}}),
    ("1 tx1", "9 . 5 Shift+Enter", {"at": "0 tx1", "values": {"1 tx1": "9,5"}}),
    ("1 tx1", "7 ArrowRight", {"at": "1 tx2", "values": {"1 tx1": "7,0"}}),
    ("1 tx1", "7 Tab", {"at": "1 tx2", "values": {"1 tx1": "7,0"}}),
    ("1 tx1", "7 Shift+Tab", {"at": "0 remark", "values": {"1 tx1": "7,0"}}),
    ("1 tx1", "v Enter", {"values": {"1 tx1": "V"}}),
    ("1 tx1", "- 1 Enter", {"values": {"1 tx1": "-1"}}),
    ("1 tx1", "F2", {"at": "1 tx1", "text": "8,0", "mode": "edit"}),
    ("1 tx1", "F2 ArrowLeft ArrowRight", {"at": "1 tx1", "mode": "edit"}),
    ("1 tx1", "F2 F2", {"mode": "nav"}),
    ("1 tx1", "F2 ArrowLeft Backspace Enter", {"at": "2 tx1", "values": {"1 tx1": "80"}}),
    ("1 tx1", "7 Escape", {"at": "1 tx1", "text": "8,0", "mode": "nav"}),
    ("1 tx1", "Shift+ArrowDown Escape", {"selected": 0}),
    ("1 tx1", "Delete", {"at": "1 tx1", "values": {"1 tx1": None}}),
    ("1 tx1", "Backspace", {"at": "1 tx1", "text": "", "mode": "type"}),
    # --- selecting and blocks ---
    ("1 tx1", "Shift+ArrowDown Shift+ArrowRight", {"selected": 4}),
    ("1 tx1", "Control+Shift+ArrowUp", {"selected": 2}),
    ("1 tx1", "Shift+Space", {"selected": 7}),
    ("1 tx1", "Control+Space", {"selected": 6}),
    ("1 tx1", "Control+a", {"selected": 42}),
    ("1 tx2", "Shift+ArrowDown Delete", {"values": {"1 tx2": None, "2 tx2": None}}),
    ("1 tx3", "7 Enter ArrowUp Shift+ArrowDown Control+d", {"values": {"2 tx3": "7,0"}}),
    ("1 tx2", "Shift+ArrowRight Control+r", {"values": {"1 tx3": "8,0"}}),
    (
        "1 tx3",
        "Shift+ArrowDown Shift+ArrowRight 6 Control+Enter",
        {"values": {"1 tx3": "6,0", "1 tx4": "6,0", "2 tx3": "6,0", "2 tx4": "6,0"}},
    ),
    ("1 tx1", "Control+c ArrowRight ArrowRight Control+v", {"values": {"1 tx3": "8,0"}}),
    (
        "1 tx1",
        "Control+x ArrowRight ArrowRight Control+v",
        {"values": {"1 tx1": None, "1 tx3": "8,0"}},
    ),
    ("1 tx1", "7 Enter Control+z", {"at": "1 tx1", "values": {"1 tx1": "8,0"}}),
    ("1 tx1", "7 Enter Control+z Control+y", {"values": {"1 tx1": "7,0"}}),
    ("1 tx1", "7 Enter Control+z Control+Shift+z", {"values": {"1 tx1": "7,0"}}),
    # --- what else there is ---
    ("1 tx1", "F4", {"panel": "H2"}),
    ("1 tx1", "Alt+Enter", {"panel": "H2"}),
    ("1 tx1", "9 Control+s", {"at": "1 tx1", "values": {"1 tx1": "9,0"}}),
    ("1 tx1", "F4 ArrowDown Escape", {"panel": "", "at": "2 tx1"}),
    ("5 tx1", "F4 Escape", {"panel": "", "at": "5 tx1"}),
    ("1 tx1", "Shift+F4", {"panel": "why-title"}),
    ("1 tx1", "Shift+F4 ArrowDown Escape", {"panel": "", "at": "2 tx1"}),
    ("1 tx1", "Control+;", {"panel": "side-comment"}),
    ("1 tx1", "Shift+?", {"dialog": "keys-dialog"}),
    ("1 remark", "?", {"text": "?", "dialog": ""}),
]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window that may use the clipboard."""
    context = browser.new_context(locale="en-GB", viewport=LAPTOP, service_workers="block")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    yield context
    context.close()


def press(page: Page, keys: str) -> None:
    """The keys one after the other; a panel that opens is waited for, as a person does."""
    for key in keys.split():
        page.keyboard.press(key)
        if key in ("F4", "Shift+F4", "Alt+Enter", "Control+;", "Control+v"):
            page.wait_for_timeout(150)
            expect(page.locator("[data-side][aria-busy]")).to_have_count(0)


def fits(seen: dict[str, Any], wanted: dict[str, Any]) -> bool:
    values = {place: seen["values"].get(place) for place in wanted.get("values", {})}
    plain = {name: seen[name] for name in wanted if name != "values"}
    return plain | ({"values": values} if values else {}) == wanted


def put_back(sheet: SheetInBrowser) -> None:
    """Close what is open and undo what was done; the grid is as it was."""
    page = sheet.page
    page.evaluate("document.querySelector('dialog[open]')?.close()")
    if page.locator("[data-side]").is_visible():
        page.locator("[data-side-close]").click()
    sheet.go(0, "tx1")
    page.keyboard.press("Escape")
    for _step in range(4):
        if page.evaluate(LOOK)["values"] == FILLED:
            return
        page.keyboard.press("Control+z")
    assert page.evaluate(LOOK)["values"] == FILLED


def test_every_key_of_the_grid_does_what_its_list_says(sheet: SheetInBrowser) -> None:
    with scoping.everywhere("a test enters marks"):
        lines = list(MarkRecord.objects.filter(pk__in=sheet.records[:LEAVER]))
        for line in lines:
            line.regular = [80, 80, None, None]
        update_records(lines)
    sheet.reopen()
    wrong = []
    for start, keys, wanted in KEYS:
        row, cell = start.split()
        sheet.go(int(row), cell)
        press(sheet.page, keys)
        seen = sheet.page.evaluate(LOOK)
        if not fits(seen, wanted):
            wrong.append((start, keys, {name: seen[name] for name in wanted}))
        put_back(sheet)
    assert not wrong, "\n".join(map(str, wrong))


def test_tab_moves_sideways_for_who_wishes_so_and_escape_leads_out(sheet: SheetInBrowser) -> None:
    page = sheet.page
    sheet.go(1, "tx1")
    page.keyboard.press("Shift+?")
    page.locator("[data-sideways]").check()
    page.keyboard.press("Escape")
    sheet.go(1, "ck")
    press(page, "7 Tab Tab Tab 9 Enter")
    # Over the remark to the next row's first two cells; Enter goes to below where the row began.
    assert page.evaluate(LOOK)["at"] == "3 ck"
    assert (sheet.shown(1, "ck"), sheet.shown(2, "tx2")) == ("7,0", "9,0")
    sheet.go(2, "tx1")
    press(page, "Escape Tab")
    assert not page.evaluate(LOOK)["isInside"]
    # It is the person's, at any machine, and nobody else's.
    until(lambda: TypingHabits.of(sheet.world.users["teacher"].pk).tab_moves_sideways, page)
    page.evaluate("localStorage.clear()")
    sheet.reopen()
    sheet.go(1, "ck")
    press(page := sheet.page, "Tab")
    assert page.evaluate(LOOK)["at"] == "1 remark"
    sheet.go(4, "remark")
    press(page, "Tab")
    assert not page.evaluate(LOOK)["isInside"]


def test_a_paste_is_one_step_to_undo_even_after_a_reload(sheet: SheetInBrowser) -> None:
    sheet.go(0, "gk")
    sheet.paste("7\t8\n9\t10\n6\t5")
    sheet.expect_stored(2, "ck", 50)
    sheet.expect_save_state("idle")
    with scoping.everywhere("a colleague writes"):
        MarkRecord.objects.filter(pk=sheet.records[1]).update(final=40)
    sheet.page.reload()
    sheet.go(4, "tx1")
    sheet.page.keyboard.press("Control+z")
    sheet.expect_stored(0, "gk", None)
    sheet.expect_stored(2, "ck", None)
    # What the colleague wrote meanwhile is hers, and that is said.
    assert (sheet.stored(1, "gk"), sheet.stored(1, "ck")) == (None, 40)
    expect(sheet.page.locator("[data-message]")).to_have_text(
        "1 cell has changed since and was left as it is."
    )
