"""Ending sessions: one's own, one by one or all the others."""

from uuid import UUID

from django.db.models import QuerySet

from eduportal.accounts.models import BrowserSession, User


def end_session(*, user: User, public_id: UUID) -> bool:
    """End one session of the user at once; False when there is none with this id."""
    return _end(BrowserSession.objects.filter(user=user, public_id=public_id))


def end_sessions(*, user: User, keep: str | None = None) -> bool:
    """End every session of the user, apart from the one whose key is given."""
    return _end(BrowserSession.objects.filter(user=user).exclude(session_key=keep or ""))


def _end(sessions: QuerySet[BrowserSession]) -> bool:
    return bool(sessions.delete()[0])
