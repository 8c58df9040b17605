"""Finds the Chromium of the browser tests, or installs one; without it the tests do not start."""

import os
import shutil
import subprocess
import sys

from eduportal.operations.launcher.steps import CannotStart, step

NAMES = ("chromium", "chromium-browser", "google-chrome")
NEEDED = "The browser tests need Chromium"


def find_chromium() -> str:
    """The browser's path: from EDUPORTAL_CHROMIUM or PATH, else installed now.

    Raises CannotStart when there is none and none can be installed.
    """
    given = os.environ.get("EDUPORTAL_CHROMIUM")
    if given:
        if not shutil.which(given):
            raise CannotStart(f"{NEEDED}, and EDUPORTAL_CHROMIUM names no program: {given}.")
        return given
    found = on_path()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Install Chromium from Debian"):
            install_from_debian()
        found = on_path()
    if found is None:
        with step("Install Chromium through Playwright"):
            found = install_through_playwright()
    return found


def on_path() -> str | None:
    """The first browser on PATH."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_from_debian() -> None:
    """Try apt-get; where it fails, Playwright is tried next."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environment, capture_output=True, stdin=subprocess.DEVNULL)


def install_through_playwright() -> str:
    """Let Playwright download its own Chromium; its path."""
    done = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, text=True
    )
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        reason = next((line for line in lines if "rror" in line), "no reason given")
        raise CannotStart(
            f"{NEEDED}: install the package chromium, or set EDUPORTAL_CHROMIUM to the path of a "
            f"browser (Playwright could not download one: {reason})."
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path: str = playwright.chromium.executable_path
    return path
