"""Cells a head ticks on the sheet, the teacher's walk through them, what the head reads then."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from eduportal import scoping
from grades.choices import SheetState
from grades.models import AskedCell, MarkSheet
from tests.browser.marksheet import SheetInBrowser, sign_in, until
from tests.factories import SheetStepFactory
from tests.grades.conftest import fill, set_state
from tests.world import World

pytestmark = pytest.mark.trial("browser")


@pytest.fixture
def handed_in(committed_world: World) -> World:
    """The teacher's full sheet waits for approval."""
    with scoping.everywhere("a test hands a sheet in"):
        fill(committed_world.sheet, 80)
        set_state(committed_world.sheet, SheetState.SUBMITTED)
        SheetStepFactory(sheet=committed_world.sheet, actor=committed_world.users["teacher"])
    return committed_world


def open_as(persona: str, context: BrowserContext, world: World, base: str) -> Page:
    sign_in(context, world.users[persona], base)
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": base}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(base + reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    return page


def box(page: Page, record: int, cell: str):
    return page.locator(f'input[name=cell][value="{record}-{cell}"]')


def asked(world: World) -> list[tuple[int, str, bool]]:
    with scoping.everywhere("the test looks"):
        rows = AskedCell.objects.filter(is_of_column=False).order_by("pk")
        return [(row.record_id, row.cell, row.kept_at is not None) for row in rows]


def give_back(page: Page, why: str) -> None:
    page.keyboard.type(why)
    page.locator("button[value=return]").click()
    page.wait_for_url(lambda address: "/marksheets/" not in address)


def test_a_head_ticks_cells_by_keys_and_by_mouse(
    context: BrowserContext, live_server: Any, handed_in: World
) -> None:
    page = open_as("head", context, handed_in, live_server.url)
    first, second = (record.pk for record in handed_in.records[handed_in.sheet][:2])
    bar = page.locator("[data-asking-bar]")
    expect(bar).to_be_hidden()
    page.locator(".marks__ask", has=box(page, first, "tx1")).click()
    expect(box(page, first, "tx1")).to_be_checked()
    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(box(page, second, "tx2")).to_be_checked()
    rows = page.locator("tbody tr")
    heights = {rows.nth(row).bounding_box()["height"] for row in range(3)}
    assert len(heights) == 1, "The focus makes a row taller."
    expect(bar).to_contain_text("2 cells")
    # The title of a column stands for all of it, and is taken back alike.
    title = page.locator("thead label", has_text="GK")
    title.click()
    expect(page.locator("thead .is-asked")).to_have_text(["GK"])
    expect(bar).to_contain_text("GK and 2 cells")
    title.click()
    box(page, second, "tx2").focus()
    page.keyboard.press("t")
    expect(page.locator("input[name=reason]")).to_be_focused()
    give_back(page, "Xem lại hai ô")
    assert asked(handed_in) == [(first, "tx1", False), (second, "tx2", False)]


def test_a_head_ticks_a_cell_and_returns_with_one_thumb(
    context: BrowserContext, live_server: Any, handed_in: World
) -> None:
    page = open_as("head", context, handed_in, live_server.url)
    page.set_viewport_size({"width": 390, "height": 844})
    record = handed_in.record.pk
    cell = page.locator(".marks__ask", has=box(page, record, "tx1"))
    assert cell.bounding_box()["height"] >= 40
    cell.click()
    button = page.locator("[data-asking-return]")
    place = button.bounding_box()
    assert place["height"] >= 44 and 600 < place["y"] < 844 - place["height"]
    button.click()
    give_back(page, "Xem lại")
    assert asked(handed_in) == [(record, "tx1", False)]


@pytest.fixture
def returned(context: BrowserContext, live_server: Any, committed_world: World) -> SheetInBrowser:
    """The sheet in the teacher's browser, returned for three cells in two columns."""
    sheet = SheetInBrowser(context, live_server.url, committed_world)
    with scoping.everywhere("a test returns a sheet"):
        fill(committed_world.sheet, 80)
        step = SheetStepFactory(
            sheet=committed_world.sheet,
            step="return",
            actor=committed_world.users["head"],
            reason="Xem lại",
        )
        AskedCell.objects.bulk_create(
            AskedCell(
                school=committed_world.school,
                step=step,
                record_id=sheet.records[row],
                cell=cell,
                before=80,
            )
            for row, cell in ((0, "ck"), (2, "ck"), (1, "gk"))
        )
    sheet.sign_in("teacher")
    sheet.speak("en")
    sheet.open()
    return sheet


def test_the_teacher_walks_the_cells_by_keys_and_the_head_reads_the_answers(
    returned: SheetInBrowser, context: BrowserContext
) -> None:
    page = returned.page
    follow = page.locator("[data-asked-next]")
    expect(follow).to_have_text("Next cell (1/3)")
    expect(page.locator(returned.cell(1, "gk"))).to_be_focused()
    expect(page.locator("td.is-meant.is-open")).to_have_count(3)
    page.keyboard.press("F8")
    expect(page.locator(returned.cell(0, "ck"))).to_be_focused()
    page.keyboard.press("Shift+F8")
    expect(page.locator(returned.cell(1, "gk"))).to_be_focused()

    page.keyboard.press("Control+Enter")
    expect(follow).to_have_text("Next cell (2/3)")
    expect(page.locator(returned.cell(0, "ck"))).to_be_focused()
    page.keyboard.type("V")
    page.keyboard.press("F8")
    expect(follow).to_have_text("Next cell (3/3)")
    expect(page.locator(returned.cell(2, "ck"))).to_be_focused()
    # Put back by undo, it is to be looked at again; the second time it stays changed.
    page.keyboard.press("Control+z")
    expect(follow).to_have_text("Next cell (2/3)")
    returned.type(0, "ck", "V")
    returned.go(2, "ck")
    page.locator("[data-asked-keep]").click()
    expect(follow).to_have_text("All 3 cells have been looked at")
    expect(page.locator("td.is-meant.is-open")).to_have_count(0)
    returned.expect_save_state("idle")
    page.reload()
    expect(follow).to_have_text("All 3 cells have been looked at")

    page.locator("[data-submit-sheet] button").click()
    page.locator("[data-submit-sheet]").wait_for(state="detached")
    head = open_as("head", context, returned.world, returned.base_url)
    lines = [" ".join(each.split()) for each in head.locator(".answers li").all_inner_texts()]
    assert [line.split(", ", 1)[1] for line in lines] == [
        "GK 8,0, left as it is",
        "CK before 8,0 after V",
        "CK 8,0, left as it is",
    ]


def test_a_cell_is_left_as_it_is_on_a_phone(returned: SheetInBrowser) -> None:
    page = returned.page
    page.set_viewport_size({"width": 390, "height": 844})
    follow, keep = page.locator("[data-asked-next]"), page.locator("[data-asked-keep]")
    follow.click()
    for button in (follow, keep):
        place = button.bounding_box()
        assert place["height"] >= 44 and 0 <= place["x"] < 390 - place["width"]
    keep.click()
    expect(follow).to_have_text("Next cell (2/3)")
    until(lambda: sum(is_kept for *_place, is_kept in asked(returned.world)) == 1, page)


def test_without_a_connection_nothing_counts_as_looked_at(returned: SheetInBrowser) -> None:
    page = returned.page
    page.locator("form.is-enhanced").wait_for()
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-message]")).to_contain_text("not noted")
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-asked-next]")).to_have_text("Next cell (2/3)")


def test_a_head_without_scripts_ticks_cells_too(
    plain_context: BrowserContext, live_server: Any, handed_in: World
) -> None:
    page = open_as("head", plain_context, handed_in, live_server.url)
    box(page, handed_in.record.pk, "gk").check()
    page.locator(".decide-return summary").click()
    page.locator("input[name=reason]").fill("Xem lại")
    page.locator("button[value=return]").click()
    assert asked(handed_in) == [(handed_in.record.pk, "gk", False)]
    with scoping.everywhere("the test looks"):
        assert MarkSheet.objects.get(pk=handed_in.sheet.pk).state == SheetState.OPEN
