"""Proof-reading: the head reads the comments of a class before it is sealed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, text_of
from eduportal.scoping.actions import Action
from grades.choices import Verdict
from grades.selectors.comments import CommentLine, comments_of
from grades.services import (
    DecisionsRefused,
    NotAllowed,
    SheetLocked,
    ShownOtherwise,
    StepNotPossible,
)
from grades.services.homeroom_rights import why_homeroom_locked
from grades.services.proofreading import MOST_REASON, Read, read_comments
from grades.views.access import find_class
from schools.models import ClassGroup, Term
from schools.period import show_period
from schools.selectors import term_of_code

REFUSALS = (NotAllowed, SheetLocked, ShownOtherwise, StepNotPossible)


@require_http_methods(["GET", "POST"])
def class_comments(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """The comments of the class by subject; a POST says something of the chosen ones."""
    group, of_term = _found(request, public_id, term)
    problems: list[str] = []
    if request.method == "POST":
        problems = _read(request, group, of_term)
        if not problems:
            return redirect(request.get_full_path())
    lines = comments_of(group, of_term)
    shown = [each.stay.student_id for each in lines]
    looked(request, Kind.STUDENT, at_school(group.school_id, shown))
    sections = sorted({each.key.partition("-")[0] for each in lines}, key=int)
    chosen = one_of(request, "of", sections) or next(iter(_waiting(lines)), "")
    used = _used(lines)
    context = {
        "class_group": group,
        "term": of_term,
        "sections": _sections(lines, chosen),
        "lines": [
            (each, used.get(each.key)) for each in lines if each.key.partition("-")[0] == chosen
        ],
        "editable": not why_homeroom_locked(group, of_term),
        "problems": problems,
        "most_reason": MOST_REASON,
        "up": group.name,
        "up_url": reverse("grades:class-detail", args=[group.public_id]),
    }
    return render(request, "grades/class_comments.html", context)


def _found(request: HttpRequest, public_id: UUID, term: str) -> tuple[ClassGroup, Term]:
    group = find_class(request, public_id)
    found = term_of_code(term)
    may_read = request.scope.can(Action.APPROVE_MARKS, group.school_id)
    if found is None or found.school_year_id != group.school_year_id or not may_read:
        raise Http404
    show_period(request, found, reverse("grades:class-comments", args=[public_id, "TERM"]))
    return group, found


def _waiting(lines: list[CommentLine]) -> list[str]:
    """The sections, those with a comment nobody has read first."""
    unread = [each for each in lines if not each.is_settled]
    return list(dict.fromkeys(each.key.partition("-")[0] for each in [*unread, *lines]))


def _sections(lines: list[CommentLine], chosen: str) -> list[dict[str, object]]:
    """Each subject with how many of its comments are still to be read."""
    found: dict[str, dict[str, object]] = {}
    for each in lines:
        code = each.key.partition("-")[0]
        section = found.setdefault(
            code, {"code": code, "name": each.subject, "unread": 0, "is_chosen": code == chosen}
        )
        section["unread"] = int(str(section["unread"])) + (each.state == "unread")
    return list(found.values())


def _used(lines: list[CommentLine]) -> dict[str, int]:
    """How many students have the same sentence in the same subject, by key; only where several."""
    counts: dict[tuple[str, str, str], list[str]] = {}
    for each in lines:
        section = each.key.partition("-")[0]
        counts.setdefault((section, each.moment, each.text), []).append(each.key)
    return {key: len(keys) for keys in counts.values() if len(keys) > 1 for key in keys}


def _read(request: HttpRequest, group: ClassGroup, term: Term) -> list[str]:
    """Say of the comments what the form says; the sentences that refuse it, or none."""
    try:
        count = read_comments(
            class_group=group,
            term=term,
            reads=_reads(request),
            scope=request.scope,
            user=request.user,
        )
    except DecisionsRefused as refused:
        return refused.problems
    except REFUSALS as refused:
        return [str(refused.message)]
    said = ngettext("%d comment read.", "%d comments read.", count) % count
    messages.success(request, said)
    return []


def _reads(request: HttpRequest) -> dict[str, Read]:
    """`v-<key>` is the verdict, `s-<key>` the text shown, `t-<key>` the text now, `r-<key>` why.

    A text that was changed is edited whatever else is ticked but sending back; a comment of which
    nothing is said is left out.
    """
    found = {}
    for name, verdict in request.POST.items():
        kind, _dash, key = name.partition("-")
        if kind != "v" or verdict not in (Verdict.ACCEPTED, Verdict.REJECTED):
            continue
        shown, text = (str(request.POST.get(f"{each}-{key}", "")) for each in "st")
        answer = Verdict(str(verdict))
        if answer is Verdict.ACCEPTED and text.strip() != shown.strip():
            answer = Verdict.EDITED
        found[key] = Read(shown, answer, text, text_of(request.POST, f"r-{key}", MOST_REASON))
    return found
