"""Two browsers on one sheet while the network does its worst: nothing is lost, nothing doubled.

CHAOS_SEED repeats a run, CHAOS_SECONDS says how long it lasts, CHAOS_CELLS how many cells are typed
or pasted at least.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from eduportal import scoping
from grades.cells import read_cell, text_of
from grades.models import CellOperation, MarkChange, MarkSheet
from grades.rules.cells import CellForm
from grades.selectors.history import cell_of
from grades.selectors.sheet import records_of
from grades.services import open_lines_for
from tests.browser.conftest import LAPTOP
from tests.browser.marksheet import SheetInBrowser, sign_in
from tests.factories import EnrolmentFactory
from tests.grades.primary_class import primary_class
from tests.world import World

pytestmark = pytest.mark.long

SECONDS = int(os.environ.get("CHAOS_SECONDS", "600"))
SEED = os.environ.get("CHAOS_SEED") or str(random.randrange(1, 1_000_000))
CELLS = int(os.environ.get("CHAOS_CELLS", "20000"))
STUDENTS = 45
SAVE = "**/cells/"
# Every cell that can be written, as the page shows it: name, text, state.
GRID = """() => [...document.querySelectorAll("table.marks td[data-cell]:not(.is-locked)")]
  .filter((td) => td.querySelector("input"))
  .map((td) => [td.parentElement.dataset.record, td.dataset.cell, td.querySelector("input").value,
    td.dataset.state ?? ""])"""
# Keeps mine in the first conflict and takes theirs in the others, whose places it gives; in one go,
# so that no answer of the server comes in between.
ANSWER = """() => {
  const buttons = (words) => [...document.querySelectorAll("[data-problems] li button")]
    .filter(({ textContent }) => textContent.startsWith(words));
  buttons("Keep mine")[0]?.click();
  const given = [...document.querySelectorAll("td[data-state=conflict]")];
  const all = document.querySelector("[data-take-all]");
  if (all.hidden) buttons("Take theirs")[0]?.click();
  else all.click();
  return given.map((td) => [td.parentElement.dataset.record, td.dataset.cell]);
}"""
# The line below the grid, which says what a paste has done once it has.
UNSAID = """document.querySelector("[data-message]").textContent = "";"""
# Tells of every cell that comes to show a conflict.
WATCH = """addEventListener("DOMContentLoaded", () => {
  const told = ({ target }) => {
    if (target.dataset.state === "conflict")
      conflictShown(`${target.parentElement.dataset.record}:${target.dataset.cell}`);
  };
  new MutationObserver((changes) => changes.forEach(told)).observe(document.body, {
    subtree: true, attributes: true, attributeFilter: ["data-state"] });
});"""


@dataclass
class Target:
    """The sheet both type into; `forms` are the forms of its cells, from left to right."""

    world: World
    sheet: MarkSheet
    forms: dict[str, str]


class Typist:
    """One browser: what was typed last into each cell, and which conflicts it was shown."""

    def __init__(self, browser: Browser, url: str, target: Target, chance: random.Random) -> None:
        self.chance = chance
        self.forms = target.forms
        self.context = browser.new_context(locale="en-GB", viewport=LAPTOP, service_workers="block")
        self.context.set_default_timeout(60_000)
        self.context.expose_function("conflictShown", self._shown)
        self.context.add_init_script(WATCH)
        self.context.route(SAVE, self._line)
        sign_in(self.context, target.world.users["teacher"], url)
        self.sheet = SheetInBrowser(self.context, url, target.world, target.sheet)
        self.sheet.speak("en")
        self.last: dict[tuple[str, str], str] = {}
        self.conflicts: set[str] = set()
        self.typed = 0
        self.is_calm = False
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.sheet.open()
        self._ready()

    @property
    def page(self) -> Page:
        return self.sheet.page

    def _shown(self, cell: str) -> None:
        self.conflicts.add(cell)

    def _ready(self) -> None:
        self.page.locator("form.is-enhanced").wait_for()

    def _line(self, route: Route) -> None:
        """What the network does to a save: mostly nothing."""
        fate = (
            "calm"
            if self.is_calm
            else self.chance.choice(
                ["calm"] * 6 + ["never sent", "answer lost", "late", "busy", "captive", "too large"]
            )
        )
        if fate == "never sent":
            route.abort()
        elif fate == "answer lost":
            route.fetch()
            route.abort()
        elif fate == "busy":
            route.fulfill(status=503, headers={"Retry-After": "1"})
        elif fate == "captive":
            route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi</h1>")
        elif fate == "too large" and len(route.request.post_data_json["ops"]) > 1:
            route.fulfill(status=413)
        else:
            if fate == "late":
                time.sleep(0.3)
            route.continue_()

    def cells(self) -> dict[tuple[str, str], tuple[str, str]]:
        """By line and name: the text shown and the state."""
        return {
            (record, name): (text, state) for record, name, text, state in self.page.evaluate(GRID)
        }

    def act(self) -> None:
        """One thing a teacher does; mostly a block is pasted."""
        action = self.chance.choice(
            [self.paste] * 12
            + [self.type] * 4
            + [self.answer_conflicts] * 2
            + [self.undo, self.go_offline, self.lose_the_tab]
        )
        action()

    def paste(self) -> None:
        before = self.cells()
        (record, name), *_rest = self.chance.sample(sorted(before), 1)
        self.page.click(f"#m-{record}-{name}")
        tall, wide = self.chance.randint(5, STUDENTS), self.chance.randint(2, 6)
        names = list(self.forms)
        across = names[names.index(name) :][:wide]
        rows = [[self._text(each) for each in across] for _row in range(tall)]
        self.sheet.paste("\r\n".join("\t".join(row) for row in rows))
        for dialog in ("place-dialog", "roster-dialog"):
            if self.page.locator(f"#{dialog}[open]").count():
                self.page.keyboard.press("Escape")
        if self.page.locator("#strip-dialog[open]").count():
            self.page.evaluate(UNSAID)
            self.page.keyboard.press("Enter")
            expect(self.page.locator("[data-message]")).to_contain_text("Pasted", timeout=60_000)
        self._note(before)

    def type(self) -> None:
        before = self.cells()
        record, name = self.chance.choice(sorted(before))
        self.page.click(f"#m-{record}-{name}")
        self.page.keyboard.type(self._text(name))
        self.page.keyboard.press("Enter")
        self._note(before)

    def undo(self) -> None:
        before = self.cells()
        self.page.keyboard.press("Control+z")
        self._note(before)

    def _text(self, name: str) -> str:
        """A text for the cell, by the form of its column; a remark is any text."""
        match self.forms.get(name):
            case CellForm.LEVELS:
                return self.chance.choice("THC")
            case CellForm.POINTS:
                return str(self.chance.randint(1, 10))
        mark = self.chance.randint(0, 100)
        return f"{mark // 10},{mark % 10}"

    def _note(self, before: dict[tuple[str, str], tuple[str, str]]) -> None:
        """What differs now was typed here, or is what the server is known to hold: then nothing
        waits, and the cell has no state."""
        for place, (text, state) in self.cells().items():
            if text != before[place][0]:
                self.last[place] = text
                self.typed += bool(state)

    def answer_conflicts(self) -> None:
        """Keep mine for the first, take theirs for the others."""
        for record, name in self.page.evaluate(ANSWER):
            self.last.pop((record, name), None)

    def go_offline(self) -> None:
        self.context.set_offline(True)
        for _edit in range(3):
            self.type()
        self.context.set_offline(False)

    def lose_the_tab(self) -> None:
        """The tab dies; a new one sends what was left on the disk."""
        while any(state == "conflict" for _text, state in self.cells().values()):
            self.answer_conflicts()
        self.page.wait_for_timeout(500)
        self.sheet.reopen()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self._ready()
        self._send_what_was_left()

    def _send_what_was_left(self) -> None:
        self.page.wait_for_timeout(1500)
        send = self.page.locator("[data-unsent] [data-send]")
        if send.is_visible():
            send.click()

    def expect_to_show(self, now: dict[tuple[str, str], str]) -> None:
        """The page shows what is stored, the colleague's marks too: it looks every ten seconds."""
        for _second in range(30):
            shown = {place: text for place, (text, _state) in self.cells().items()}
            if shown.items() <= now.items():
                return
            self.page.wait_for_timeout(1000)
        raise AssertionError(set(shown.items()) - set(now.items()))

    def come_to_rest(self) -> None:
        """The network is well again: everything is sent, every conflict answered."""
        self.is_calm = True
        self._send_what_was_left()
        for _round in range(60):
            if self.page.locator("[data-retry]").is_visible():
                self.page.click("[data-retry]")
            self.answer_conflicts()
            states = {state for _text, state in self.cells().values()}
            if self.sheet.save_state in ("idle", "untouched") and states <= {"", "saved"}:
                return
            self.page.wait_for_timeout(1000)
        raise AssertionError(f"Not at rest: {self.sheet.save_state}")


def secondary(world: World) -> MarkSheet:
    """Mathematics in 6A1: marks from 0 to 10 with a decimal."""
    missing = STUDENTS - len(world.enrolments[world.class_group]) + 1
    EnrolmentFactory.create_batch(missing, class_group=world.class_group)
    open_lines_for(class_group_ids=[world.class_group.pk])
    return world.sheet


def primary(world: World) -> MarkSheet:
    """Vietnamese in 4A: two levels, two tests in whole points, two remarks."""
    return primary_class(world, students=STUDENTS).sheets["tieng-viet"]


@pytest.fixture(params=[secondary, primary], ids=lambda fill: fill.__name__)
def target(request: pytest.FixtureRequest, committed_world: World) -> Target:
    """A class of 45."""
    with scoping.everywhere("a test fills a class"):
        sheet = request.param(committed_world)
        columns = {name: column.form or sheet.form for name, column in sheet.columns.items()}
        remarks = dict.fromkeys(sheet.scheme.remarks, "remark")
    return Target(committed_world, sheet, columns | remarks)


@pytest.fixture
def typists(browser: Browser, live_server, target: Target) -> Iterator[list[Typist]]:
    both = [
        Typist(browser, live_server.url, target, random.Random(f"{SEED} {number}"))
        for number in range(2)
    ]
    yield both
    for each in both:
        each.context.close()


def stored(sheet: MarkSheet) -> dict[tuple[str, str], str]:
    found = {}
    for record in records_of(sheet):
        record.sheet = sheet
        for name in (*sheet.columns, *sheet.scheme.remarks):
            found[str(record.pk), name] = text_of(sheet, name, read_cell(record, name))
    return found


def chains(sheet: MarkSheet) -> dict[tuple[str, str], list[str]]:
    """What each cell has held, one after the other; each change began where the last one ended."""
    found: dict[tuple[str, str], list[str]] = {}
    for change in MarkChange.objects.filter(sheet=sheet.pk).order_by("pk"):
        for name in (*sheet.columns, *sheet.scheme.remarks):
            before, after = (
                text_of(sheet, name, cell_of(sheet, line, name))
                for line in (change.old, change.new)
            )
            if before != after:
                held = found.setdefault((str(change.record_id), name), [""])
                assert held[-1] == before, (change.record_id, name, held, before)
                held.append(after)
    return found


def test_nothing_is_lost_and_nothing_doubled_between_two_browsers(
    typists: list[Typist], target: Target, record_property: Callable[[str, object], None]
) -> None:
    until_when = time.monotonic() + SECONDS
    while time.monotonic() < until_when or sum(each.typed for each in typists) < CELLS:
        for each in typists:
            each.act()
    for each in typists:
        each.come_to_rest()
    with scoping.everywhere("the test looks"):
        sheet = MarkSheet.objects.select_related("regulation", "term").get(pk=target.sheet.pk)
        now, held = stored(sheet), chains(sheet)
        answers = list(CellOperation.objects.values_list("answer", flat=True))
    saved = [each for each in answers if each["status"] == "saved"]
    refused = {
        f"{each['record']}:{each['cell']}" for each in answers if each["status"] == "conflict"
    }
    lost = [
        (place, text, each.cells()[place], held.get(place))
        for each in typists
        for place, text in each.last.items()
        if text not in held.get(place, [""])
    ]
    doubled = sum(len(each) - 1 for each in held.values()) - len(saved)
    typed = sum(each.typed for each in typists)
    record_property(
        "attack",
        f"grid of {target.sheet.form}: seed {SEED}, {typed} cells, {len(saved)} saved, "
        f"{len(refused)} cells in conflict, {len(lost)} lost, {doubled} doubled",
    )
    assert not lost, (SEED, len(lost), lost[:9])
    assert not doubled, (SEED, doubled)
    assert refused <= set().union(*(each.conflicts for each in typists)), SEED
    for each in typists:
        each.expect_to_show(now)
