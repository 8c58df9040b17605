"""A portal that has just been installed, from nothing to its first school with a head, by pages."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from eduportal import scoping
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from schools.models import School, SchoolYear, Term
from schools.services import load_reference
from tests import factories

pytestmark = pytest.mark.trial("browser")

PHONE = {"width": 390, "height": 844}


@pytest.fixture(params=["desk", "phone"])
def page(
    request: pytest.FixtureRequest,
    context: BrowserContext,
    live_server: Any,
    transactional_db: None,
) -> Page:
    """The administrator's browser, at the first page after signing in."""
    with scoping.everywhere("a test installs a portal"):
        load_reference()
        Term.objects.all().delete()
        SchoolYear.objects.all().delete()
        user = factories.MembershipFactory(role=Role.DEPARTMENT_ADMIN, school=None).user
    client = Client()
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    names = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    values = (client.cookies[names[0]].value, "en")
    context.add_cookies(
        [
            {"name": name, "value": value, "url": live_server.url}
            for name, value in zip(names, values, strict=True)
        ]
    )
    page = context.new_page()
    if request.param == "phone":
        page.set_viewport_size(PHONE)
    page.goto(live_server.url)
    return page


def test_from_nothing_to_the_first_school_with_a_head(page: Page, live_server: Any) -> None:
    def steps() -> None:
        page.goto(f"{live_server.url}/administration/")

    expect(page.locator(".page-head p")).to_have_text("Next: Schools")
    page.click("a.button--primary:has-text('Add a school')")
    page.fill("[name=name]", "Trường THCS Đức Huệ")
    page.fill("[name=code]", "80001")
    page.check("[name=stages][value='03']")
    page.select_option("[name=managing_body]", "ubnd_xa")
    page.select_option("[name=unit]", index=1)
    page.click("button:has-text('Add a school')")
    expect(page.locator("h1")).to_have_text("Trường THCS Đức Huệ")

    steps()
    expect(page.locator(".page-head p")).to_have_text("Next: School year with its terms")
    page.click("a.button--primary:has-text('Open a school year')")
    for name, day in {
        "starts_on": "2026-09-05",
        "ends_on": "2027-05-31",
        "term1_starts_on": "2026-09-05",
        "term1_ends_on": "2027-01-09",
        "term1_entry_opens_on": "2026-09-14",
        "term1_entry_closes_on": "2027-01-20",
        "term2_starts_on": "2027-01-11",
        "term2_ends_on": "2027-05-22",
        "term2_entry_opens_on": "2027-01-11",
        "term2_entry_closes_on": "2027-05-31",
    }.items():
        page.fill(f"[name={name}]", day)
    page.fill("[name=code]", "2026-2028")
    page.click("button:has-text('Open the school year')")
    expect(page.locator(".error-summary")).to_contain_text("Two years in a row")
    page.fill("[name=code]", "2026-2027")
    page.click("button:has-text('Open the school year')")
    expect(page.locator("h1")).to_have_text("School years and terms")

    steps()
    expect(page.locator(".page-head p")).to_have_text("Next: Accounts of the heads")
    page.click("a:text-is('Trường THCS Đức Huệ')")
    page.fill("[name=full_name]", "Lê Thị Hạnh")
    page.fill("[name=username]", "ht.duchue")
    page.fill("[name=email]", "ht.duchue@example.vn")
    page.click("button:has-text('Add the account')")
    expect(page.locator("h1")).to_have_text("Lê Thị Hạnh")

    with scoping.everywhere("a test looks at what was made"):
        head = Membership.objects.get(user=User.objects.get(username="ht.duchue"))
        assert (head.role, head.school) == (Role.HEAD, School.objects.get())
    steps()
    expect(page.locator(".page-head p")).to_contain_text("Everything a school needs")
