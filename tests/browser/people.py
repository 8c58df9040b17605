"""A person at a browser of their own: signs in, chooses a password by a link, uses the menu.

Words are named by their English text and looked for in the portal's default language, so that a
corrected translation breaks no test. With GUIDE_PICTURES, a folder, `picture` keeps what the
person sees: the guides' pictures are made so.
"""

import os
from base64 import b32decode
from pathlib import Path

from django.utils.translation import gettext, override
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Locator, expect

from eduportal.accounts.devices import clock_of

LANGUAGE = "vi"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
# A page may come late in a run in which every worker has a browser.
PATIENCE_MS = 20_000
# WCAG 2.2, 2.5.8.
THUMB_PX = 24
expect.set_options(timeout=PATIENCE_MS)


def say(text: str, /, **values: object) -> str:
    """A text of the portal as its pages show it."""
    with override(LANGUAGE):
        said = gettext(text)
    return said % values if values else said


class Person:
    """One person with a window of their own, not signed in yet: at a desk, or a thumb on a phone.

    What a thumb presses must lie between the edges of the phone, and nothing hovers.
    """

    def __init__(self, browser: Browser, url: str, username: str, *, has_thumb: bool) -> None:
        self.url = url
        self.username = username
        self.has_thumb = has_thumb
        self.context = browser.new_context(
            locale="vi-VN",
            viewport=PHONE if has_thumb else DESK,
            has_touch=has_thumb,
            is_mobile=has_thumb,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()

    def open(self, address: str = "/") -> None:
        self.page.goto(address if "://" in address else self.url + address)

    def sign_in(self, password: str) -> None:
        self.open("/accounts/sign-in/")
        self.fill(username=self.username, password=password)
        self.press("Sign in")

    def press_at(self, found: Locator) -> None:
        """Press what was found: with the mouse, or with a thumb."""
        if not self.has_thumb:
            found.click()
            return
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box is not None, found
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] + 1, (found, box)
        assert min(box["width"], box["height"]) >= THUMB_PX, (found, box)
        found.tap()

    def tick(self, found: Locator) -> None:
        """Tick the box, if it is not ticked already."""
        if not found.is_checked():
            self.press_at(found)
        expect(found).to_be_checked()

    def choose_password(self, password: str) -> None:
        """On the page a one-time link opens."""
        expect(self.page.locator("main")).to_contain_text(self.username)
        self.fill(new_password1=password, new_password2=password)
        self.press_at(self.page.locator("main [type=submit]"))
        expect(self.page.locator("[name=new_password1]")).to_have_count(0)

    def add_authenticator(self) -> None:
        """Set the second factor up where the portal asks for it, and keep the recovery codes."""
        expect(self.heading).to_have_text(say("Add an authenticator application"))
        key = self.page.locator("#secret-key").inner_text().replace(" ", "")
        clock: TOTP = clock_of(b32decode(key).hex())
        self.picture("bat-dau-hai-buoc")
        self.fill(code=f"{clock.token():06}")
        self.press("Add the application")
        self.follow("I have kept the codes")

    @property
    def heading(self) -> Locator:
        return self.page.locator("h1")

    def menu(self, text: str) -> None:
        if self.has_thumb:
            self.press_at(self.page.locator(".topbar__menu"))
        self.press_at(self.page.locator(".sidebar a", has_text=say(text)).first)

    def follow(self, text: str) -> None:
        """Click the link of the page, which shows nothing but this text and a sign."""
        self.press_at(self.page.locator("main").get_by_role("link", name=say(text)).first)

    def press(self, text: str) -> None:
        self.press_at(self.page.locator("main").get_by_role("button", name=say(text)).first)

    def fill(self, **fields: str) -> None:
        """Fill the form of the page, by the names of its fields."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']:not([type=hidden])").first
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def is_told(self, text: str, /, **values: object) -> None:
        said = say(text, **values)
        expect(self.page.locator("main .banner--success").first).to_contain_text(said)

    def picture(self, name: str) -> None:
        folder = os.environ.get("GUIDE_PICTURES")
        if folder and not self.has_thumb:
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def leave(self) -> None:
        self.context.close()
