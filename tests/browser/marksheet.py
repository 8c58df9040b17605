"""The mark grid as a teacher uses it, and what the database holds meanwhile."""

import time
from collections.abc import Callable

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from eduportal import scoping
from eduportal.accounts.models import User
from grades.cells import read_cell
from grades.models import MarkRecord, MarkSheet
from tests.world import World

LEAVER = 5
PATIENCE_SECONDS = 30
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def until(condition: Callable[[], object], page: Page) -> None:
    """Wait for a condition outside the page, such as a row of the database."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        page.wait_for_timeout(50)


def sign_in(context: BrowserContext, user: User, base_url: str) -> None:
    """Give the browser a session, without the sign-in page."""
    client = Client()
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])


class SheetInBrowser:
    """A sheet in one tab, mathematics in 6A1 unless another is named.

    Rows count from 0; there row LEAVER has left the class.
    """

    def __init__(
        self, context: BrowserContext, base_url: str, world: World, sheet: MarkSheet | None = None
    ) -> None:
        self.context = context
        self.base_url = base_url
        self.world = world
        self.sheet = sheet or world.sheet
        with scoping.everywhere("the test looks"):
            lines = self.sheet.records.order_by("enrolment__position", "pk")
            self.records = list(lines.values_list("pk", flat=True))
        self.page = context.new_page()

    def sign_in(self, persona: str) -> None:
        sign_in(self.context, self.world.users[persona], self.base_url)

    def speak(self, language: str) -> None:
        """Choose the language of the pages."""
        name = settings.LANGUAGE_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": language, "url": self.base_url}])

    def sign_out(self) -> None:
        """End the session on the server, as its time running out would."""
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    def open(self) -> None:
        self.page.goto(f"{self.base_url}/marksheets/{self.sheet.public_id}/")

    def reopen(self) -> None:
        """Close the tab, whatever waits in it, and open the sheet in a new one."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        self.open()

    def cell(self, row: int, cell: str) -> str:
        """The selector of a cell's input."""
        return f"#m-{self.records[row]}-{cell}"

    def go(self, row: int, cell: str) -> None:
        self.page.locator("form.is-enhanced").wait_for()
        self.page.click(self.cell(row, cell))

    def type(self, row: int, cell: str, text: str) -> None:
        self.go(row, cell)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def paste(self, text: str) -> None:
        self.page.evaluate(PASTE, text)

    def take_block(self) -> None:
        """Say yes to what is shown before a large block, or one with mistakes, is pasted."""
        self.page.locator("#strip-dialog [data-take]").click()

    def shown(self, row: int, cell: str) -> str:
        return self.page.input_value(self.cell(row, cell))

    def state(self, row: int, cell: str) -> str:
        box = self.page.locator(f"td:has({self.cell(row, cell)})")
        return box.get_attribute("data-state") or ""

    def expect_state(self, row: int, cell: str, state: str) -> None:
        until(lambda: self.state(row, cell) == state, self.page)

    @property
    def save_state(self) -> str:
        """What the page says about saving, as a word: idle, saving, offline, …"""
        return self.page.get_attribute("[data-save-state]", "data-state") or ""

    def expect_save_state(self, state: str) -> None:
        until(lambda: self.save_state == state, self.page)

    def stored(self, row: int, cell: str) -> int | str | bool | None:
        """What the database holds for a cell."""
        with scoping.everywhere("the test looks"):
            record = MarkRecord.objects.get(pk=self.records[row])
            return read_cell(record, cell)

    def expect_stored(self, row: int, cell: str, value: int | str | bool | None) -> None:
        until(lambda: self.stored(row, cell) == value, self.page)
