"""From the staff list to the first sign-in, on paper: no password passes through other hands."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eduportal import scoping
from tests.accounts.test_links import CODE
from tests.factories import PASSWORD, PostFactory, StaffMemberFactory
from tests.world import World

pytestmark = pytest.mark.trial("browser")

NEW = "co-giao-day-toan-lop-sau-7"
NAMES = ["Lương Quốc Bảo", "Lê Quang Bảo", "Đặng Khánh Trúc", "Lê Tấn Lộc", "Trần Anh Thư"]


@pytest.fixture
def people(committed_world: World) -> list[str]:
    with scoping.everywhere("a test records people"):
        for name in NAMES:
            member = StaffMemberFactory(school=committed_world.school, full_name=name)
            PostFactory(staff=member, kind="teacher")
    return NAMES


def sign_in(page: Page, url: str, username: str, password: str) -> None:
    page.goto(f"{url}/accounts/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main [type=submit]:visible")


def test_slips_are_printed_and_let_their_owners_in_once(
    browser: Browser, context: BrowserContext, live_server, people: list[str], tmp_path: Path
) -> None:
    page = context.new_page()
    sign_in(page, live_server.url, "head", PASSWORD)
    page.goto(f"{live_server.url}/staff/accounts/")

    page.check("[data-bulk-all]")
    page.get_by_role("button", name=re.compile(r"Create accounts\s+5|Tạo tài khoản\s+5")).click()

    slips = page.locator(".slip")
    expect(slips).to_have_count(len(people))
    mine = slips.filter(has_text="bao.lq2")
    [code] = CODE.findall(mine.inner_text())
    assert live_server.url in mine.inner_text()
    picture = mine.locator("svg").bounding_box()
    drawn = mine.locator("svg path").last.bounding_box()
    assert picture["width"] > 100
    assert drawn["x"] + drawn["width"] <= picture["x"] + picture["width"], "nothing is cut off"
    page.emulate_media(media="print")
    paper = page.pdf(path=tmp_path / "slips.pdf", format="A4", prefer_css_page_size=False)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, "five slips fit on one sheet"
    expect(page.locator(".page-head")).to_be_hidden()

    own = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
    theirs = own.new_page()
    theirs.goto(f"{live_server.url}/accounts/link/")
    theirs.fill("[name=code]", code.replace("-", " ").upper())
    theirs.click("main [type=submit]:visible")
    expect(theirs.locator("main")).to_contain_text("bao.lq2")
    for field in ("new_password1", "new_password2"):
        theirs.fill(f"[name={field}]", NEW)
    theirs.click("main [type=submit]:visible")
    sign_in(theirs, live_server.url, "bao.lq2", NEW)
    expect(theirs).not_to_have_url(re.compile("sign-in"))
    theirs.goto(f"{live_server.url}/accounts/link/?code={code}")
    theirs.click("main [type=submit]:visible")
    expect(theirs.get_by_role("heading", level=1)).to_have_text(
        re.compile("This link no longer works|không còn dùng được|Liên kết")
    )
    own.close()
