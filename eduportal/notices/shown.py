"""Whom notices name, for the access log."""

from collections.abc import Iterable

from django.http import HttpRequest

from eduportal.core.looking import Kind, at_school, looked
from eduportal.notices.models import Notice


def notices_shown(request: HttpRequest, notices: Iterable[Notice]) -> None:
    """The answer shows these notices, and with them the persons they name."""
    for notice in notices:
        looked(request, Kind.STUDENT, at_school(notice.school_id, notice.students))
        looked(request, Kind.STAFF, at_school(notice.school_id, notice.staff))
