"""The production settings refuse what a demo may have and a public portal may not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "EDUPORTAL_SECRET_KEY": "k" * 10 + "9Jx-27_pQzLw4vTnRb8sYd6HcMf1AgEu5oXi3KjP0W",
    "EDUPORTAL_FACTOR_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "DATABASE_URL": "postgresql://eduportal:secret@db.example.vn:5432/eduportal",
    "REDIS_URL": "redis://queue.example.vn:6379/0",
    "EDUPORTAL_ALLOWED_HOSTS": "portal.example.vn",
}
PRINT = """
from eduportal.settings import prod as s
print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE,
    s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.EDUPORTAL_SECOND_FACTOR_REQUIRED,
    s.EDUPORTAL_DEMO, s.STORAGES["staticfiles"]["BACKEND"])
"""
CHECK = """
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
"""


def started(changes: dict[str, str | None], code: str = PRINT) -> subprocess.CompletedProcess[str]:
    """Read the production settings in a process that has only these variables."""
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    environment = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=measured | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_good_settings_are_taken_and_everything_is_on() -> None:
    done = started({})

    assert done.stderr == ""
    assert done.stdout.split() == [
        "False",
        *["True"] * 6,
        "False",
        "eduportal.core.storage.PortalStaticStorage",
    ]


def test_good_settings_pass_every_check_for_a_public_portal() -> None:
    done = started({"DJANGO_SETTINGS_MODULE": "eduportal.settings.prod"}, CHECK)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("System check identified no issues")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"EDUPORTAL_SECRET_KEY": None}, "EDUPORTAL_SECRET_KEY must be set"),
        ({"EDUPORTAL_SECRET_KEY": "short"}, "at least 50 random characters"),
        ({"EDUPORTAL_SECRET_KEY": "k" * 49}, "at least 50 random characters"),
        ({"EDUPORTAL_SECRET_KEY": "insecure-" + "k" * 50}, "at least 50 random characters"),
        ({"EDUPORTAL_SECRET_KEY": "demo-" + "k" * 50}, "at least 50 random characters"),
        ({"EDUPORTAL_FACTOR_KEYS": None}, "EDUPORTAL_FACTOR_KEYS must be set"),
        ({"EDUPORTAL_FACTOR_KEYS": " , "}, "EDUPORTAL_FACTOR_KEYS must be set"),
        ({"EDUPORTAL_FACTOR_KEYS": "short"}, "Key 1 of EDUPORTAL_FACTOR_KEYS is not 32 bytes"),
        ({"EDUPORTAL_DEMO": "1"}, "EDUPORTAL_DEMO must not be set"),
        ({"EDUPORTAL_DEBUG": "1"}, "EDUPORTAL_DEBUG must not be set"),
        ({"EDUPORTAL_HTTPS": "0"}, "served over HTTPS only"),
        ({"EDUPORTAL_CSDL_URL": "http://csdl.example.vn"}, "must begin with https://"),
        ({"DATABASE_URL": None}, "DATABASE_URL must be set"),
        ({"REDIS_URL": None}, "REDIS_URL must be set"),
        ({"EDUPORTAL_EMAIL_PORT": "smtp"}, "EDUPORTAL_EMAIL_PORT must be a whole number"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_dangerous_or_broken_setting_stops_the_start(
    changes: dict[str, str | None], sentence: str
) -> None:
    done = started(changes)

    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert sentence in last


def test_no_environment_ever_serves_plain_http_cookies_in_production() -> None:
    """Nothing in the environment switches the secure cookies off."""
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "EDUPORTAL_SESSION_COOKIE_SECURE"]

    done = started(dict.fromkeys(names, "0"))

    assert done.stdout.split()[1:5] == ["True"] * 4
