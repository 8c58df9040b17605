"""The head decides on two students without a level, types the name of the class, and seals it."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from eduportal import scoping
from eduportal.exchange.models import Package
from grades.models import MarkRecord, SealDecision, TermResult
from students.models import Student
from tests.browser.marksheet import sign_in
from tests.factories import PeerFactory
from tests.grades.conftest import give_levels, in_package, lack
from tests.world import World

pytestmark = pytest.mark.trial("browser")

SIZES = [(1366, 768), (390, 844)]


@pytest.fixture
def waiting(committed_world: World, signing_key: None) -> list[Student]:
    """Two students of 6A1 who lack the end-of-term mark in mathematics; a node waits above."""
    with scoping.everywhere("a test makes a class that is ready to seal"):
        PeerFactory(relation="upstream")
        give_levels(committed_world)
        return [lack(committed_world, number).enrolment.student for number in (0, 1)]


def look_at_paper(page: Page, title: str, student: Student) -> None:
    """On paper the page has its title and every student, and nothing that asks."""
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".paper__title")).to_have_text(title)
    expect(page.locator(".paper--below")).to_be_visible()
    expect(page.get_by_role("rowheader", name=student.full_name).last).to_be_visible()
    for hidden in (".confirm", ".sidebar", ".page-head", ".decide .choices"):
        expect(page.locator(hidden).locator("visible=true")).to_have_count(0)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")


def question(page: Page, student: Student) -> Any:
    link = page.get_by_role("link", name=student.full_name, exact=True)
    return page.locator("fieldset.decide", has=link)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_head_decides_types_the_name_and_sees_where_the_records_are(
    context: BrowserContext,
    live_server: Any,
    committed_world: World,
    waiting: list[Student],
    size: tuple[int, int],
) -> None:
    world = committed_world
    sign_in(context, world.users["head"], live_server.url)
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    address = reverse("grades:class-seal", args=[world.class_group.public_id, world.term.code])
    page.goto(live_server.url + address)
    seal = page.locator(".confirm .button--danger")
    expect(seal).to_be_disabled()
    expect(page.locator(".confirm__why")).to_contain_text(waiting[0].full_name)

    for student, answer in zip(waiting, ("zero", "none"), strict=True):
        fields = question(page, student)
        fields.locator(f"input[value={answer}]").check()
        fields.locator("input[type=text]").fill("Không đến kiểm tra bù")
    page.locator("#decisions [name=number]").fill("12/QĐ-THCS")
    page.locator("#decisions [name=signed_on]").fill("2026-11-02")
    page.locator("#decisions > form > .card__body .button").click()
    expect(page.locator(".decide.is-decided")).to_have_count(2)
    expect(page.locator(".confirm__why")).to_have_count(0)

    look_at_paper(page, "Bảng kiểm trước khi khóa sổ", waiting[0])
    page.locator("[name=without_conduct]").check()
    page.locator("#confirmation").fill(world.class_group.name)
    seal.click()
    expect(page.locator(".way .is-now")).to_have_count(1)
    expect(page.locator("h1")).to_contain_text(re.compile(world.class_group.name))
    look_at_paper(page, "Xác nhận khóa sổ", waiting[0])
    page.goto(live_server.url + reverse("grades:class-detail", args=[world.class_group.public_id]))
    expect(page.locator("#sealed-title")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Không đến kiểm tra bù")
    with scoping.everywhere("a test reads what was sealed"):
        records = MarkRecord.objects.filter(sheet=world.sheet).order_by("enrolment__position")
        finals = [record.final for record in records]
        assert finals[:2] == [0, None]
        package = Package.objects.get(feed="term")
        assert [in_package(package, record).final for record in records] == finals
        results = TermResult.objects.exclude(decision=None).order_by("enrolment__position")
        assert [bool(each.learning) for each in results] == [True, False]
        assert SealDecision.objects.count() == 2
