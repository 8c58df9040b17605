"""The search over any page, by keys and by touch; the bell; the key that reminds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from eduportal import scoping
from eduportal.core.text import name_sort_key, search_key
from eduportal.notices.models import Notice
from students.models import Student
from tests.browser.marksheet import sign_in
from tests.browser.test_within_reach import PHONE, is_within
from tests.factories import NoticeFactory
from tests.world import World

pytestmark = pytest.mark.trial("browser")

Open = Callable[..., Page]


@pytest.fixture
def opened(context: BrowserContext, live_server: Any, committed_world: World) -> Open:
    """A page of a persona, everything forbidden or missing noted as `wrong`."""

    def open_page(persona: str, path: str, size: dict[str, int] | None = None) -> Page:
        sign_in(context, committed_world.users[persona], live_server.url)
        page = context.new_page()
        if size:
            page.set_viewport_size(size)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.fixture
def anh(committed_world: World) -> Student:
    """A student of the teacher's class."""
    with scoping.everywhere("a test names a student"):
        student = committed_world.record.enrolment.student
        student.full_name = "Nguyễn Gia Anh"
        student.search_key = search_key(student.full_name)
        student.sort_key = name_sort_key(student.full_name)
        student.save()
    return student


def tell(world: World, **facts: Any) -> Notice:
    with scoping.everywhere("a test tells the teacher"):
        return NoticeFactory(
            school=world.school,
            user=world.users["teacher"],
            student=world.record.enrolment.student,
            **facts,
        )


def test_ctrl_k_finds_a_student_by_keys_alone(opened: Open, anh: Student) -> None:
    page = opened("teacher", "/marksheets/")
    page.keyboard.press("Control+k")
    dialog = page.locator("#search-dialog")
    expect(dialog.locator("input")).to_be_focused()
    page.keyboard.type("anh gia")
    hit = dialog.locator("a", has_text="Nguyễn Gia Anh")
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(dialog.locator("input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/students/{anh.public_id}/")


def test_enter_opens_the_first_even_before_the_answer_is_there(
    opened: Open, committed_world: World
) -> None:
    page = opened("teacher", "/marksheets/")
    page.keyboard.press("Control+k")
    page.keyboard.type("toan 6a1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/marksheets/{committed_world.sheet.public_id}/")


def test_over_the_grid_its_keys_rest_and_escape_gives_them_back(
    opened: Open, committed_world: World
) -> None:
    address = reverse("grades:marksheet-edit", args=[committed_world.sheet.public_id])
    page = opened("teacher", address)
    page.keyboard.press("Control+k")
    page.keyboard.type("8")
    expect(page.locator("#search-dialog input")).to_have_value("8")
    page.keyboard.press("Escape")
    expect(page.locator("#search-dialog")).to_be_hidden()
    assert page.locator("td.is-unsaved, td.is-saving").count() == 0


def test_on_a_phone_search_and_bell_are_under_the_thumb(
    opened: Open, committed_world: World, anh: Student
) -> None:
    tell(committed_world)
    page = opened("teacher", "/marksheets/", PHONE)
    for place in ("[data-search]", ".topbar__icon", ".topbar__badge"):
        found = page.locator(place)
        assert place == ".topbar__badge" or is_within(found, PHONE), place
        expect(found).to_be_visible()
    page.locator("[data-search]").click()
    dialog = page.locator("#search-dialog")
    dialog.locator("input").fill("gia anh")
    hit = dialog.locator("a", has_text="Nguyễn Gia Anh")
    expect(hit).to_be_visible()
    box = hit.bounding_box()
    assert box and box["height"] >= 44 and is_within(hit, PHONE)
    assert is_within(dialog.locator("[data-close]"), PHONE)
    hit.click()
    page.wait_for_url(f"**/students/{anh.public_id}/")


def test_the_bell_leads_to_the_notice_and_the_notice_to_its_place(
    opened: Open, committed_world: World
) -> None:
    sheet = committed_world.sheet
    row = tell(committed_world, of_sheet=True, key=str(sheet.public_id))
    page = opened("teacher", "/accounts/profile/")
    expect(page.locator(".topbar__badge")).to_have_text("1")
    page.locator(".topbar__icon").click()
    expect(page.locator(".notices li.is-unread q")).to_contain_text(row.words)
    page.locator(".notices button").click()
    page.wait_for_url(f"**/marksheets/{sheet.public_id}/")
    expect(page.locator(".topbar__badge")).to_have_count(0)


def test_without_script_the_field_leads_to_the_page_of_the_search(
    plain_context: BrowserContext, live_server: Any, committed_world: World, anh: Student
) -> None:
    sign_in(plain_context, committed_world.users["teacher"], live_server.url)
    page = plain_context.new_page()
    page.goto(live_server.url + "/marksheets/")
    page.locator("[data-search]").click()
    page.locator("main input[name=q]").fill("gia anh")
    page.locator("main form button").click()
    page.locator(".found a", has_text="Nguyễn Gia Anh").click()
    page.wait_for_url(f"**/students/{anh.public_id}/")


def test_n_in_the_matrix_reminds_the_teacher_of_the_sheet(
    opened: Open, committed_world: World
) -> None:
    page = opened("head", "/classes/progress/")
    page.locator(f'.matrix a[data-remind="{committed_world.sheet.public_id}"]').focus()
    page.keyboard.press("n")
    expect(page.locator(".banner")).to_be_visible()
    with scoping.everywhere("a test reads notices"):
        [notice] = Notice.objects.filter(kind="reminder")
    assert (notice.user.username, notice.key) == ("teacher", str(committed_world.sheet.public_id))
