"""The school's office makes a class, enters a student and takes both back, in a real browser."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from eduportal import scoping
from grades.models import Removal
from schools.models import ClassGroup
from students.models import Enrolment
from tests.browser.marksheet import SheetInBrowser
from tests.stays import leave
from tests.world import World

pytestmark = pytest.mark.trial("browser")

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def office(context: BrowserContext, live_server, committed_world: World) -> SheetInBrowser:
    browser = SheetInBrowser(context, live_server.url, committed_world)
    browser.sign_in("clerk")
    browser.speak("en")
    return browser


def open_register(office: SheetInBrowser) -> Page:
    office.page.goto(f"{office.base_url}/register/classes/")
    return office.page


def test_a_class_is_made_a_student_entered_and_both_are_removed(office: SheetInBrowser) -> None:
    page = open_register(office)
    page.get_by_role("link", name="Add classes").click()
    page.get_by_label("Names").fill("6B1…6B3")
    page.get_by_role("button", name="Make the classes").click()
    page.get_by_role("link", name="6B2", exact=True).first.click()
    page.get_by_role("link", name="Add a student").first.click()
    assert page.locator("#id_class_group option:checked").inner_text() == "6B2"
    page.get_by_label("Full name").fill("Trần Bảo Ngọc")
    page.get_by_label("Date of birth").fill("2014-12-19")
    page.get_by_role("button", name="Add the student").click()
    expect(page.get_by_role("heading", name="Trần Bảo Ngọc").first).to_be_visible()

    open_register(office).get_by_role("link", name="6B2", exact=True).first.click()
    page.get_by_label("Steps: Trần Bảo Ngọc").click()
    page.get_by_role("link", name="Remove entered by mistake").click()
    page.get_by_role("button", name="Remove the student").click()
    expect(page.get_by_text("Nobody is in the class yet")).to_be_visible()
    page.get_by_role("link", name="Change the class").click()
    page.get_by_role("link", name="Remove the class").click()
    page.get_by_role("button", name="Remove the class").click()

    expect(page.get_by_text("Removed: 6B2")).to_be_visible()
    with scoping.everywhere("a test reads what was removed"):
        assert {row.name for row in Removal.objects.all()} == {"Trần Bảo Ngọc", "6B2"}
        assert ClassGroup.objects.filter(name__in=["6B1", "6B2", "6B3"]).count() == 2


def test_keys_search_walk_the_list_and_change_class(office: SheetInBrowser) -> None:
    world = office.world
    with scoping.everywhere("a test reads the class"):
        stays = Enrolment.objects.filter(class_group=world.class_group, ends_on=None)
        first = stays.select_related("student").order_by("student__sort_key").first()
    page = office.page
    page.goto(f"{office.base_url}/register/classes/{world.class_group.public_id}/")

    page.keyboard.press("/")
    expect(page.locator("[data-roster-search]")).to_be_focused()
    # In the search a letter is a letter.
    page.keyboard.type("m")
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-roster] th a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("m")

    page.wait_for_url(f"**/students/{first.student.public_id}/move/")


def test_on_a_phone_every_step_of_a_student_is_within_reach(office: SheetInBrowser) -> None:
    world = office.world
    with scoping.everywhere("a student leaves"):
        leave(Enrolment.objects.filter(class_group=world.class_group, ends_on=None)[0])
    page = office.page
    page.set_viewport_size(PHONE)
    page.goto(f"{office.base_url}/register/classes/{world.class_group.public_id}/")

    menus = page.locator(".row-menu > summary")
    for place in (0, menus.count() - 1):
        menus.nth(place).scroll_into_view_if_needed()
        menus.nth(place).click()
        items = page.locator(".row-menu[open] a")
        for number in range(items.count()):
            box = items.nth(number).bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
            assert box["height"] >= 44
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
