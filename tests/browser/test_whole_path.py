"""One class from the teacher's keyboard to the ledger and the official's page, in a browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from eduportal import scoping
from eduportal.dashboards.figures.services import refresh_stale
from eduportal.exchange.models import Line
from grades.choices import SheetState
from tests.browser.marksheet import SheetInBrowser
from tests.grades.conftest import fill, set_state
from tests.world import World

PRESENT = 5


@pytest.fixture
def windows(browser: Browser, live_server: Any, committed_world: World) -> dict[str, Any]:
    """A browser window of its own for each person of the story."""
    opened: dict[str, Any] = {}
    contexts: list[BrowserContext] = []
    for persona in ("teacher", "head", "department_officer"):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(10_000)
        contexts.append(context)
        opened[persona] = SheetInBrowser(context, live_server.url, committed_world)
        opened[persona].sign_in(persona)
        opened[persona].speak("en")
    yield opened
    for context in contexts:
        context.close()


def test_a_class_goes_from_the_keyboard_to_the_ledger(
    windows: dict[str, Any], committed_world: World, signing_key: None
) -> None:
    world = committed_world
    with scoping.everywhere("the other subject of the class is done"):
        fill(world.commented_sheet, 201)
        set_state(world.commented_sheet, SheetState.APPROVED)

    teacher = windows["teacher"]
    teacher.open()
    teacher.go(0, "tx1")
    teacher.paste("\n".join("\t".join(["8", "7,5", "9", "8", "7", "8,5"]) for _ in range(PRESENT)))
    teacher.take_block()
    teacher.expect_stored(PRESENT - 1, "ck", 85)
    expect(teacher.page.locator("[data-save-state]")).to_contain_text("Saved")
    teacher.page.click("[data-submit-sheet] button")
    expect(teacher.page.locator(".banner--success")).to_contain_text("handed in")

    head = windows["head"].page
    head.goto(f"{teacher.base_url}/classes/{world.class_group.public_id}/")
    head.click("button[value=approve]")
    expect(head.locator(".banner--success")).to_contain_text("approved")
    head.click("text=Seal the class")
    head.check("[name=without_conduct]")
    head.fill("[name=confirmation]", world.class_group.name)
    head.click(".confirm button")
    expect(head.locator(".banner--success").first).to_contain_text("sealed")
    expect(head.locator("[name=confirmation]")).to_have_count(0)

    with scoping.everywhere("the test looks"):
        assert [len(line.cells) > 0 for line in Line.objects.all()] == [True] * 6
        refresh_stale(limit=100)
    official = windows["department_officer"].page
    official.goto(f"{teacher.base_url}/dashboard/schools/{world.school.public_id}/")
    row = official.locator("tr", has_text=world.class_group.name).first
    expect(row).to_contain_text("sealed")
