"""What has expired goes; what is in use stays."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken
from pytest_django.fixtures import Settings

from eduportal.accounts.tasks import clear_expired
from eduportal.schedule import SCHEDULE
from tests.factories import UserFactory

NOW = timezone.now()


@pytest.fixture
def old_and_new(db: None) -> None:
    user = UserFactory()
    for days in (-1, 1):
        end = NOW + datetime.timedelta(days=days)
        Session.objects.create(session_key=f"key{days}", session_data="", expire_date=end)
        AuthToken.objects.create(user, expiry=datetime.timedelta(days=days))
    AuthToken.objects.create(user, expiry=None)
    for days in (24 * 31 + 1, 24 * 31 - 1):
        attempt = AccessAttempt.objects.create(username=str(days), failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=NOW - datetime.timedelta(days=days)
        )


def test_only_what_has_expired_is_deleted(old_and_new: None) -> None:
    counts = clear_expired()

    assert counts == {"sessions": 1, "tokens": 1, "attempts": 1, "failures": 0, "sign_ins": 0}
    assert Session.objects.get().session_key == "key1"
    assert AuthToken.objects.count() == 2
    assert AccessAttempt.objects.get().username == str(24 * 31 - 1)


def test_sign_in_records_stay_as_many_months_as_the_setting_says(
    old_and_new: None, settings: Settings
) -> None:
    settings.EDUPORTAL_SIGN_IN_LOG_MONTHS = 25
    assert clear_expired()["attempts"] == 0


def test_a_second_run_finds_nothing(old_and_new: None) -> None:
    clear_expired()

    assert set(clear_expired().values()) == {0}


def test_the_schedule_names_the_task() -> None:
    assert SCHEDULE["accounts.clear_expired"]["task"] == clear_expired.name
