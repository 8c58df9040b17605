"""The check for a column pasted one row off: how many are found, and how often it is wrong.

Runs static/marksheet/shift.js in Chromium on the books of a seeded province. Every filled column
is judged beside the columns before it, as when it was pasted: once as it stands, where a question
is a false alarm, and once moved up or down by a row, where one is to be asked with that direction.
The same again with more chance in the marks. Fails where fewer than 95 % of the seeded columns are
found, or where more than 1 % of any are questioned wrongly.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import django

FOUND_PERCENT = 95.0
FALSE_PERCENT = 1.0
# Standard deviation added to the marks of the column: real classes are less even than the demo's.
NOISE_TENTHS = (0, 5, 10, 20)
# As in static/marksheet/shift_watch.js.
WHOLE = 0.8
MODULE = Path(__file__).resolve().parent.parent / "static/marksheet/shift.js"
ORIGIN = "http://sheet.test"
JUDGE = """async (cases) => {
  const { findShift, usual } = await import("/shift.js");
  return cases.map(({ marks, others }) => findShift(marks, others.map(usual))?.step ?? 0);
}"""
Marks: TypeAlias = list[int | None]
Column: TypeAlias = tuple[Marks, list[Marks]]


def main() -> None:
    """Print both shares, and the share found against the one promised."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.EDUPORTAL_DEMO = True
    call_command("node_key")
    call_command("load_reference")
    call_command("seed_demo", "--schools", "4")
    columns = list(filled_columns())
    shares = {noise: measured(columns, noise) for noise in NOISE_TENTHS}
    found = shares[0][0]
    print(
        f"shift_check ratio={found / FOUND_PERCENT:.3f} ours={found:.2f} "
        f"reference={FOUND_PERCENT:.2f} unit=percent"
    )
    if found < FOUND_PERCENT or max(alarms for _found, alarms in shares.values()) > FALSE_PERCENT:
        raise SystemExit(1)


def measured(columns: list[Column], noise: int) -> tuple[float, float]:
    """Percent of planted shifts found and of columns questioned wrongly, printed as well."""
    draw = random.Random(20261129)
    books = [(noisy(draw, marks, noise), rest) for marks, rest in columns]
    wanted = [draw.choice((-1, 1)) for _column in books]
    moved = [(shifted(book[0], -step), book[1]) for book, step in zip(books, wanted, strict=True)]
    answers = judged([*books, *moved])
    alarms = sum(answer != 0 for answer in answers[: len(books)])
    hits = sum(a == w for a, w in zip(answers[len(books) :], wanted, strict=True))
    found, false = 100 * hits / len(books), 100 * alarms / len(books)
    print(
        f"  chance of {noise / 10} marks more: {hits} of {len(books)} planted shifts found, "
        f"{found:.2f} %; {alarms} false alarms, {false:.2f} %"
    )
    return found, false


def noisy(draw: random.Random, marks: Marks, noise: int) -> Marks:
    """The column as a class would have it whose marks depend more on chance."""
    return [
        mark if mark is None else min(100, max(0, round(mark + draw.gauss(0, noise))))
        for mark in marks
    ]


def filled_columns() -> Iterator[Column]:
    """Each filled column of each sheet with marks, and its students' marks in those before it."""
    for lines in books():
        for at in range(1, len(lines[0])):
            marks = [line[at] for line in lines]
            others = [line[:at] for line in lines]
            is_whole = sum(mark is not None for mark in marks) >= WHOLE * len(marks)
            if is_whole and any(mark is not None for line in others for mark in line):
                yield marks, others


def books() -> Iterator[list[Marks]]:
    """The lines of each sheet whose students can be written, in its order; marks in tenths."""
    from eduportal.scoping import everywhere
    from grades.models import MarkRecord

    by_sheet: dict[int, list[Marks]] = defaultdict(list)
    with everywhere("the benchmark reads the books"):
        records = MarkRecord.objects.filter(
            sheet__form="scored", sheet__has_topic=False, exempt=False, enrolment__ends_on=None
        ).order_by("sheet", "enrolment__position", "pk")
        for sheet, regular, midterm, final in records.values_list(
            "sheet", "regular", "midterm", "final"
        ):
            by_sheet[sheet].append([tenths(mark) for mark in [*regular, midterm, final]])
    yield from by_sheet.values()


def tenths(cell: int | None) -> int | None:
    """A mark; None for an absence and for an empty cell."""
    return cell if cell is not None and cell <= 100 else None


def shifted(marks: Marks, step: int) -> Marks:
    """The column one row lower (1) or higher (-1); what falls off its end is gone."""
    return [None, *marks[:-1]] if step > 0 else [*marks[1:], None]


def judged(cases: list[Column]) -> list[int]:
    """Where the module says each column should go: -1 up, 1 down, 0 nowhere."""
    from playwright.sync_api import sync_playwright

    from script.testing import find_chromium

    asked = [{"marks": marks, "others": others} for marks, others in cases]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.route(f"{ORIGIN}/", lambda route: route.fulfill(body="", content_type="text/html"))
        module = {"body": MODULE.read_text(encoding="utf-8"), "content_type": "text/javascript"}
        page.route(f"{ORIGIN}/shift.js", lambda route: route.fulfill(**module))
        page.goto(f"{ORIGIN}/")
        answers = page.evaluate(JUDGE, asked)
        browser.close()
    return answers
