"""One finding with its steps, and the answer to it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.accounts.roles import Role
from eduportal.core.looking import Kind, looked
from eduportal.core.params import text_of
from eduportal.core.reading import whole_number
from eduportal.quality.choices import SEEING, State
from eduportal.quality.models import WORDS_LENGTH, Finding
from eduportal.quality.selectors.findings import shown
from eduportal.quality.services import answering, checking, reminding
from eduportal.quality.services.errors import AnswerRefused
from eduportal.quality.views.access import find_rule, may_remind, place_of, schools_with


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One finding; a POST answers it."""
    found = _find(request, public_id)
    if request.method == "POST":
        return _answer(request, found)
    listed = shown([found], request.scope)
    looked(request, Kind.STUDENT, listed.students)
    looked(request, Kind.STAFF, listed.staff)
    [line] = listed.lines
    may = found.state == State.OPEN and answering.may_answer(request.scope, found)
    context = {
        "line": line,
        "finding": found,
        "rule": line.rule,
        "owner": Role(line.rule.owner).label,
        "steps": found.steps.select_related("by"),
        "can_answer": may,
        "can_pass": may and line.rule.between_schools,
        "words_length": WORDS_LENGTH,
    }
    return render(request, "quality/finding.html", context)


def _find(request: HttpRequest, public_id: UUID) -> Finding:
    seen = schools_with(request.scope, SEEING)
    rows = Finding.objects.filter(public_id=public_id).select_related("school")
    found = (rows if seen is None else rows.filter(school__in=seen)).first()
    if found is None:
        raise Http404
    find_rule(found.rule)
    return found


def _answer(request: HttpRequest, found: Finding) -> HttpResponse:
    if not answering.may_answer(request.scope, found):
        raise Http404
    deeds = {"right": answering.answer_right, "pass": answering.pass_on}
    answer = request.POST.get("answer", "")
    if answer not in deeds:
        raise Http404
    try:
        deeds[answer](
            finding=found,
            revision=whole_number(request.POST.get("revision", "")) or 0,
            words=text_of(request.POST, "words", WORDS_LENGTH),
            scope=request.scope,
            user=request.user,
        )
    except AnswerRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your answer is recorded."))
    return redirect("quality:finding", found.public_id)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Have one school looked at again, soon."""
    place = place_of(request)
    if place.school is None:
        raise Http404
    checking.ask_for_check([place.school.pk])
    messages.success(request, _("The school is being looked at; the findings follow in a moment."))
    return redirect(f"{request.path.removesuffix('check/')}?school={place.school.public_id}")


@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Remind the owners of what is overdue, in the place the address names."""
    rule, place = find_rule(code), place_of(request)
    if not may_remind(request, place):
        raise Http404
    count = reminding.remind(rule=rule, place=place, user=request.user)
    if count:
        said = ngettext("%(count)d school was reminded.", "%(count)d schools were reminded.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Every one of these schools was reminded today."))
    address = request.GET.urlencode()
    return redirect(f"{request.path.removesuffix('remind/')}?{address}")
