"""Sessions as rows that name their person and end when they are not used.

Named by SESSION_ENGINE. A session ends SESSION_COOKIE_AGE after signing in, whatever happens, and
EDUPORTAL_IDLE_SECONDS after its last use.
"""

import datetime
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from eduportal.core.written import Given, Written

SIGN_IN = "sign_in"
LONGEST_AGENT = 400
# A use is written down this often at most.
NOTED_EVERY = datetime.timedelta(minutes=1)


class BrowserSession(AbstractBaseSession):
    """One browser's session. Its key opens the account, so pages name it by `public_id` only.

    The columns repeat what the session's data says, so that a person can be shown them.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="browser_sessions"
    )
    # Two rows share it while a session gets a new key.
    public_id = models.UUIDField(db_index=True, null=True)
    started_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=64)
    user_agent = models.CharField(max_length=LONGEST_AGENT)

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore


class SessionStore(db.SessionStore):
    """Django's database sessions, with the limit of idleness kept by the query itself."""

    used_at: datetime.datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        """The row of this data. Sessions are written by what a person does, so it is a use."""
        row = cast(BrowserSession, super().create_model_instance(data))
        begun = data.get(SIGN_IN)
        if USER in data and begun:
            row.user_id = int(data[USER])
            row.public_id = begun["id"]
            row.started_at = datetime.datetime.fromisoformat(begun["at"])
            row.address, row.user_agent = begun["address"], begun["agent"]
        return row

    def note_use(self) -> None:
        """Put the end by idleness off; a write at most once a minute."""
        now = timezone.now()
        if self.used_at and self.used_at < now - NOTED_EVERY:
            BrowserSession.objects.filter(pk=self.session_key).update(last_used_at=now)

    def _get_session_from_db(self) -> BrowserSession | None:
        """The row, unless it has ended or was not used for too long."""
        found = STORED.ask(key=self.session_key, now=timezone.now())
        row = next((each for each in found if each.last_used_at > oldest_use()), None)
        if row is None:
            # Django's way of saying that there is none: the cookie goes with the answer.
            self._session_key = None
        self.used_at = row.last_used_at if row else None
        return row


def _stored() -> "models.QuerySet[BrowserSession]":
    key = Given("key", models.CharField())
    return BrowserSession.objects.filter(
        session_key=key, expire_date__gt=Given("now", models.DateTimeField())
    )


STORED = Written(_stored)


def oldest_use() -> datetime.datetime:
    """Sessions not used since then have ended."""
    return timezone.now() - datetime.timedelta(seconds=settings.EDUPORTAL_IDLE_SECONDS)


def describe_sign_in(address: str, user_agent: str) -> dict[str, str]:
    """What a session's data keeps of its beginning, under SIGN_IN."""
    return {
        "id": str(uuid4()),
        "at": timezone.now().isoformat(),
        "address": address[:64],
        "agent": user_agent.replace("\0", "")[:LONGEST_AGENT],
    }
