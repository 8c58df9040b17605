"""What has expired goes; what is in use stays."""

import datetime

import pytest
from django.utils import timezone
from knox.models import AuthToken
from pytest_django.fixtures import Settings

from eduportal.accounts.models import BrowserSession, GuessCount, Mail, SignIn
from eduportal.accounts.tasks import clear_expired
from eduportal.schedule import SCHEDULE
from tests.factories import UserFactory

NOW = timezone.now()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def old_and_new(db: None) -> None:
    user = UserFactory()
    for days in (-1, 1):
        end = NOW + datetime.timedelta(days=days)
        BrowserSession.objects.create(session_key=f"key{days}", expire_date=end)
        AuthToken.objects.create(user, expiry=datetime.timedelta(days=days))
    BrowserSession.objects.create(
        session_key="idle", expire_date=end, last_used_at=NOW - datetime.timedelta(minutes=31)
    )
    AuthToken.objects.create(user, expiry=None)
    for days, hours in ((800, 2), (700, 0)):
        SignIn.objects.create(outcome="wrong", address=str(days), at=NOW - days * DAY)
        GuessCount.objects.create(
            lane=str(hours), failures=1, last_failed_at=NOW - datetime.timedelta(hours=hours)
        )
    for days in (8, 6):
        Mail.objects.create(kind="reset", to=f"{days}@example.vn", made_at=NOW - days * DAY)


def test_only_what_has_expired_is_deleted(old_and_new: None) -> None:
    counts = clear_expired()

    assert counts == {"sessions": 2, "tokens": 1, "guesses": 1, "mails": 1, "sign_ins": 1}
    assert BrowserSession.objects.get().session_key == "key1"
    assert AuthToken.objects.count() == 2
    assert SignIn.objects.get().address == "700"
    assert GuessCount.objects.get().lane == "0"
    assert Mail.objects.get().to == "6@example.vn"


def test_sign_in_records_stay_as_many_months_as_the_setting_says(
    old_and_new: None, settings: Settings
) -> None:
    settings.EDUPORTAL_SIGN_INS_KEPT_MONTHS = 30
    assert clear_expired()["sign_ins"] == 0


def test_a_second_run_finds_nothing(old_and_new: None) -> None:
    clear_expired()

    assert set(clear_expired().values()) == {0}


def test_the_schedule_names_the_task() -> None:
    assert SCHEDULE["accounts.clear_expired"]["task"] == clear_expired.name
