"""The head's queue by keys alone, the columns a return asks to look at, the list to write on."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from eduportal import scoping
from grades.choices import SheetState
from grades.models import AskedCell, MarkSheet
from tests.browser.marksheet import sign_in
from tests.factories import SheetStepFactory
from tests.grades.conftest import fill, set_states
from tests.world import World

pytestmark = pytest.mark.trial("browser")


def hand_in(world: World) -> list[MarkSheet]:
    with scoping.everywhere("a test hands sheets in"):
        sheets = list(MarkSheet.objects.filter(class_group=world.class_group))
        set_states(sheets, SheetState.SUBMITTED)
        for sheet in sheets:
            SheetStepFactory(sheet=sheet, actor=world.users["teacher"], reason="Nghỉ ốm")
    return sheets


def test_the_queue_is_worked_off_by_keys(
    context: BrowserContext, live_server: Any, committed_world: World
) -> None:
    hand_in(committed_world)
    sign_in(context, committed_world.users["head"], live_server.url)
    page = context.new_page()
    page.goto(live_server.url + "/classes/queue/")
    links = page.locator(".table--queue tbody th a")
    expect(links).to_have_count(2)
    names = links.all_inner_texts()
    boxes = page.locator(".table--queue tbody input[name=sheet]")

    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("d")
    expect(links).to_have_count(1)
    expect(links.first).to_be_focused()
    assert links.all_inner_texts() == names[:1]

    page.keyboard.press("t")
    reason = page.locator(".decide-return[open] input[name=reason]")
    expect(reason).to_be_focused()
    page.keyboard.type("dt")
    expect(reason).to_have_value("dt")
    page.keyboard.press("Escape")
    expect(links.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/marksheets/*/")


def test_a_sheet_returned_for_a_column_opens_there(
    context: BrowserContext, live_server: Any, committed_world: World
) -> None:
    hand_in(committed_world)
    sheet = committed_world.sheet
    address = live_server.url + reverse("grades:marksheet-edit", args=[sheet.public_id])
    sign_in(context, committed_world.users["head"], live_server.url)
    page = context.new_page()
    page.goto(address)
    page.locator(".decide-return summary").click()
    page.locator("input[name=reason]").fill("Xem lại cột GK")
    page.locator(".decide-columns label", has_text="GK").click()
    page.locator("button[value=return]").click()
    page.wait_for_url("**/marksheets/*/")
    with scoping.everywhere("a test reads the step"):
        assert {each.cell for each in AskedCell.objects.all()} == {"gk"}

    sign_in(context, committed_world.users["teacher"], live_server.url)
    page.goto(address)
    expect(page.locator("td[data-cell=gk] input").first).to_be_focused()
    assert page.locator("thead .is-asked").all_inner_texts() == ["GK"]


def test_the_list_to_write_on_holds_students_and_no_marks(
    context: BrowserContext, live_server: Any, committed_world: World
) -> None:
    with scoping.everywhere("a test enters marks"):
        fill(committed_world.sheet, 80)
    sign_in(context, committed_world.users["teacher"], live_server.url)
    page = context.new_page()
    page.emulate_media(media="print")
    # The browser's dialog stops the page; what would be printed is looked at instead.
    page.add_init_script(
        """window.print = () => {
            const shown = (css) => getComputedStyle(document.querySelector(css));
            window.printed = {
                mark: shown("td[data-cell=gk] input").color,
                name: shown("tbody .marks__name").color,
                sign: shown(".paper--below").display,
            };
        }"""
    )
    sheet = committed_world.sheet
    page.goto(live_server.url + reverse("grades:marksheet-edit", args=[sheet.public_id]))
    for which, is_blank in (("blank", True), ("sheet", False)):
        page.evaluate("name => document.querySelector(`[data-print=${name}]`).click()", which)
        printed = page.evaluate("window.printed")
        assert (printed["mark"] == "rgba(0, 0, 0, 0)") is is_blank, which
        assert (printed["sign"] == "none") is is_blank, which
        assert printed["name"] != "rgba(0, 0, 0, 0)"
