"""A sheet reloaded without a network, on a machine that others use too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP
from tests.browser.marksheet import SheetInBrowser, until

pytestmark = pytest.mark.trial("browser")

# Everything that is kept for the site, as one text: databases, caches, storages.
KEPT = """async () => {
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const { name, version } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      indexedDB.open(name, version).onsuccess = ({ target }) => resolve(target.result);
    });
    for (const store of database.objectStoreNames) {
      const rows = await new Promise((resolve) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      for (const row of rows) {
        found.push(JSON.stringify(row));
        if (row.data) found.push(new TextDecoder("latin1").decode(row.data));
      }
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      found.push(url, await (await cache.match(url)).text());
    }
  }
  return found.join("\\n");
}"""
ROWS = """async () => {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === "eduportal-pages")) return 0;
  const database = await new Promise((resolve) => {
    indexedDB.open("eduportal-pages", 1).onsuccess = ({ target }) => resolve(target.result);
  });
  const rows = await new Promise((resolve) => {
    const asked = database.transaction("pages").objectStore("pages").getAllKeys();
    asked.onsuccess = () => resolve(asked.result);
  });
  database.close();
  return rows.length;
}"""
FILES = "async () => (await (await caches.open('eduportal-marksheet')).keys()).length"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window with service workers."""
    context = browser.new_context(locale="en-GB", viewport=LAPTOP)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def kept(page: Page) -> int:
    return int(page.evaluate(ROWS))


def test_a_reload_without_a_network_brings_the_sheet_back_and_signing_out_leaves_nothing(
    sheet: SheetInBrowser,
) -> None:
    page = sheet.page
    student = sheet.world.records[sheet.world.sheet][0].enrolment.student
    sheet.type(0, "gk", "8")
    sheet.expect_stored(0, "gk", 80)
    until(lambda: kept(page) == 1 and page.evaluate(FILES) > 40, page)
    # What is on the disk names nobody.
    assert student.full_name not in page.evaluate(KEPT)
    page.wait_for_timeout(2500)

    sheet.context.set_offline(True)
    sheet.type(1, "gk", "7")
    sheet.expect_save_state("offline")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    sheet.go(2, "gk")
    until(lambda: [sheet.shown(row, "gk") for row in range(2)] == ["8,0", "7,0"], page)
    expect(page.locator("tbody tr").first).to_contain_text(student.full_name)
    sheet.type(2, "gk", "6")
    sheet.context.set_offline(False)
    sheet.expect_stored(2, "gk", 60)
    assert sheet.stored(1, "gk") == 70

    # Another tab has no key: without a network it says so, and names nobody.
    sheet.context.set_offline(True)
    other = sheet.context.new_page()
    other.goto(page.url)
    expect(other.locator("h1")).to_have_text("No connection to the portal")
    other.close()
    sheet.context.set_offline(False)

    page.reload()
    sheet.go(0, "gk")
    page.click("summary:has(.account)")
    with page.expect_navigation():
        page.click("form[data-signout] button")
    assert kept(page) == 0
    assert student.full_name not in page.evaluate(KEPT)
    assert "eduportal-page-key" not in page.evaluate("Object.keys(sessionStorage).join()")
