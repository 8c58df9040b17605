"""A real browser in front of the real portal, with committed rows."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.templatetags.static import static
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    sync_playwright,
)
from pytest_django.plugin import DjangoDbBlocker

from eduportal import scoping
from tests.browser.marksheet import LEAVER, SheetInBrowser, sign_in
from tests.browser.one_portal import IDLE, OnePortal, Visit
from tests.stays import leave
from tests.world import World, build_world

LAPTOP: ViewportSize = {"width": 1366, "height": 768}
LAUNCH_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# Playwright keeps an event loop in the test's thread, where Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def not_measured(uncounted: None) -> None:
    """The pages behind the browser have tests of their own."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("EDUPORTAL_CHROMIUM") or shutil.which("chromium")
    assert path, "The browser tests need Chromium: see script/test."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """The small province, and one student who has left the teacher's class."""
    world = build_world()
    with scoping.everywhere("a test builds its world"):
        leaver = world.records[world.sheet][LEAVER].enrolment
        leave(leaver)
    return world


@pytest.fixture(scope="session")
def one_portal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[OnePortal]:
    with django_db_blocker.unblock():
        portal = OnePortal()
    yield portal
    portal.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window; English, so that a corrected translation breaks no test.

    Without service workers, which hide requests from Playwright's routes.
    """
    context = browser.new_context(locale="en-GB", viewport=LAPTOP, service_workers="block")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all pages that are only looked at: a new one costs more than a page."""
    context = browser.new_context(locale="en-GB", service_workers="block")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def complaints(window: Page) -> list[str]:
    """Of the window's scripts and console, each with the address it is about."""
    said: list[str] = []
    window.on("pageerror", lambda error: said.append(f"{error} {window.url}"))

    def note(line: ConsoleMessage) -> None:
        if line.type == "error":
            said.append(f"{line.text} {line.location['url']}")

    window.on("console", note)
    return said


@pytest.fixture
def visit(
    window: Page, complaints: list[str], one_portal: OnePortal, world: World
) -> Iterator[Visit]:
    """`visit("head", "/classes/")` shows the page in the window, at a laptop's size."""
    complaints.clear()
    window.context.clear_cookies()
    window.set_viewport_size(LAPTOP)

    asked: tuple[str, ...] = ()

    def visit(persona: str, path: str) -> Page:
        nonlocal asked
        asked += (one_portal.url + path,)
        if persona != "anonymous":
            sign_in(window.context, world.users[persona], one_portal.url)
        window.goto(one_portal.url + path)
        return window

    with one_portal.opened():
        yield visit
        # Of the same portal, so that the window keeps its process, and without scripts.
        window.goto(one_portal.url + static(IDLE))
        window.evaluate("localStorage.clear(); sessionStorage.clear()")
    # A page that is not found says so in the console as well; what a page asks for is found.
    assert not [each for each in complaints if not (each.endswith(asked) and " 404 " in each)]


@pytest.fixture
def plain_context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window in which no script runs."""
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def sheet(context: BrowserContext, live_server, committed_world: World) -> SheetInBrowser:
    """The teacher's sheet, open in a browser in which the teacher has signed in."""
    sheet = SheetInBrowser(context, live_server.url, committed_world)
    sheet.sign_in("teacher")
    sheet.speak("en")
    sheet.open()
    return sheet
