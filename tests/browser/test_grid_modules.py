"""The rules, queue and clipboard of the mark grid, run where they will run: in a browser."""

import functools
import itertools
import json
import random
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.schemes import Scheme, scheme_of
from grades.rules.sheets import Marks, Moment, SheetLayout

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = json.loads((ROOT / "grades/rules/mark_text_cases.json").read_text(encoding="utf-8"))
PROVISIONAL = """async (questions) => {
  const { provisionalResult } = await import("/static/marksheet/provisional.js");
  const read = (value) => (value === "unstudied" ? undefined : value);
  return questions.map(({ rules, values }) => provisionalResult(rules, values.map(read)));
}"""
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
    # Any HTML page of this origin will do; modules are then loaded from it.
    page.goto(f"{checkout_url}/static/ui/")
    found = page.evaluate(RUN, CASES)
    page.close()
    return found


def test_every_check_of_the_grids_modules_holds(results: list[dict[str, str | None]]) -> None:
    assert [result for result in results if result["problem"]] == []


FORMS = ("scored ", "commented ", "levels ", "points ")


def test_the_table_shared_with_the_server_was_run_whole(
    results: list[dict[str, str | None]],
) -> None:
    of_the_table = [result for result in results if result["name"].startswith(FORMS)]
    assert len(of_the_table) == len(CASES)


SETS: list[dict[str, object]] = [
    {},
    {"rounding": "half_even", "midterm_weight": 3},
    {"exempt_cell": "leave_out", "missing_regular_blocks": False, "missing_topic_blocks": True},
]
LAYOUTS = [
    SheetLayout(AssessmentForm.SCORED, 3),
    SheetLayout(AssessmentForm.SCORED, 2, has_topic=True),
    SheetLayout(AssessmentForm.COMMENTED, 2),
]


def lines(layout: SheetLayout, count: int) -> Iterator[Marks]:
    """Lines of every kind: whole, with gaps, absences and exempt cells."""
    draw = random.Random(20261129)
    words = [CellCode.PASSED] * 9 + [CellCode.FAILED]
    for number in range(count):
        odd = [None, CellCode.ABSENT, CellCode.EXEMPT][: number % 4]

        def cell(odd: list[int | None] = odd) -> int | None:
            given = draw.randint(0, 100) if layout.form == "scored" else draw.choice(words)
            return draw.choice([given] * 6 + odd)

        slots = [cell() for _slot in range(layout.slots)]
        yield Marks(slots, cell(), cell(), studies_topics=number % 3 > 0)


def question(scheme: Scheme, layout: SheetLayout, line: Marks) -> dict[str, object]:
    values: list[int | str | None] = [
        column.value(line) if column.group != "topic" or line.studies_topics else "unstudied"
        for column in scheme.columns(layout)
    ]
    return {"rules": scheme.for_browser(layout), "values": values}


@pytest.mark.parametrize("count", [80, pytest.param(400, marks=pytest.mark.trial("many"))])
def test_browser_estimates_what_the_server_computes_under_any_set(
    checkout_url: str, browser: Browser, count: int
) -> None:
    cases = [
        (scheme_of("TT22", settings), layout, line)
        for settings, layout in itertools.product(SETS, LAYOUTS)
        for line in lines(layout, count)
    ]
    page = browser.new_page()
    page.goto(f"{checkout_url}/static/ui/mark.svg")
    found = page.evaluate(PROVISIONAL, [question(*case) for case in cases])
    page.close()
    expected = [scheme.average(layout, line, Moment.RUNNING) for scheme, layout, line in cases]
    assert [case for case in zip(cases, found, expected, strict=True) if case[1] != case[2]] == []
    assert len({answer for answer in expected if answer is not None}) > 50
