"""Whom notices name, for the access log."""

from collections.abc import Iterable
from typing import Any

from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.looking import Kind, at_school, looked
from eduportal.notices.models import Notice


def notices_shown(request: Any, notices: Iterable[Notice]) -> None:
    """The answer shows these notices, and with them the persons they name.

    A student whom the reader sees no longer is not named: who has lost a class or the role keeps
    the notice, without the name.
    """
    rows = list(notices)
    named = {student for notice in rows for student in notice.students}
    seen = import_string(registry.STUDENTS_SEEN)(request.scope, request.user.pk, named)
    for notice in rows:
        notice.names_students = seen.issuperset(notice.students)
        shown = notice.students if notice.names_students else []
        if notice.school_id is not None:
            looked(request, Kind.STUDENT, at_school(notice.school_id, shown))
            looked(request, Kind.STAFF, at_school(notice.school_id, notice.staff))
