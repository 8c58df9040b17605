"""Who sits in one class, with what the office can do for each student."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, search_text
from eduportal.workbooks.writing import Value, write_xlsx
from grades.selectors.register import Roster, roster_of
from grades.services.classes import leader_of
from grades.views.keeping import kept_class
from schools.models import ClassGroup
from students.models import Enrolment

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
    may_export = request.scope.may_export(frozenset({group.school_id}))
    if one_of(request, "export", ["xlsx"]) and may_export:
        return _file(group, present, gone)
    looked(request, Kind.STAFF, at_school(group.school_id, [leader.pk] if leader else []))
    context = {
        "group": group,
        "class_key": str(group.public_id),
        "leader": leader,
        "year_begins": group.school_year.starts_on,
        "present": present,
        "gone": gone,
        **_counts(everybody),
        "part": part,
        "text": text,
        "may_export": may_export,
    }
    return render(request, "register/roster.html", context)


def _counts(everybody: Roster) -> dict[str, int]:
    present, gone = len(everybody.present), len(everybody.gone)
    return {"count_present": present, "count_gone": gone, "count_all": present + gone}


def _file(group: ClassGroup, present: list[Enrolment], gone: list[Enrolment]) -> HttpResponse:
    """The list as it is narrowed; those who have left have no number."""
    titles: list[Value] = [
        _("No."),
        _("Full name"),
        _("Date of birth"),
        _("Sex"),
        _("Ministry code"),
        _("From"),
        _("Last day"),
    ]
    numbered = [*enumerate(present, start=1), *((None, stay) for stay in gone)]
    lines: list[list[Value]] = [
        [
            number,
            stay.student.full_name,
            stay.student.birth_date,
            str(stay.student.get_sex_display()),
            stay.student.ministry_code or "",
            stay.starts_on,
            stay.ends_on,
        ]
        for number, stay in numbered
    ]
    return download(write_xlsx([(group.name, [titles, *lines])]), "class")
