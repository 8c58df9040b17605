"""Finds the Chromium of the browser tests, or installs one; without it the tests do not start."""

import os
import shutil
import subprocess
import sys

from script.launcher.steps import CannotStart, step

NAMES = ("chromium", "chromium-browser", "google-chrome")
APT = ("update -qq", "install -qq -y --no-install-recommends chromium")
PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "chromium"]


def find_chromium() -> str:
    """The browser's path: from EDUPORTAL_CHROMIUM or PATH, else installed now.

    Raises CannotStart when there is none and none can be installed.
    """
    if given := os.environ.get("EDUPORTAL_CHROMIUM"):
        return given
    if not on_path() and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Install Chromium from Debian"):
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            # Where this fails, Playwright is tried next.
            for arguments in APT:
                subprocess.run(["apt-get", *arguments.split()], env=quiet, capture_output=True)
    return on_path() or install_through_playwright()


def on_path() -> str | None:
    """The first browser on PATH."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_through_playwright() -> str:
    """Let Playwright download its own Chromium; its path."""
    with step("Install Chromium through Playwright"):
        done = subprocess.run(PLAYWRIGHT, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotStart(
            "The browser tests need Chromium, and Playwright could not download one: install the "
            "package chromium, or set EDUPORTAL_CHROMIUM to the path of a browser.",
            (done.stdout + done.stderr).splitlines()[-3:],
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path: str = playwright.chromium.executable_path
    return path
