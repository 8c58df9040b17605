"""Mid-term results: the Department asks for them, schools see what was sealed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, looked
from eduportal.core.params import code_of
from grades.selectors.midterm_frozen import frozen_of, midterm_request_of
from grades.services import StepNotPossible
from grades.services.midterm import ask_for_midterm, ask_no_longer
from grades.services.windows import may_set_windows
from grades.views.access import find_class, find_sheet
from schools.models import ClassGroup, Term
from schools.selectors import term_of_code


@require_POST
def midterm_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the results of the middle of the term the form names, or no longer."""
    if not may_set_windows(request.scope):
        raise Http404
    term = term_of_code(code_of(request.POST, "term"))
    if term is None:
        raise Http404
    try:
        if request.POST.get("step") == "stop":
            ask_no_longer(term=term, scope=request.scope)
            messages.success(request, _("The mid-term results are no longer asked for."))
        else:
            ask_for_midterm(
                term=term,
                reason=request.POST.get("reason", ""),
                scope=request.scope,
                user_id=request.user.pk,
            )
            messages.success(request, _("The mid-term results are asked for."))
    except StepNotPossible as refusal:
        messages.error(request, str(refusal.message))
    return redirect(f"{reverse('grades:entry-days')}?term={term.code}#midterm")


@require_GET
def class_midterm(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """The middle of a class's term as it was sealed, every subject."""
    class_group = find_class(request, public_id)
    found = term_of_code(term)
    if found is None or found.school_year_id != class_group.school_year_id:
        raise Http404
    up_url = reverse("grades:class-detail", args=[class_group.public_id])
    return _page(request, class_group, found, {"up": class_group.name, "up_url": up_url})


@require_GET
def marksheet_midterm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same for the subject of one sheet, for those who read the sheet."""
    sheet = find_sheet(request, public_id)
    above = {
        "up": f"{sheet.subject.name} {sheet.class_group.name}",
        "up_url": reverse("grades:marksheet-edit", args=[sheet.public_id]),
    }
    return _page(request, sheet.class_group, sheet.term, above, sheet.subject.code)


def _page(
    request: HttpRequest, class_group: ClassGroup, term: Term, above: dict[str, str], only: str = ""
) -> HttpResponse:
    frozen = frozen_of(class_group, term, only)
    if frozen is not None:
        looked(request, Kind.STUDENT, frozen.persons)
    context = {
        "class_group": class_group,
        "term": term,
        "frozen": frozen,
        "is_asked": frozen is None and midterm_request_of(term) is not None,
        **above,
    }
    return render(request, "grades/midterm.html", context)
