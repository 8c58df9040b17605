"""The commands of the demo on an empty portal: what they refuse and whom they let in."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from eduportal import scoping
from eduportal.accounts.models import User
from schools.models import School, SchoolYear

PASSWORD = settings.EDUPORTAL_DEMO_PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner")]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.EDUPORTAL_DEMO = True


def run(command, *arguments):
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_without_the_demo_setting_nothing_is_invented(settings):
    settings.EDUPORTAL_DEMO = False
    with pytest.raises(CommandError, match="EDUPORTAL_DEMO"):
        run("seed_demo", "--schools=1", "--as-of=2026-11-23")
    assert not SchoolYear.objects.exists()
    assert not User.objects.exists()


def test_a_day_before_every_known_school_year_is_refused():
    with pytest.raises(CommandError, match="2020-01-01"):
        run("seed_demo", "--as-of=2020-01-01")


def test_the_ministry_gets_accounts_and_no_school(settings):
    settings.EDUPORTAL_TIER = "ministry"
    run("seed_demo", "--if-empty", "--as-of=2026-11-23")
    assert set(User.objects.values_list("username", flat=True)) == {
        "canbobo", "quantri", "kiemtoan"
    }  # fmt: skip
    with scoping.everywhere("a test reads what was seeded"):
        assert not School.objects.exists()


def test_the_accounts_are_listed_with_role_place_and_password(settings):
    run("seed_demo", "--accounts-only", "--as-of=2026-11-23")
    lines = run("demo_accounts").splitlines()
    assert len(lines) == 3
    assert all(PASSWORD in line and settings.EDUPORTAL_ORGANISATION in line for line in lines)


def test_without_demo_accounts_the_list_is_empty():
    assert run("demo_accounts") == ""
