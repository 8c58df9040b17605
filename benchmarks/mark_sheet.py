"""The mark sheet in a browser: bytes and ready time of a cold load, typing and pasting 45 marks.

The portal runs under gunicorn as deploy/ starts it, its static files are collected as in
production; nginx would add HTTP/2. The reference is the same class as a bare table of inputs from
the same kind of web server, without style and script (benchmarks/_bare.py). Both load in a browser
that has seen nothing, in turns, its CPU four times slower. Needs Chromium (EDUPORTAL_CHROMIUM, or
one on PATH).
"""

import random
import statistics
import time
from dataclasses import dataclass
from typing import Any

import django

from benchmarks import _bare
from benchmarks.term_end import PORTAL, gunicorn, teacher
from script.testing import find_chromium

SCHOOLS = 2
STUDENTS = 45
ROUNDS = 5
SLOWER = 4
# A practised typist: five keys a second.
KEY_SECONDS = 0.2
PATIENCE_SECONDS = 120
LAPTOP = {"width": 1366, "height": 768}
# When the page could be typed into: our script says so, a bare table can once it is read.
READY = """
addEventListener("DOMContentLoaded", () => {
  if (!document.querySelector("[data-marksheet]")) window.readyAt = performance.now();
});
document.addEventListener("marksheet:ready", () => (window.readyAt = performance.now()));
"""
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@dataclass
class Load:
    """One cold load: milliseconds until ready, bytes on the line, requests."""

    ready: float
    sent: int
    requests: int


def main() -> None:
    """Print what each part took, then the closing line: ready time against the bare table's."""
    django.setup()
    from playwright.sync_api import sync_playwright

    sheet, user = prepare()
    loads: dict[str, list[Load]] = {"ours": [], "bare": []}
    with (
        gunicorn(PORTAL) as (port, _ours),
        gunicorn("benchmarks._bare:application") as (bare_port, _bare_pid),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        address = f"http://localhost:{port}/marksheets/{sheet.public_id}/"
        ways = {
            "ours": address,
            "bare": f"http://localhost:{bare_port}{_bare.TABLE_ADDRESS}{sheet.pk}/",
        }
        for _round in range(ROUNDS):
            for name, each in ways.items():
                loads[name].append(cold_load(browser, each, user.cookie))
        work(browser, address, user.cookie)
        browser.close()
    say_loads(loads)


def say_loads(loads: dict[str, list[Load]]) -> None:
    """Each way's medians, then the closing line."""
    for name, found in loads.items():
        print(described(name, found))
    ours, reference = (statistics.median(each.ready for each in loads[name]) for name in loads)
    print(
        f"mark_sheet ratio={ours / reference:.2f} ours={ours:.0f} reference={reference:.0f} unit=ms"
    )


def prepare() -> tuple[Any, Any]:
    """An emptied sheet of the largest class, and its teacher, signed in."""
    from django.conf import settings
    from django.core.management import call_command

    from eduportal.scoping import everywhere

    settings.EDUPORTAL_DEMO = True
    call_command("node_key")
    call_command("load_reference")
    call_command("seed_demo", "--schools", str(SCHOOLS))
    call_command("grant_runtime", "eduportal", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    with everywhere("the benchmark chooses a sheet"):
        sheet = largest()
        sheet.records.update(regular=[None] * sheet.regular_count)
        print(f"{sheet.lines} students, {len(sheet.columns)} columns of marks", flush=True)
        return sheet, teacher(sheet, 1)


def largest() -> Any:
    """The open sheet with most students whose teacher has no account yet."""
    from django.db.models import Count
    from django.utils import timezone

    from grades.models import MarkSheet
    from staffing.models import TeachingAssignment

    open_sheets = MarkSheet.objects.filter(
        state="open", form="scored", term__entry_closes_on__gte=timezone.localdate()
    )
    for sheet in open_sheets.annotate(lines=Count("records")).order_by("-lines", "pk"):
        given = TeachingAssignment.objects.in_force().filter(
            class_group=sheet.class_group, subject=sheet.subject, staff__user=None
        )
        if found := given.select_related("staff").first():
            sheet.teacher = found.staff
            return sheet
    raise RuntimeError("no open sheet without an account")


def visitor(browser: Any, address: str, cookie: str) -> Any:
    """A page of a browser that has seen nothing but the session."""
    context = browser.new_context(viewport=LAPTOP, locale="vi-VN", service_workers="block")
    context.set_default_timeout(1000 * PATIENCE_SECONDS)
    origin = "/".join(address.split("/")[:3])
    pairs = (pair.split("=", 1) for pair in cookie.split("; "))
    context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in pairs])
    context.add_init_script(READY)
    return context.new_page()


def cold_load(browser: Any, address: str, cookie: str) -> Load:
    """Open the page once with a CPU four times slower."""
    page = visitor(browser, address, cookie)
    devtools = page.context.new_cdp_session(page)
    sent: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit")
    until = time.monotonic() + PATIENCE_SECONDS
    while (ready := page.evaluate("window.readyAt")) is None:
        assert time.monotonic() < until, "the page was never ready"
        page.wait_for_timeout(100)
    page.wait_for_timeout(1000)
    page.context.close()
    return Load(float(ready), int(sum(sent)), len(sent))


def described(name: str, loads: list[Load]) -> str:
    """The medians of several loads, in words."""
    ready, sent, requests = (
        statistics.median(getattr(each, part) for each in loads)
        for part in ("ready", "sent", "requests")
    )
    return f"{name}: ready after {ready:.0f} ms, {sent / 1000:.0f} kB in {requests:.0f} requests"


def work(browser: Any, address: str, cookie: str) -> None:
    """Type a column with one hand and with two, then paste a block; say how long each took."""
    page = visitor(browser, address, cookie)
    page.goto(address)
    page.locator("form.is-enhanced").wait_for()
    chance = random.Random(45)
    marks = [min(100, max(20, round(chance.gauss(70, 15)))) for _student in range(STUDENTS)]
    page.click("[data-onehand]")
    typed(page, "one hand", "gk", [one_handed(mark) for mark in marks])
    page.click("[data-onehand]")
    typed(page, "two hands", "ck", [[*text_of(mark), "Enter"] for mark in marks])
    pasted(page, chance)
    page.context.close()


def one_handed(mark: int) -> list[str]:
    """The keys of a mark in tenths: two digits go on by themselves, a whole mark may be one."""
    return list("10") if mark == 100 else list(f"{mark:02}")


def text_of(mark: int) -> str:
    """As one writes it: 8, or 8,5."""
    whole, tenths = divmod(mark, 10)
    return f"{whole},{tenths}" if tenths else str(whole)


def typed(page: Any, name: str, cell: str, marks: list[list[str]]) -> None:
    """From the first key to the last one, and until the page says that all is saved."""
    page.locator(f"tbody td[data-cell={cell}]:not(.is-locked) input[id]").first.click()
    began = time.monotonic()
    keys = [key for mark in marks for key in mark]
    for number, key in enumerate(keys):
        time.sleep(max(0.0, began + number * KEY_SECONDS - time.monotonic()))
        page.keyboard.press(key)
    lasted = time.monotonic() - began
    saved(page)
    print(
        f"{name}: {len(keys) / len(marks):.2f} keys a mark, {len(marks)} marks in {lasted:.1f} s, "
        f"all saved {time.monotonic() - began - lasted:.1f} s later"
    )


def pasted(page: Any, chance: random.Random) -> None:
    """A block of 45 rows and five columns, shown, taken with Enter, saved."""
    names = page.locator("thead th.marks__column").evaluate_all(
        "heads => heads.map((head) => head.id.slice(2))"
    )[:5]
    rows = [[text_of(chance.randint(30, 100)) for _name in names] for _student in range(STUDENTS)]
    page.locator(f"tbody td[data-cell={names[0]}]:not(.is-locked) input[id]").first.click()
    began = time.monotonic()
    page.evaluate(PASTE, "\r\n".join("\t".join(row) for row in rows))
    for dialog in ("place-dialog", "strip-dialog"):
        if page.locator(f"#{dialog}[open]").count():
            page.locator(f"#{dialog} [data-take]").press("Enter")
    saved(page)
    print(f"paste of {len(rows)} x {len(names)}: saved after {time.monotonic() - began:.1f} s")


def saved(page: Any) -> None:
    """Wait until nothing is on its way."""
    page.locator("[data-save-state][data-state=idle]").wait_for()
