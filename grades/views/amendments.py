"""The list of amendments, one amendment with its steps, and the Department's rule on them."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import day_of, one_of, text_of
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from grades.choices import AmendmentState
from grades.forms.amending import AnswerForm, PolicyForm
from grades.models import Amendment, AmendmentPolicy, Evidence
from grades.selectors.amended_levels import level_name
from grades.selectors.amending import OPEN, may_see_evidence, visible_amendments
from grades.selectors.amendment_lines import amendment_rows, mine_among, names_of, way_of
from grades.selectors.consequences import Consequences, consequences_of, shown_change
from grades.selectors.turns import Turn, turn_of
from grades.services import (
    Act,
    AmendmentRefused,
    ClassNotReady,
    Decision,
    NotAllowed,
    ShownOtherwise,
    answer_amendment,
    approve_amendment,
    confirm_amendment,
    question_amendment,
    refuse_amendment,
    set_amendment_policy,
    withdraw_amendment,
)
from grades.services.amendment_deciding import DECISION_LENGTH
from grades.services.amendment_steps import WORDS_LENGTH, revision_of
from grades.services.permissions import may_read
from grades.views.amending import consequences_context
from students.models import Student

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
Deed = Callable[..., Any]
DEEDS: Mapping[str, tuple[Deed, Any]] = {
    "confirm": (confirm_amendment, gettext_lazy("Confirmed; the way below says who is next.")),
    "question": (question_amendment, gettext_lazy("Your question is with who has asked.")),
    "answer": (answer_amendment, gettext_lazy("Your answer is sent.")),
    "refuse": (refuse_amendment, gettext_lazy("The amendment is refused; the marks stay.")),
    "withdraw": (withdraw_amendment, gettext_lazy("The request is withdrawn; the marks stay.")),
}
SAID = {
    AmendmentState.WRITTEN: gettext_lazy("The marks are written; the next version goes up."),
    AmendmentState.ENDORSED: gettext_lazy("Approved; the Department has it now."),
    AmendmentState.OVERTAKEN: gettext_lazy(
        "A cell holds another mark by now: the request has ended, nothing was written."
    ),
}
NEWEST = ("-pk",)
LEVEL_FIELD = "level-"
REFUSALS = (AmendmentRefused, NotAllowed, ShownOtherwise, ClassNotReady)


@require_GET
def amendment_list(request: HttpRequest) -> HttpResponse:
    """Requests the user may see: those that wait for the user first."""
    if not _may_list(request):
        raise Http404
    found = visible_amendments(request.scope, request.user.pk)
    under_way = found.filter(state__in=OPEN)
    mine = mine_among(list(under_way), request.user.pk)
    lists = {
        "mine": found.filter(pk__in=mine),
        "open": under_way,
        "done": found.exclude(state__in=OPEN),
        "all": found,
    }
    show = one_of(request, "show", list(lists)) or ("mine" if mine else "all")
    page = keyset_page(request, lists[show], NEWEST)
    rows = amendment_rows(page.object_list, mine)
    for row in rows:
        looked(request, Kind.STUDENT, at_school(row.amendment.school_id, row.student_ids))
    context = {
        "page": page,
        "rows": rows,
        "show": show,
        "counts": {name: each.order_by().count() for name, each in lists.items()},
        "may_set_rule": request.scope.can(Action.ADMINISTER),
    }
    return render(request, "grades/amendment_list.html", context)


def _may_list(request: HttpRequest) -> bool:
    needed = (Action.WRITE_OWN_MARKS, Action.APPROVE_MARKS, Action.READ_MARKS, Action.ADMINISTER)
    return any(map(request.scope.can_somewhere, needed))


def find_amendment(request: HttpRequest, public_id: UUID) -> Amendment:
    """An amendment the user may see, or Http404."""
    found = visible_amendments(request.scope, request.user.pk).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def amendment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One amendment: before and after, what follows, its way, and the user's step if there is one.

    A POST takes a step that needs no new proof of the person.
    """
    found = find_amendment(request, public_id)
    if request.method == "POST":
        deed, said = DEEDS.get(request.POST.get("step", ""), (None, ""))
        if deed is None:
            raise Http404
        _do(request, lambda: deed(**_given(request, found)), str(said))
        return redirect("grades:amendment", public_id)
    return render(request, "grades/amendment.html", _context(request, found))


@require_POST
def amendment_approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve under a decision, once the person has proved who this is."""
    found = find_amendment(request, public_id)
    decision = Decision(
        number=text_of(request.POST, "decision", DECISION_LENGTH),
        on=day_of(request.POST, "decided_on"),
        consequences=text_of(request.POST, "consequences", 20),
        levels=_levels(request),
    )
    act = _act(request, found)
    if _do(request, lambda: SAID[approve_amendment(act=act, decision=decision)], ""):
        return redirect("grades:amendment", public_id)
    # A refusal leaves number and day typed.
    typed = {"decision": decision.number, "decided_on": decision.on or ""}
    return redirect(f"{reverse('grades:amendment', args=[public_id])}?{urlencode(typed)}")


def _levels(request: HttpRequest) -> dict[int, int]:
    """The levels the head has chosen, by record."""
    found = {
        whole_number(name.removeprefix(LEVEL_FIELD)): whole_number(value)
        for name, value in request.POST.items()
        if name.startswith(LEVEL_FIELD)
    }
    return {record: level for record, level in found.items() if record and level}


def _do(request: HttpRequest, deed: Callable[[], Any], said: str) -> bool:
    """Whether it was done; the next page says so, or why not."""
    try:
        done = deed()
    except REFUSALS as refusal:
        messages.error(request, " ".join([str(refusal.message), *getattr(refusal, "sheets", [])]))
        return False
    messages.success(request, said or str(done))
    return True


def _act(request: HttpRequest, found: Amendment) -> Act:
    revision = text_of(request.POST, "revision", 40)
    words = text_of(request.POST, "words", WORDS_LENGTH)
    return Act(found, request.user, request.scope, revision, words)


def _given(request: HttpRequest, found: Amendment) -> dict[str, Any]:
    """What the step takes; raises AmendmentRefused for a file that is not taken."""
    given: dict[str, Any] = {"act": _act(request, found)}
    if request.POST.get("step") == "answer":
        form = AnswerForm(request.POST, request.FILES)
        if not form.is_valid():
            raise AmendmentRefused([str(each) for each in form.errors["file"]])
        given["file"] = form.cleaned_data["file"]
    return given


def _context(request: HttpRequest, found: Amendment) -> dict[str, Any]:
    turn = turn_of(found)
    is_open = found.state in OPEN
    consequences = consequences_of(found) if is_open else None
    shown = _cells(found)
    students = [student.pk for student, _cells_of in shown]
    looked(request, Kind.STUDENT, at_school(found.school_id, students))
    sees_evidence = may_see_evidence(request.scope, request.user.pk, found)
    return {
        "amendment": found,
        "sheet": found.sheet,
        "students": shown,
        "revision": revision_of(found),
        "way": way_of(found),
        "people": names_of(turn),
        "reads_sheet": may_read(request.scope, request.user.pk, found.sheet),
        "evidence": list(found.evidence.all()) if sees_evidence else [],
        "words_length": WORDS_LENGTH,
        "decision_length": DECISION_LENGTH,
        "typed_decision": text_of(request.GET, "decision", DECISION_LENGTH),
        "typed_day": day_of(request.GET, "decided_on"),
        "answer_form": AnswerForm(),
        "reviews": list(found.reviews.all()),
        **_steps(request, found, turn),
        **consequences_context(found.sheet, consequences),
        "between": _between(consequences) if consequences else [],
    }


def _between(found: Consequences) -> list[dict[str, Any]]:
    """The students on whom the head decides between levels, each with the field and its choices."""
    return [
        {
            "student": line.student,
            "field": f"{LEVEL_FIELD}{line.record.pk}",
            "levels": [(level.value, level_name(level)) for level in levels],
        }
        for line, levels in found.undecided
    ]


def _steps(request: HttpRequest, found: Amendment, turn: Turn) -> dict[str, bool]:
    """Which steps the page offers this person."""
    is_mine = turn.is_of(request.user.pk)
    is_asker = found.asked_by_id == request.user.pk
    is_questioned = found.state == AmendmentState.QUESTIONED
    seals = request.scope.can(Action.SEAL_MARKS, found.school_id)
    return {
        "can_confirm": is_mine and found.state == AmendmentState.ASKED,
        "can_approve": is_mine
        and found.state in (AmendmentState.CONFIRMED, AmendmentState.ENDORSED),
        "needs_decision": found.state == AmendmentState.CONFIRMED,
        "can_answer": is_asker and is_questioned,
        "can_withdraw": is_asker and found.state in OPEN,
        "can_end": seals and is_questioned and not is_asker,
    }


def _cells(found: Amendment) -> list[tuple[Student, list[Any]]]:
    """The changes by student, as the sheet writes them: one query."""
    by_student: dict[Student, list[Any]] = {}
    cells = found.cells.select_related("record__enrolment__student")
    for cell in cells:
        of_student = by_student.setdefault(cell.record.enrolment.student, [])
        of_student.append(shown_change(found.sheet, cell))
    return list(by_student.items())


@require_GET
def evidence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file, to be saved, for those who ask, confirm, approve and inspect."""
    found = Evidence.objects.filter(public_id=public_id).select_related("amendment").first()
    if found is None:
        raise Http404
    amendment = find_amendment(request, found.amendment.public_id)
    if not may_see_evidence(request.scope, request.user.pk, amendment):
        raise Http404
    students = amendment.cells.values_list("record__enrolment__student", flat=True)
    looked(request, Kind.STUDENT, at_school(amendment.school_id, set(students)))
    try:
        with found.file.open("rb") as file:
            response = HttpResponse(file.read(), content_type=CONTENT_TYPES[found.kind])
    except FileNotFoundError:
        # A database restored from a backup, without the files beside it.
        messages.error(request, _("The file is not stored here: bring it back from the backup."))
        return redirect("grades:amendment", amendment.public_id)
    name = f"{amendment.number}-{amendment.year}-{found.pk}.{found.kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "POST"])
def amendment_rule(request: HttpRequest) -> HttpResponse:
    """Whether the Department approves amendments as well: said by its administrator."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
    rules = AmendmentPolicy.objects.select_related("set_by").order_by("-pk")
    newest = rules.first()
    initial = {"department_approves": newest.department_approves if newest else False}
    form = PolicyForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        set_amendment_policy(**form.given(), scope=request.scope, user=request.user)
        messages.success(request, _("The rule holds from now on."))
        return redirect("grades:amendment-rule")
    context = {"form": form, "rules": rules[:20], "newest": newest}
    return render(request, "grades/amendment_rule.html", context)
