"""Passkeys with Chromium's own virtual authenticator, and forms interrupted by a proof."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from eduportal.accounts.models import Authenticator, BrowserSession, Membership, User
from eduportal.accounts.proof import PROVED_AT
from eduportal.accounts.roles import Role
from eduportal.accounts.sessions import SessionStore
from tests.accounts.authenticators import code_of
from tests.browser.marksheet import SheetInBrowser, until
from tests.factories import PASSWORD, AuthenticatorFactory
from tests.world import World

pytestmark = pytest.mark.trial("browser")

FACTORS = "/accounts/second-factor/devices/"
INTERNAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Portal:
    """A person at a computer that can hold passkeys."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.context = context
        self.base_url = base_url
        self.page: Page = context.new_page()
        self.devtools: CDPSession = context.new_cdp_session(self.page)
        self.devtools.send("WebAuthn.enable")
        self.authenticator = self._add_authenticator()

    def _add_authenticator(self) -> str:
        added = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": INTERNAL})
        return str(added["authenticatorId"])

    def verify_person(self, is_verified: bool) -> None:
        self.devtools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.authenticator, "isUserVerified": is_verified},
        )

    def go(self, address: str) -> None:
        self.page.goto(self.base_url + address)

    def sign_in(self, username: str) -> None:
        self.go("/accounts/sign-in/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main [type=submit]:visible")

    def sign_out(self) -> None:
        self.page.click("summary:has(.account)")
        self.page.click("form[data-signout] button")
        self.page.wait_for_url("**/accounts/sign-in/")

    def make_passkey(self) -> None:
        self.go("/accounts/second-factor/passkey/")
        self.page.fill("[name=name]", "Máy ở trường")
        self.page.click("[data-passkey] button")

    @property
    def session(self) -> SessionStore:
        name = settings.SESSION_COOKIE_NAME
        [cookie] = [each for each in self.context.cookies() if each["name"] == name]
        return SessionStore(cookie["value"])

    def age_proof(self) -> None:
        """As if the last proof was eleven minutes ago."""
        session = self.session
        session[PROVED_AT] -= 660
        session.save()


@pytest.fixture
def portal(context: BrowserContext, live_server: Any, committed_world: World) -> Iterator[Portal]:
    name = settings.LANGUAGE_COOKIE_NAME
    context.add_cookies([{"name": name, "value": "en", "url": live_server.url}])
    yield Portal(context, live_server.url)


def test_a_passkey_is_made_used_as_second_step_and_used_alone(portal: Portal) -> None:
    portal.sign_in("head")
    portal.make_passkey()
    expect(portal.page.locator(".recovery-codes li")).to_have_count(10)
    portal.go(FACTORS)
    expect(portal.page.locator(".device-list")).to_contain_text("Máy ở trường")

    portal.sign_out()
    portal.sign_in("head")
    expect(portal.page.locator("h1")).to_have_text("Second factor")
    portal.page.click("[data-passkey] button")
    expect(portal.page.locator("summary:has(.account)")).to_be_visible()

    portal.sign_out()
    portal.go(f"/accounts/sign-in/?next={FACTORS}")
    portal.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(portal.page.locator("h1")).to_have_text("Second factor")
    expect(portal.page.locator(".device-list")).to_contain_text("last used")


def test_without_the_persons_finger_or_pin_nothing_opens(portal: Portal) -> None:
    portal.sign_in("head")
    portal.make_passkey()
    portal.page.wait_for_selector(".recovery-codes")
    portal.go("/")
    portal.sign_out()
    portal.verify_person(False)

    portal.page.get_by_role("button", name="Sign in with a passkey").click()

    problem = portal.page.locator("[data-passkey] [role=alert]")
    expect(problem).to_contain_text("Nothing was done")
    assert "/accounts/sign-in/" in portal.page.url


def test_one_device_holds_one_passkey_and_says_so(portal: Portal) -> None:
    portal.sign_in("head")
    portal.make_passkey()
    portal.page.wait_for_selector(".recovery-codes")

    portal.make_passkey()

    problem = portal.page.locator("[data-passkey] [role=alert]")
    expect(problem).to_contain_text("holds a passkey of your account already")


def test_removing_a_device_asks_for_it_now(portal: Portal) -> None:
    portal.sign_in("teacher")
    portal.make_passkey()
    portal.page.wait_for_selector(".recovery-codes")
    portal.age_proof()
    portal.go(FACTORS)

    portal.page.get_by_role("button", name="Remove Máy ở trường").click()
    expect(portal.page.locator("h1")).to_have_text("Prove who you are")
    portal.page.get_by_role("button", name="Use a passkey").click()

    expect(portal.page.locator(".empty h2")).to_have_text("No second factor yet")


def test_an_interrupted_form_of_an_account_goes_on_by_itself(
    portal: Portal, committed_world: World
) -> None:
    portal.sign_in("department_admin")
    portal.make_passkey()
    portal.page.wait_for_selector(".recovery-codes")
    clerk = committed_world.users["clerk"]
    portal.go(f"/accounts/people/{clerk.pk}/")
    portal.page.fill("[name=full_name]", "Trần Thị Mới & <b>")
    portal.age_proof()

    portal.page.click("[name=step][value=correct]")
    portal.page.get_by_role("button", name="Use a passkey").click()

    named = User.objects.filter(pk=clerk.pk, full_name="Trần Thị Mới & <b>")
    until(named.exists, portal.page)
    assert Membership.objects.filter(user=clerk, role=Role.CLERK).exists()


def test_without_javascript_a_code_does_the_same(
    plain_context: BrowserContext, live_server: Any, committed_world: World
) -> None:
    sheet = SheetInBrowser(plain_context, live_server.url, committed_world)
    sheet.sign_in("head")
    device = AuthenticatorFactory(user=committed_world.users["head"])
    page = sheet.page
    page.goto(f"{live_server.url}/accounts/second-factor/devices/")
    page.fill("[name=code]", code_of(device, 1))
    page.click("main .button--primary")
    name = settings.SESSION_COOKIE_NAME
    [cookie] = [each for each in plain_context.cookies() if each["name"] == name]
    session = SessionStore(cookie["value"])
    session[PROVED_AT] = 0
    session.save()
    page.goto(f"{live_server.url}{FACTORS}")

    page.click(f"form[action$='/app/{device.pk}/remove/'] button")
    page.fill("[name=proof-code]", code_of(device))
    page.click("main .button--primary")

    until(lambda: not Authenticator.objects.exists(), page)


def idle(sheet: SheetInBrowser) -> None:
    """As if nobody had touched the page for half an hour."""
    moment = timezone.now() - datetime.timedelta(minutes=31)
    BrowserSession.objects.update(last_used_at=moment)


def test_after_half_an_hour_unsaved_cells_go_through_with_password_and_code(
    sheet: SheetInBrowser, committed_world: World
) -> None:
    device = AuthenticatorFactory(user=committed_world.users["teacher"])
    sheet.go(0, "gk")
    idle(sheet)
    sheet.type(0, "gk", "9")
    sheet.type(1, "gk", "7,5")
    dialog = sheet.page.locator("#signin-dialog")
    expect(dialog).to_be_visible()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[name=code]")).to_be_visible()
    assert (sheet.shown(0, "gk"), sheet.stored(0, "gk")) == ("9,0", None)

    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[name=code]").fill(code_of(device))
    dialog.locator("[type=submit]").click()

    expect(dialog).to_be_hidden()
    sheet.expect_stored(0, "gk", 90)
    sheet.expect_stored(1, "gk", 75)


def test_after_half_an_hour_a_passkey_alone_sends_them(
    portal: Portal, committed_world: World
) -> None:
    portal.sign_in("teacher")
    portal.make_passkey()
    portal.page.wait_for_selector(".recovery-codes")
    sheet = SheetInBrowser(portal.context, portal.base_url, committed_world)
    sheet.page.close()
    sheet.page = portal.page
    sheet.open()
    sheet.go(0, "gk")
    idle(sheet)
    sheet.type(0, "gk", "9")
    dialog = sheet.page.locator("#signin-dialog")
    expect(dialog).to_be_visible()

    dialog.get_by_role("button", name="Sign in with a passkey").click()

    expect(dialog).to_be_hidden()
    sheet.expect_stored(0, "gk", 90)


def test_an_open_grid_that_nobody_touches_keeps_no_session(sheet: SheetInBrowser) -> None:
    sheet.go(0, "gk")
    moment = timezone.now() - datetime.timedelta(minutes=5)
    BrowserSession.objects.update(last_used_at=moment)

    with sheet.page.expect_response("**/changes/**", timeout=15_000) as looked:
        pass

    assert looked.value.status == 200
    assert BrowserSession.objects.get().last_used_at == moment
    sheet.type(0, "gk", "8")
    sheet.expect_stored(0, "gk", 80)
    assert BrowserSession.objects.get().last_used_at > moment, "a person's save is a use"
