"""What other schools have sealed of a student who has come from a school with another portal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.exchange.services import NotListed, Proved, Unreachable, results_elsewhere
from eduportal.scoping.actions import Action
from grades.models import MarkRecord
from grades.selectors.elsewhere import in_words, marks_given
from grades.services import OutsideRefused, enter_marks_elsewhere
from grades.views.outside import lines_to_fill
from students.models import Student


@require_http_methods(["GET", "POST"])
def student_elsewhere(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The results accepted of the student at other schools; those of this term can be entered.

    Asked of this portal's ledger and of the portal above each time, and kept nowhere but in the
    cells.
    """
    student, lines = lines_to_fill(request, public_id)
    # The whole record of another school is no subject teacher's business.
    if not request.scope.can(Action.KEEP_REGISTER, student.school_id):
        raise Http404
    found, trouble = asked_elsewhere(student)
    problems: list[str] = []
    if request.method == "POST" and not trouble:
        try:
            _enter(request, student, found, lines)
        except OutsideRefused as refusal:
            problems = refusal.problems
        else:
            return redirect("grades:student-outside", public_id)
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    context = {
        "student": student,
        "term": lines[0].sheet.term,
        "found": in_words(found),
        "fitting": len(marks_given(found, lines)),
        "trouble": trouble,
        "problems": problems,
    }
    return render(request, "grades/student_elsewhere.html", context)


def asked_elsewhere(student: Student) -> tuple[list[Proved], str]:
    """What is held elsewhere; a sentence instead where nobody says."""
    try:
        return results_elsewhere(student.school, student.person_uid), ""
    except NotListed:
        return [], _(
            "The school's list with this student has not reached the portal above yet. It travels "
            "by itself within minutes: try again then."
        )
    except Unreachable:
        return [], _("The portal above does not answer. Try again later.")


def _enter(
    request: HttpRequest, student: Student, found: list[Proved], lines: list[MarkRecord]
) -> None:
    """Store what fits, and say how much; raises OutsideRefused."""
    stored = enter_marks_elsewhere(
        student=student, found=found, lines=lines, scope=request.scope, user=request.user
    )
    words = ngettext(
        "%d mark from outside is entered.", "%d marks from outside are entered.", stored
    )
    messages.success(request, words % stored)
