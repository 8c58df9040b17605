"""Who sits in one class, with what the office can do for each student."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, search_text
from grades.selectors.register import roster_of
from grades.services.classes import leader_of
from grades.views.keeping import kept_class

# The parts of the list.
HERE, GONE = "here", "gone"


@require_GET
def roster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The class's students by name; who has left stands struck through at the end."""
    group = kept_class(request, public_id)
    day = group.school_year.day_in(timezone.localdate())
    everybody = roster_of(group, day)
    text = search_text(request)
    found = everybody.named(text) if text else everybody
    part = one_of(request, "part", [HERE, GONE])
    present = found.present if part != GONE else []
    gone = found.gone if part != HERE else []
    leader = leader_of(group)
    shown = [stay.student_id for stay in (*present, *gone)]
    looked(request, Kind.STUDENT, at_school(group.school_id, shown))
    looked(request, Kind.STAFF, at_school(group.school_id, [leader.pk] if leader else []))
    context = {
        "group": group,
        "class_key": str(group.public_id),
        "leader": leader,
        "year_begins": group.school_year.starts_on,
        "present": present,
        "gone": gone,
        "count_present": len(everybody.present),
        "count_gone": len(everybody.gone),
        "count_all": len(everybody.present) + len(everybody.gone),
        "part": part,
        "text": text,
    }
    return render(request, "register/roster.html", context)
