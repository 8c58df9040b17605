"""Marks typed without a connection whose cells were locked before they could be sent."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from eduportal import scoping
from eduportal.notices.models import Notice
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors import revision_of_class
from grades.services import seal_class
from tests.browser.marksheet import SheetInBrowser
from tests.factories import PeerFactory
from tests.factories.marks import set_state
from tests.grades.conftest import give_levels, scope_of
from tests.stays import leave

pytestmark = pytest.mark.trial("browser")

SAVE = "**/cells/"


def type_offline(sheet: SheetInBrowser, *marks: str) -> None:
    """The first students' midterm marks, which reach only the disk of the machine."""
    sheet.page.route(SAVE, lambda route: route.abort())
    for row, mark in enumerate(marks):
        sheet.type(row, "gk", mark)
    sheet.expect_save_state("offline")


def student(sheet: SheetInBrowser, row: int) -> str:
    return str(sheet.world.records[sheet.world.sheet][row].enrolment.student.full_name)


def test_cells_locked_meanwhile_stay_listed_until_saved_as_a_file_or_let_go(
    sheet: SheetInBrowser, tmp_path: Path
) -> None:
    type_offline(sheet, "7", "6")
    with scoping.everywhere("a student leaves"):
        stay = sheet.world.records[sheet.world.sheet][1].enrolment
        leave(stay)
    sheet.page.unroute(SAVE)
    sheet.page.keyboard.press("Control+s")
    sheet.expect_stored(0, "gk", 70)
    for _visit in range(2):
        kept = sheet.page.locator("[data-kept]")
        expect(kept.locator("li")).to_have_text([f"{student(sheet, 1)}, GK: empty → 6,0"])
        expect(sheet.page.locator("[data-unsent]")).to_be_hidden()
        sheet.reopen()
    with sheet.page.expect_download() as download:
        sheet.page.click("[data-save-file]")
    file = tmp_path / "kept.csv"
    download.value.save_as(file)
    rows = [line.split("\t") for line in file.read_text(encoding="utf-16").splitlines()]
    assert rows == [
        ["Student code", "Full name", "GK"],
        [stay.student.ministry_code or "", student(sheet, 1), "6,0"],
    ]
    sheet.page.on("dialog", lambda dialog: dialog.accept())
    sheet.page.click("[data-kept] [data-discard]")
    expect(sheet.page.locator("[data-kept]")).to_be_hidden()
    sheet.reopen()
    sheet.go(0, "ck")
    expect(sheet.page.locator("[data-kept]")).to_be_hidden()
    assert sheet.stored(1, "gk") is None


def test_taking_the_sheets_value_lets_a_locked_cell_go(sheet: SheetInBrowser) -> None:
    type_offline(sheet, "7")
    with scoping.everywhere("a student leaves"):
        leave(sheet.world.records[sheet.world.sheet][0].enrolment)
    sheet.page.unroute(SAVE)
    sheet.page.keyboard.press("Control+s")
    sheet.page.locator("[data-problems] li").get_by_role("button", name="Take theirs").click()
    expect(sheet.page.locator("[data-kept]")).to_be_hidden()
    sheet.reopen()
    sheet.go(1, "gk")
    expect(sheet.page.locator("[data-kept]")).to_be_hidden()


def test_of_a_sheet_handed_in_meanwhile_the_head_is_asked_to_open_the_cells(
    sheet: SheetInBrowser,
) -> None:
    type_offline(sheet, "6", "7")
    with scoping.everywhere("the sheet is handed in on another machine"):
        set_state(sheet.world.sheet, SheetState.SUBMITTED)
    sheet.page.unroute(SAVE)
    sheet.reopen()
    kept = sheet.page.locator("[data-kept]")
    expect(kept.locator("li")).to_have_count(2)
    kept.locator("[data-ask]").click()
    said = sheet.page.get_by_role("status").filter(has_text="The head is told")
    expect(said).to_be_visible()
    # What was typed waits on the machine for the head's answer.
    expect(kept.locator("li")).to_have_count(2)
    with scoping.everywhere("a test looks"):
        notice = Notice.objects.get(user=sheet.world.users["head"], kind="opening_asked")
    assert (notice.facts["count"], notice.facts["columns"]) == (2, "GK")
    assert set(notice.facts) == {"subject", "class", "count", "columns"}


def test_a_sheet_sealed_meanwhile_shows_what_was_typed_and_asks_for_an_amendment_with_it(
    sheet: SheetInBrowser, signing_key: None
) -> None:
    type_offline(sheet, "6", "8")
    world = sheet.world
    with scoping.everywhere("the class is sealed"):
        PeerFactory(relation="upstream")
        give_levels(world)
        seal_class(
            class_group=world.class_group,
            term=world.term,
            revision=revision_of_class(world.class_group, world.term),
            scope=scope_of(world, "head"),
            user=world.users["head"],
            without_conduct=True,
            reason="Chưa đánh giá rèn luyện",
        )
        assert MarkSheet.objects.get(pk=world.sheet.pk).state == "sealed"
    sheet.page.unroute(SAVE)
    sheet.reopen()
    # 8,0 is what the sheet holds by now: nothing is left to ask of that cell.
    kept = sheet.page.locator("[data-kept]")
    expect(kept.locator("li")).to_have_text([f"{student(sheet, 0)}, GK: 8,0 → 6,0"])
    kept.locator("[data-amend]").click()
    expect(sheet.page.get_by_role("heading", level=2, name=student(sheet, 0))).to_be_visible()
    expect(sheet.page.locator(f"[name=m-{sheet.records[0]}-gk]")).to_have_value("6,0")
    expect(sheet.page.locator(".error-summary")).to_have_count(0)
    assert sheet.stored(0, "gk") == 80
