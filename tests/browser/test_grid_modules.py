"""The rules, queue and clipboard of the mark grid, run where they will run: in a browser."""

import functools
import json
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = json.loads((ROOT / "grades/rules/mark_text_cases.json").read_text(encoding="utf-8"))
RUN = "async (cases) => (await import('/tests/browser/unit/all.js')).runAll(cases)"


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves the checkout; modules need a server, and need the right content type."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def checkout_url() -> Iterator[str]:
    handler = functools.partial(QuietHandler, directory=str(ROOT))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def results(checkout_url: str, browser: Browser) -> list[dict[str, str | None]]:
    page = browser.new_page()
    # Any page of this origin will do; modules are then loaded from it.
    page.goto(f"{checkout_url}/static/ui/mark.svg")
    found = page.evaluate(RUN, CASES)
    page.close()
    return found


def test_every_check_of_the_grids_modules_holds(results: list[dict[str, str | None]]) -> None:
    assert [result for result in results if result["problem"]] == []


def test_the_table_shared_with_the_server_was_run_whole(
    results: list[dict[str, str | None]],
) -> None:
    of_the_table = [
        result for result in results if result["name"].startswith(("scored ", "commented "))
    ]
    assert len(of_the_table) == len(CASES)
