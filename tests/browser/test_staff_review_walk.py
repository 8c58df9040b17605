"""The yearly review of teachers in a browser: declare, check, object, decide, by two people."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from eduportal import scoping
from staffing.models import Declaration
from tests import factories
from tests.browser.one_portal import Visit
from tests.world import World

pytestmark = pytest.mark.trial("browser")
PAYROLL = "[name='declared-#payroll']"


def send(page: Page, card: str) -> None:
    page.locator(f"#{card} form button.button--primary").click()
    page.wait_for_load_state()


def opened(page: Page, card: str) -> None:
    page.locator(f"#{card} summary").click()


def test_a_review_goes_from_the_head_to_the_department_and_back(visit: Visit, world: World) -> None:
    with scoping.everywhere("a test opens the review"):
        factories.StaffingReviewFactory(school_year=world.year)
    path = reverse("staffing:declaration", args=[world.school.public_id])

    page = visit("head", path)
    page.locator(PAYROLL).fill("3")
    page.locator("form:has([name=step][value=declare]) button.button--primary").click()
    expect(page.locator("[name='reason-#payroll']")).to_be_visible()
    page.locator(PAYROLL).fill("3")
    page.locator("[name='reason-#payroll']").fill("Quyết định 5 chưa nhập")
    page.locator("form:has([name=step][value=declare]) button.button--primary").click()
    page.wait_for_load_state()

    page = visit("department_officer", path)
    page.locator("[name='accepted-#payroll']").select_option("yes")
    send(page, "check")

    page = visit("head", path)
    opened(page, "object")
    page.locator("#object [name=text]").fill("Thiếu một giáo viên hợp đồng")
    send(page, "object")

    page = visit("department_officer", path)
    opened(page, "decide")
    page.locator("#decide [name=decision]").fill("77/QĐ-SGDĐT")
    page.locator("#decide [name=decided_on]").fill("2026-11-30")
    send(page, "decide")
    with scoping.everywhere("a test reads the declaration"):
        found = Declaration.objects.get()
        assert (found.state, found.decision) == ("decided", "77/QĐ-SGDĐT")
        kinds = list(found.steps.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["declare", "check", "object", "decide"]
