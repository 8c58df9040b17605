"""Closed columns and cells that are not due, as a teacher meets them; the days on a phone."""

import datetime

import pytest
from django.utils import timezone

from eduportal import scoping
from grades.models import SchoolWindow
from tests import factories
from tests.browser.marksheet import LEAVER, SheetInBrowser, until
from tests.world import World

pytestmark = pytest.mark.trial("browser")

CAME_LATE = 1


def close_midterm(world: World) -> None:
    """The mid-term column closed yesterday; one student came today."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    with scoping.everywhere("a test builds its world"):
        factories.SchoolWindowFactory(
            school=world.school, term=world.term, column="midterm", closes_on=yesterday
        )


@pytest.fixture
def closed(sheet: SheetInBrowser) -> SheetInBrowser:
    """The sheet as it stands after the mid-term column has closed."""
    close_midterm(sheet.world)
    with scoping.everywhere("a test builds its world"):
        stay = sheet.world.records[sheet.world.sheet][CAME_LATE].enrolment
        stay.starts_on = timezone.localdate()
        stay.save()
    sheet.open()
    sheet.page.locator("form.is-enhanced").wait_for()
    return sheet


def test_a_closed_column_is_locked_with_its_days_and_the_others_are_not(
    closed: SheetInBrowser,
) -> None:
    closed.go(0, "gk")
    closed.page.keyboard.type("7")
    closed.page.keyboard.press("Enter")
    assert closed.shown(0, "gk") == ""
    assert "GK can be entered from" in closed.page.locator(".banner__text").first.inner_text()
    closed.go(0, "gk")
    assert "GK can be entered from" in closed.page.inner_text("[data-message]")

    closed.type(0, "ck", "8")
    closed.expect_stored(0, "ck", 80)


def test_a_cell_that_is_not_due_is_hatched_and_no_gap(closed: SheetInBrowser) -> None:
    page, columns = closed.page, len(closed.world.sheet.columns)
    assert page.get_attribute(closed.cell(CAME_LATE, "gk"), "placeholder") == "–"
    assert page.locator("td.is-undue").count() == 1

    closed.type(0, "ck", "8")
    students = len(closed.records) - 1
    assert LEAVER != CAME_LATE
    total = students * columns - 1
    until(lambda: f"1/{total}" in page.inner_text("[data-progress-text]"), page)


def test_a_column_that_closes_while_the_page_is_open_says_so_at_the_cell(
    sheet: SheetInBrowser,
) -> None:
    sheet.page.locator("form.is-enhanced").wait_for()
    close_midterm(sheet.world)
    sheet.type(0, "gk", "7")
    sheet.expect_state(0, "gk", "error")
    assert "GK can be entered from" in sheet.page.inner_text("[data-problems]")
    sheet.type(0, "ck", "8")
    sheet.expect_stored(0, "ck", 80)
    sheet.expect_stored(0, "gk", None)


@pytest.mark.parametrize("width", [390, 1366])
def test_the_administrator_sets_days_and_lets_a_class_in(sheet: SheetInBrowser, width: int) -> None:
    page, world = sheet.page, sheet.world
    page.set_viewport_size({"width": width, "height": 844})
    sheet.sign_in("department_admin")
    page.goto(f"{sheet.base_url}/entry-days/?school={world.school.code}")

    page.get_by_role("link", name="Set days").click()
    page.select_option("[name=column]", label="GK")
    today = timezone.localdate()
    page.fill("[name=opens_on]", f"{today:%Y-%m-%d}")
    page.fill("[name=closes_on]", f"{today:%Y-%m-%d}")
    page.fill("[name=reason]", "Bão số 5")
    page.get_by_role("button", name="Set days").click()
    page.get_by_text("The days of entry are set.").wait_for()
    with scoping.everywhere("the test looks"):
        assert SchoolWindow.objects.get().column == "midterm"

    page.goto(f"{sheet.base_url}/entry-days/?school={world.school.code}")
    page.get_by_role("link", name="Give an exception").click()
    page.select_option("[name=class_group]", label=world.class_group.name)
    page.fill("[name=reason]", "Học sinh ốm")
    page.get_by_role("button", name="Give the exception").click()
    page.get_by_text("The exception is given.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="End now").click()
    page.get_by_text("The exception is ended.").wait_for()
