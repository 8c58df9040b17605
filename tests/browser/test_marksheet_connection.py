"""What the grid does when the network, the session or another person comes in between."""

import time

import pytest
from playwright.sync_api import Route, expect

from eduportal import scoping
from grades.models import CellOperation, MarkChange, MarkRecord
from tests.browser.marksheet import SheetInBrowser
from tests.factories import PASSWORD

pytestmark = pytest.mark.trial("browser")

SAVE = "**/cells/"
SLOW_SECONDS = 1.5
BETWEEN_CELLS_MILLISECONDS = 700


def written_by_somebody_else(sheet: SheetInBrowser, row: int, midterm: int) -> None:
    with scoping.everywhere("a colleague writes"):
        MarkRecord.objects.filter(pk=sheet.records[row]).update(midterm=midterm)


def test_an_answer_lost_on_the_way_is_asked_for_again_and_nothing_is_saved_twice(
    sheet: SheetInBrowser,
) -> None:
    tries = []

    def lose_first_answer(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    sheet.page.route(SAVE, lose_first_answer)
    sheet.type(0, "gk", "8")
    sheet.expect_save_state("offline")
    sheet.expect_save_state("idle")
    assert tries[0] == tries[1]
    with scoping.everywhere("the test looks"):
        assert CellOperation.objects.count() == 1
        assert MarkChange.objects.filter(record=sheet.records[0]).count() == 1


def test_a_slow_server_gets_several_cells_at_once_while_one_types_on(
    sheet: SheetInBrowser,
) -> None:
    """The pause after a quick answer would be over between any two of these cells."""
    sent = []

    def slowly(route: Route) -> None:
        sent.append(len(route.request.post_data_json["ops"]))
        time.sleep(SLOW_SECONDS)
        route.continue_()

    sheet.page.route(SAVE, slowly)
    sheet.type(0, "gk", "8")
    sheet.expect_save_state("idle")
    for row in range(1, 4):
        sheet.type(row, "gk", "7")
        sheet.page.wait_for_timeout(BETWEEN_CELLS_MILLISECONDS)
    sheet.expect_stored(3, "gk", 70)
    sheet.expect_save_state("idle")
    assert sum(sent) == 4 and len(sent) < 4
    assert [sheet.stored(row, "gk") for row in range(4)] == [80, 70, 70, 70]


def test_a_captive_portals_page_counts_as_no_connection(sheet: SheetInBrowser) -> None:
    sheet.page.route(SAVE, lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>"))
    sheet.type(0, "gk", "8")
    sheet.expect_save_state("offline")
    expect(sheet.page.locator("[data-save-state]")).to_contain_text("1 cell")
    sheet.page.unroute(SAVE)
    sheet.page.click("[data-retry]")
    sheet.expect_stored(0, "gk", 80)


def test_marks_typed_offline_survive_the_closed_tab_and_wait_for_a_yes(
    sheet: SheetInBrowser,
) -> None:
    sheet.context.set_offline(True)
    for row, text in enumerate(["4", "5", "6,5"]):
        sheet.type(row, "ck", text)
    sheet.expect_save_state("offline")
    sheet.page.close(run_before_unload=False)
    sheet.context.set_offline(False)
    sheet.reopen()
    banner = sheet.page.locator("[data-unsent]")
    expect(banner).to_contain_text("3 cells not sent")
    assert (sheet.shown(1, "ck"), sheet.stored(1, "ck")) == ("", None)
    banner.locator("[data-send]").click()
    sheet.expect_stored(2, "ck", 65)
    sheet.expect_save_state("idle")
    sheet.reopen()
    sheet.go(0, "ck")
    expect(sheet.page.locator("[data-unsent]")).to_be_hidden()


def test_two_people_one_cell_shows_both_values_and_asks(sheet: SheetInBrowser) -> None:
    written_by_somebody_else(sheet, 0, 30)
    sheet.type(0, "gk", "6")
    sheet.expect_state(0, "gk", "conflict")
    problem = sheet.page.locator("[data-problems] li")
    expect(problem).to_contain_text("6,0")
    expect(problem).to_contain_text("3,0")
    assert sheet.stored(0, "gk") == 30
    problem.get_by_role("button", name="Keep mine").click()
    sheet.expect_stored(0, "gk", 60)


def test_taking_theirs_leaves_the_other_persons_mark(sheet: SheetInBrowser) -> None:
    written_by_somebody_else(sheet, 0, 30)
    sheet.type(0, "gk", "6")
    sheet.page.locator("[data-problems] li").get_by_role("button", name="Take theirs").click()
    assert (sheet.shown(0, "gk"), sheet.stored(0, "gk")) == ("3,0", 30)
    expect(sheet.page.locator("[data-problems]")).to_be_hidden()


def test_many_conflicts_are_answered_at_once(sheet: SheetInBrowser) -> None:
    sheet.page.route(SAVE, lambda route: route.abort())
    sheet.go(0, "gk")
    sheet.paste("6\r\n6\r\n6\r\n6")
    for row in range(4):
        written_by_somebody_else(sheet, row, 30)
    sheet.page.unroute(SAVE)
    sheet.page.keyboard.press("Control+s")
    problems = sheet.page.locator("[data-problems]")
    expect(problems.locator("li")).to_have_count(4)
    problems.locator("li").first.get_by_role("button", name="Keep mine").click()
    problems.locator("[data-take-all]").click()
    expect(problems).to_be_hidden()
    sheet.expect_stored(0, "gk", 60)
    assert [sheet.shown(row, "gk") for row in range(4)] == ["6,0", "3,0", "3,0", "3,0"]


def test_theirs_is_what_they_hold_now_though_they_went_on_while_one_chose(
    sheet: SheetInBrowser,
) -> None:
    colleague = SheetInBrowser(sheet.context, sheet.base_url, sheet.world)
    colleague.open()
    sheet.go(0, "gk")
    colleague.type(0, "gk", "3")
    colleague.expect_stored(0, "gk", 30)
    sheet.type(0, "gk", "6")
    sheet.expect_state(0, "gk", "conflict")
    with sheet.page.expect_response("**/changes/**", timeout=15_000):
        colleague.type(0, "gk", "5")
        colleague.expect_stored(0, "gk", 50)
    sheet.page.locator("[data-problems] li").get_by_role("button", name="Take theirs").click()
    expect(sheet.page.locator(sheet.cell(0, "gk"))).to_have_value("5,0", timeout=15_000)


def sign_in_again(sheet: SheetInBrowser, username: str) -> None:
    dialog = sheet.page.locator("#signin-dialog")
    expect(dialog).to_be_visible()
    dialog.locator("[name=username]").fill(username)
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()


def test_after_signing_in_again_the_marks_go_through(sheet: SheetInBrowser) -> None:
    sheet.sign_out()
    sheet.type(0, "gk", "9")
    sign_in_again(sheet, "teacher")
    sheet.expect_stored(0, "gk", 90)
    sheet.type(1, "gk", "7")
    sheet.expect_stored(1, "gk", 70)


def test_a_wrong_password_is_said_and_keeps_the_marks(sheet: SheetInBrowser) -> None:
    sheet.sign_out()
    sheet.type(0, "gk", "9")
    dialog = sheet.page.locator("#signin-dialog")
    dialog.locator("[name=password]").fill("not the password")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[data-error]")).to_be_visible()
    dialog.locator("[data-later]").click()
    assert sheet.save_state == "held"
    assert sheet.shown(0, "gk") == "9,0"


def test_another_person_signing_in_neither_sees_nor_sends_them(sheet: SheetInBrowser) -> None:
    sheet.sign_out()
    sheet.type(0, "gk", "9")
    with sheet.page.expect_navigation():
        sign_in_again(sheet, "head")
    expect(sheet.page.locator("[data-unsent]:visible")).to_have_count(0)
    assert sheet.stored(0, "gk") is None
    sheet.sign_in("teacher")
    sheet.reopen()
    expect(sheet.page.locator("[data-unsent]")).to_contain_text("1 cell not sent")


def test_signing_out_warns_and_leaves_nothing_on_the_machine(sheet: SheetInBrowser) -> None:
    sheet.page.route(SAVE, lambda route: route.abort())
    sheet.type(0, "gk", "9")
    sheet.expect_save_state("offline")
    sheet.page.click("summary:has(.account)")
    sheet.page.click("form[data-signout] button")
    dialog = sheet.page.locator("#signout-dialog")
    expect(dialog).to_contain_text("1 cell")
    with sheet.page.expect_navigation():
        dialog.locator("[data-leave]").click()
    sheet.sign_in("teacher")
    sheet.reopen()
    sheet.go(1, "gk")
    expect(sheet.page.locator("[data-unsent]")).to_be_hidden()


def test_a_colleagues_change_arrives_by_itself(sheet: SheetInBrowser) -> None:
    sheet.go(0, "gk")
    colleague = SheetInBrowser(sheet.context, sheet.base_url, sheet.world)
    colleague.open()
    colleague.type(3, "gk", "5,5")
    colleague.expect_stored(3, "gk", 55)
    expect(sheet.page.locator(sheet.cell(3, "gk"))).to_have_value("5,5", timeout=15_000)
    # Who, which cell, before and after: until it was read, whatever is typed meanwhile.
    news = sheet.page.locator("[data-news]")
    who = sheet.world.users["teacher"]
    student = sheet.world.records[sheet.world.sheet][3].enrolment.student
    told = f"{who} changed {student.full_name}, GK: empty → 5,5"
    expect(news.locator("li")).to_have_text([told])
    sheet.type(0, "gk", "8")
    expect(news).to_be_visible()
    news.get_by_role("button", name=told).click()
    expect(sheet.page.locator(sheet.cell(3, "gk"))).to_be_focused()
    expect(sheet.page.locator("td.is-news")).to_have_count(1)
    news.locator("[data-seen]").click()
    expect(news).to_be_hidden()
    expect(sheet.page.locator("td.is-news")).to_have_count(0)
