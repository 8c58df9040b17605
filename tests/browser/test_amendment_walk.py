"""An amendment and a request to look again, through every hand to their ends, by pages alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from pytest_django.fixtures import Settings

from eduportal import scoping
from grades.models import Amendment, AmendmentPolicy, MarkRecord, MarkReview
from grades.selectors import revision_of_class
from grades.services import seal_class
from tests.browser.one_portal import Visit
from tests.browser.test_every_page import SIZES
from tests.grades.conftest import give_levels, scope_of
from tests.grades.test_amending import ask
from tests.world import World

pytestmark = [pytest.mark.trial("browser"), pytest.mark.usefixtures("lasting_proof")]
WORDS = "Xem lại bài làm ngày 10/12."


@pytest.fixture
def sealed(world: World, settings: Settings, tmp_path: Path) -> World:
    """6A1 sealed; the Department approves amendments as well."""
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    }
    with scoping.everywhere("a test seals a class"):
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
        admin = world.users["department_admin"]
        world.sheet.refresh_from_db()
        AmendmentPolicy.objects.create(department_approves=True, reason="CV 12", set_by=admin)
    return world


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> ViewportSize:
    width, height = SIZES[request.param]
    return {"width": width, "height": height}


def primary(page: Page) -> Locator:
    """The one filled button of the page's work, which lies within the window as it is opened on a
    phone."""
    button = page.locator("main .form-actions .button--primary")
    expect(button).to_have_count(1)
    if (page.viewport_size or {})["width"] < 900:
        expect(button).to_be_in_viewport(ratio=1)
    return button


def say(page: Page, words: str = WORDS) -> None:
    page.fill("#words", words)


def state() -> str:
    with scoping.everywhere("a test looks"):
        return str(Amendment.objects.get().state)


def test_an_amendment_goes_through_every_hand(
    visit: Visit, sealed: World, size: ViewportSize
) -> None:
    line = sealed.record

    def at(persona: str, path: str) -> Page:
        page = visit(persona, path)
        page.set_viewport_size(size)
        return page

    page = at("teacher", f"/marksheets/{sealed.sheet.public_id}/amend/?line={line.pk}")
    page.fill(f"[name=m-{line.pk}-ck]", "2,0")
    page.locator(f"[name=m-{line.pk}-ck]").blur()
    expect(page.locator("details.how").first).to_be_visible()
    page.check("[name=cause][value=mistyped]")
    page.fill("[name=reason]", WORDS)
    paper = {"name": "bai.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 paper"}
    page.set_input_files("[name=file]", paper)
    primary(page).click()
    page.wait_for_url("**/amendments/*/")
    path = page.url[page.url.index("/amendments/") :]

    def press(persona: str, name: str, words: str = "") -> None:
        page = at(persona, path)
        if words:
            say(page, words)
        page.locator(f"main button[value={name}]").click()
        page.wait_for_load_state()

    press("homeroom", "question", WORDS)
    assert state() == "questioned"
    page = at("teacher", path)
    say(page)
    primary(page).click()
    page.wait_for_load_state()
    assert state() == "asked"
    page = at("homeroom", path)
    primary(page).click()
    page.wait_for_load_state()
    assert state() == "confirmed"
    page = at("head", path)
    page.fill("#decision", "15/QĐ-THCS")
    primary(page).click()
    page.wait_for_load_state()
    assert state() == "endorsed"
    page = at("department_admin", path)
    primary(page).click()
    page.wait_for_load_state()
    assert state() == "written"
    with scoping.everywhere("a test looks"):
        assert MarkRecord.objects.get(pk=line.pk).final == 20
    for persona in ("teacher", "homeroom", "head", "department_admin", "auditor"):
        page = at(persona, path)
        expect(page.locator("main .form-actions")).to_have_count(0)
        page = at(persona, "/amendments/?show=all")
        expect(page.locator("tbody .change").first).to_be_visible()


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_it_ends_without_a_change_as_well(
    visit: Visit, sealed: World, size: ViewportSize, end: str
) -> None:
    with scoping.everywhere("a test asks"):
        amendment = ask(sealed)
    page = visit(
        "teacher" if end == "withdraw" else "homeroom", f"/amendments/{amendment.public_id}/"
    )
    page.set_viewport_size(size)
    say(page)
    page.locator(f"main button[value={end}]").click()
    page.wait_for_load_state()
    assert state() in ("refused", "withdrawn")


def test_a_request_to_look_again_goes_to_its_end(
    visit: Visit, sealed: World, size: ViewportSize
) -> None:
    page = visit("homeroom", f"/marksheets/{sealed.sheet.public_id}/review/")
    page.set_viewport_size(size)
    page.select_option("[name=record]", str(sealed.record.pk))
    page.check("[name=cells][value=ck]")
    for name, value in {"asked_by": "Mẹ", "paper": "Đơn", "words": WORDS}.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=came_on]", f"{sealed.term.today_in():%Y-%m-%d}")
    primary(page).click()
    page.wait_for_url("**/reviews/*/")
    path = page.url[page.url.index("/reviews/") :]
    page = visit("teacher", path)
    page.set_viewport_size(size)
    page.fill("[name=outcome]", WORDS)
    primary(page).click()
    page.wait_for_load_state()
    with scoping.everywhere("a test looks"):
        assert MarkReview.objects.get().state == "stays"
