"""A year is brought to its end by its people: proposed, sealed, assessed again, sealed and sent."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from eduportal import scoping
from eduportal.exchange.models import Package
from grades.choices import RecordMoment
from grades.models import AgainSheet, YearResult
from grades.services.entry import CellEdit
from grades.services.homeroom import save_homeroom
from tests.browser.marksheet import sign_in
from tests.factories import PeerFactory
from tests.grades.conftest import scope_of
from tests.grades.ended_year import end_terms
from tests.world import World

pytestmark = pytest.mark.trial("browser")


@pytest.fixture
def over(committed_world: World, signing_key: None) -> World:
    """Both terms of 6A1 are sealed; its first student fails mathematics and another subject."""
    with scoping.everywhere("a test ends two terms"):
        PeerFactory(relation="upstream")
        for group in committed_world.classes[committed_world.school][1:]:
            for sheet in group.sheets.all():
                sheet.delete()
        end_terms(committed_world, {(0, "TOAN"): 41, (0, "MON0"): 32})
    return committed_world


def at_desk(context: BrowserContext, world: World, persona: str, url: str, address: str) -> Page:
    context.clear_cookies()
    sign_in(context, world.users[persona], url)
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(url + address)
    return page


def test_from_proposals_to_the_sealed_summer(
    context: BrowserContext, live_server: Any, over: World
) -> None:
    url, name = live_server.url, over.class_group.name
    of_class = reverse("grades:class-year", args=[over.class_group.public_id])
    of_summer = reverse("grades:summer", args=[over.school.code])

    page = at_desk(context, over, "homeroom", url, of_class)
    page.locator("form:has([value=propose]) button").click()
    expect(page.locator("form:has([value=propose])")).to_have_count(0)

    page = at_desk(context, over, "head", url, of_class)
    page.locator("#confirmation").fill(name)
    page.locator(".confirm .button--danger").click()
    expect(page.locator(".way .is-now")).to_have_count(1)
    page.locator(f"a[href='{of_class}proposals/']").click()
    page.emulate_media(media="print")
    expect(page.locator(".paper__title")).to_be_visible()
    expect(page.locator(".year-list tbody tr")).to_have_count(students(over))
    for hidden in (".sidebar", ".page-head--screen"):
        expect(page.locator(hidden).locator("visible=true")).to_have_count(0)
    page.emulate_media(media="screen")

    page.goto(url + of_summer)
    page.locator(".summer-student [value=TOAN]").check()
    page.locator(".summer-student button").click()
    page.locator("table a[href*='/year-end/sheets/']").click()
    page.locator("#staff").select_option(str(over.staff["teacher"].public_id))
    page.locator("form:has(#staff) button").click()

    page = at_desk(context, over, "teacher", url, reverse("grades:year-end"))
    page.locator("a[href*='/year-end/sheets/']").click()
    page.locator(".again-mark").fill("6,5")
    page.locator("[value=submit]").click()
    expect(page.locator("[value=withdraw]")).to_be_visible()

    with scoping.everywhere("a test looks"):
        sheet = AgainSheet.objects.get()
    page = at_desk(
        context, over, "head", url, reverse("grades:again-sheet", args=[sheet.public_id])
    )
    page.locator("[value=approve]").click()
    page.goto(url + of_summer)
    expect(page.locator(".summer-student")).to_contain_text("6,5")
    page.locator("#confirmation").fill(over.year.code)
    page.locator(".confirm .button--danger").click()
    expect(page.locator(".way .is-now")).to_have_count(1)
    expect(page.locator(".summer-student .status")).to_have_count(1)
    with scoping.everywhere("a test reads what was sealed"):
        feeds = Package.objects.filter(feed__in=("year", "again")).values_list("feed", flat=True)
        assert sorted(feeds) == ["again", "year"]


def students(world: World) -> int:
    """How many have a sealed year in 6A1."""
    with scoping.everywhere("a test looks"):
        return YearResult.objects.filter(enrolment__class_group=world.class_group).count()


def test_a_colleagues_comment_appears_on_the_open_page_of_a_class(
    context: BrowserContext, live_server: Any, committed_world: World
) -> None:
    world = committed_world
    place = [world.class_group.public_id, world.term.code]
    page = at_desk(
        context, world, "homeroom", live_server.url, reverse("grades:homeroom", args=place)
    )
    first, second = world.enrolments[world.class_group][:2]
    expect(page.locator("form.is-enhanced")).to_have_count(1)
    # What is being typed here stays, whatever comes.
    page.locator(f"#m-{second.pk}-grounds").fill("Đi học đều")
    with scoping.everywhere("the head writes"):
        save_homeroom(
            class_group=world.class_group,
            term=world.term,
            moment=RecordMoment.FINAL,
            edits=[CellEdit(uuid4(), first.pk, "comment", "", "Ngoan, lễ phép.")],
            scope=scope_of(world, "head"),
            user_id=world.users["head"].pk,
        )
    comment = page.locator(f"#m-{first.pk}-comment")
    expect(comment).to_have_value("Ngoan, lễ phép.", timeout=25_000)
    expect(page.locator("[data-news]")).to_contain_text("Ngoan, lễ phép.")
    expect(page.locator(f"#m-{second.pk}-grounds")).to_have_value("Đi học đều")
