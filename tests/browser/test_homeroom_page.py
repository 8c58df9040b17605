"""The homeroom teacher's pages: everything in the window, a comment by two keys, absent by name."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from eduportal import scoping
from grades.models import HomeroomRecord
from tests.browser.one_portal import Visit
from tests.browser.people import PHONE
from tests.browser.test_within_reach import is_within
from tests.factories import MarkSheetFactory, SubjectFactory
from tests.world import World

pytestmark = pytest.mark.trial("browser")

CUT = "(card) => card.scrollHeight - card.clientHeight"


@pytest.fixture
def twelve_subjects(world: World) -> World:
    """A class with as many subjects as grade 6 has, one of them with a long short name."""
    with scoping.everywhere("a test opens ten more sheets"):
        for number in range(10):
            subject = SubjectFactory(code=f"M{number}", short_name="Ngoại ngữ 1")
            MarkSheetFactory(class_group=world.class_group, term=world.term, subject=subject)
    return world


def of_class(world: World, name: str) -> str:
    return reverse(name, args=[world.class_group.public_id, world.term.code])


def homeroom(visit: Visit, world: World) -> Page:
    page = visit("homeroom", of_class(world, "grades:homeroom"))
    page.locator(".homeroom.is-enhanced").wait_for()
    return page


def test_facts_are_whole_and_the_comment_is_in_the_window_of_a_laptop(
    visit: Visit, twelve_subjects: World
) -> None:
    page = homeroom(visit, twelve_subjects)

    assert page.locator(".card--facts").evaluate(CUT) <= 1
    assert page.locator(".glance thead .is-subject").count() == 12
    frame = page.locator(".glance-scroll")
    assert frame.evaluate("(each) => each.scrollWidth - each.clientWidth") <= 1
    comment = page.locator("[data-field=comment] input[type=text]").first
    assert is_within(comment, {"width": 1366, "height": 768})


def test_a_class_is_commented_with_two_keys_a_student(visit: Visit, world: World) -> None:
    """The bank opens at the first empty comment and folds the table; closed, the table is whole."""
    page = homeroom(visit, world)
    comments = page.locator("[data-field=comment] input[type=text]")

    page.locator("[data-bank-open]").click()
    expect(comments.first).to_be_focused()
    expect(page.locator(".glance thead .is-subject").first).to_be_hidden()
    for _student in range(comments.count()):
        page.keyboard.press("1")
        page.keyboard.press("Enter")
    sentence = page.locator("[data-phrases] .link-button").first.inner_text()
    for comment in comments.all():
        expect(comment).to_have_value(sentence)

    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "idle")
    with scoping.everywhere("a test reads the comments"):
        written = HomeroomRecord.objects.filter(comment=sentence).count()
    assert written == comments.count()
    page.locator("[data-bank] [data-close]").click()
    expect(page.locator("[data-bank-open]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".glance thead .is-subject").first).to_be_visible()


def test_on_a_phone_the_bank_goes_from_student_to_student(visit: Visit, world: World) -> None:
    page = homeroom(visit, world)
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.locator("[data-bank-open]").click()

    who = page.locator("[data-bank] [data-who]")
    first = who.inner_text()
    for name in ("use", "next"):
        button = page.locator(f"[data-bank] [data-{name}]")
        assert is_within(button, PHONE), name
        button.click()
    expect(who).not_to_have_text(first)


def test_the_roll_says_whom_it_found_and_what_it_did_not(visit: Visit, world: World) -> None:
    page = visit("homeroom", of_class(world, "grades:roll-call"))
    said, typed = page.locator("[data-quick-said]"), page.locator("[data-quick]")
    rows = page.locator(".roll__list li")

    typed.fill("zzz")
    typed.press("Enter")
    expect(said).to_contain_text("zzz")
    typed.fill("1 p")
    typed.press("Enter")
    expect(rows.first.locator("input[value=P]")).to_be_checked()
    typed.press("Enter")
    expect(page.locator(".status--done")).to_be_visible()


def test_who_is_there_is_quiet_and_who_is_absent_is_not(visit: Visit, world: World) -> None:
    page = visit("homeroom", of_class(world, "grades:roll-call"))
    colour = "(each) => getComputedStyle(each).backgroundColor"
    labels = page.locator(".roll__list li").first.locator("label")

    there = labels.nth(0).locator("span").evaluate(colour)
    labels.nth(2).click()
    assert labels.nth(2).locator("span").evaluate(colour) != there
