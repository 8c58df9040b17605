"""The list of questions about marks, and one of them with its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import keyset_page
from eduportal.core.params import one_of, text_of
from eduportal.scoping.actions import Action
from grades.choices import QuestionState
from grades.models import MarkQuestion
from grades.selectors.questions import said, visible_questions, whom_to_ask
from grades.services import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.questioning import (
    WORDS_LENGTH,
    answer_question,
    ask_school,
    ask_teacher,
    may_lead,
    settle_question,
)

NEEDED = (Action.WRITE_OWN_MARKS, Action.APPROVE_MARKS, Action.READ_MARKS, Action.ADMINISTER)
STATUS = {
    QuestionState.OPEN: "wait",
    QuestionState.ASKED: "part",
    QuestionState.ANSWERED: "wait",
    QuestionState.SETTLED: "done",
}
SHOWN: dict[str, list[QuestionState]] = {
    "open": [QuestionState.OPEN, QuestionState.ANSWERED],
    "asked": [QuestionState.ASKED],
    "settled": [QuestionState.SETTLED],
}
SAID = {
    "ask": gettext_lazy("The question is with the teacher."),
    "answer": gettext_lazy("Your answer is with the head."),
    "settle": gettext_lazy("The question is settled."),
    "back": gettext_lazy("The school is asked; the question is open again."),
}


@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    """The questions the user may see, by where they stand."""
    if not any(map(request.scope.can_somewhere, NEEDED)):
        raise Http404
    found = visible_questions(request.scope, request.user.pk)
    show = one_of(request, "show", list(SHOWN)) or "open"
    page = keyset_page(request, found.filter(state__in=SHOWN[show]), ("-pk",))
    states = list(found.order_by().values_list("state", flat=True))
    counts = {name: sum(state in of for state in states) for name, of in SHOWN.items()}
    context = {
        "page": page,
        "rows": [_row(each) for each in page.object_list],
        "show": show,
        "counts": counts,
        "sees_schools": request.scope.is_everywhere,
    }
    return render(request, "grades/question_list.html", context)


def _row(question: MarkQuestion) -> dict[str, Any]:
    status = STATUS[QuestionState(question.state)]
    return {"question": question, "said": said(question), "status": status}


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One question with its steps; a POST takes the next one."""
    found = visible_questions(request.scope, request.user.pk).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _take(request, found)
    leads = may_lead(found, request.scope, request.user.pk)
    is_settled = found.state == QuestionState.SETTLED
    is_asked = found.state == QuestionState.ASKED
    is_mine = found.asked_id == request.user.pk
    context = {
        **_row(found),
        "sheet": found.sheet,
        "steps": found.steps.select_related("actor"),
        "can_ask": leads and found.state in SHOWN["open"] and whom_to_ask(found) is not None,
        "can_settle": leads and not is_settled,
        "can_answer": is_mine and is_asked,
        "can_ask_school": is_settled and request.scope.can(Action.ADMINISTER),
        "can_open": request.scope.can(Action.READ_MARKS, found.school_id) or is_mine,
        "words_length": WORDS_LENGTH,
    }
    return render(request, "grades/question.html", context)


def _take(request: HttpRequest, found: MarkQuestion) -> HttpResponse:
    step = request.POST.get("step", "")
    words = text_of(request.POST, "words", WORDS_LENGTH)
    by_role = {"question": found, "words": words, "scope": request.scope, "user": request.user}
    deeds: dict[str, Callable[[], None]] = {
        "ask": lambda: ask_teacher(**by_role),
        "answer": lambda: answer_question(question=found, words=words, user=request.user),
        "settle": lambda: settle_question(**by_role),
        "back": lambda: ask_school(**by_role),
    }
    if step not in deeds:
        raise Http404
    try:
        if request.POST.get("state") != found.state:
            raise ShownOtherwise(_("The question has gone on since this page was opened."))
        deeds[step]()
    except (AmendmentRefused, NotAllowed, ShownOtherwise) as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(SAID[step]))
    return redirect("grades:question", found.public_id)
