"""What a person presses lies within the window: on a phone, and in the administration."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page

from eduportal import scoping
from eduportal.accounts.models import User
from grades.choices import SheetState
from tests.browser.conftest import LAPTOP
from tests.browser.one_portal import Visit
from tests.browser.test_every_page import (
    correction,
    known_student,
    ready_to_seal,
    returned_sheet,
    sessions,
    teachers_account,
    waiting_sheets,
)
from tests.grades.conftest import set_states
from tests.world import World

PHONE = {"width": 390, "height": 844}
PRIMARY = ".page-head__actions .button--primary"


def is_within(found: Locator, size: dict[str, int]) -> bool:
    """Whether the whole box lies between the left and the right edge, wide enough for a finger."""
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    assert box is not None, found
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["width"] >= 24


def corrections(world: World) -> str:
    correction(world)
    return reverse("privacy:correction-list")


def sheets(world: World) -> str:
    returned_sheet(world)
    return reverse("grades:marksheet-list")


def student_page(world: World) -> str:
    return reverse("grades:student", args=[known_student(world)])


def handed_in(world: World) -> str:
    with scoping.everywhere("a test hands a sheet in"):
        set_states([world.sheet], SheetState.SUBMITTED)
    return reverse("grades:marksheet-edit", args=[world.sheet.public_id])


def page_named(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name)


def roster(world: World) -> str:
    return reverse("grades:roster", args=[world.class_group.public_id])


def queue(world: World) -> str:
    waiting_sheets(world)
    return reverse("grades:queue")


def own_class_page(world: World) -> str:
    waiting_sheets(world)
    return reverse("grades:class-detail", args=[world.class_group.public_id])


@pytest.mark.parametrize(
    ("persona", "address", "pressed"),
    [
        ("head", teachers_account, "button[value=end]"),
        ("head", teachers_account, "button[value=give]"),
        ("head", teachers_account, "button[value=close]"),
        ("head", corrections, ".table tbody a"),
        ("teacher", sessions, ".table tbody button"),
        ("teacher", sheets, ".table .is-action .button"),
        ("clerk", student_page, ".masked .button, .page-head__actions summary"),
        ("teacher", handed_in, "button[value=withdraw]"),
        ("clerk", page_named("students:student-list"), PRIMARY),
        ("clerk", page_named("grades:register"), PRIMARY),
        ("clerk", roster, f"{PRIMARY}, .row-menu summary"),
        ("clerk", page_named("staffing:staff-list"), PRIMARY),
        ("head", queue, "button[value=approve], .decide-return summary, .bulkbar .button"),
        ("head", own_class_page, "button[value=approve], .decide-return summary"),
        ("head", ready_to_seal, ".choice, #decisions .button, .confirm .input, .confirm .button"),
    ],
    ids=[
        "end a role",
        "give a role",
        "close",
        "a correction",
        "sign out there",
        "next step of a sheet",
        "show the number, other work",
        "take a sheet back",
        "add a student",
        "add classes",
        "add to a class, steps with a student",
        "add a person",
        "approve in the queue",
        "approve on the class page",
        "seal",
    ],
)
def test_on_a_phone_every_button_is_in_the_window(
    window: Page,
    visit: Visit,
    world: World,
    persona: str,
    address: Callable[[World], str],
    pressed: str,
) -> None:
    window.set_viewport_size(PHONE)
    page = visit(persona, address(world))

    assert all(is_within(found, PHONE) for found in page.locator(pressed).all())
    assert page.locator(pressed).count() > 0


def test_the_site_of_reference_tables_fits_and_asks_for_nothing_that_is_missing(
    visit: Visit, complaints: list[str], world: World
) -> None:
    User.objects.filter(username="department_admin").update(is_superuser=True)
    subject = world.subjects[0].pk
    for path in ("", "schools/subject/", f"schools/subject/{subject}/change/", "schools/term/"):
        page = visit("department_admin", f"/admin/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= LAPTOP["width"], path
    assert not complaints
