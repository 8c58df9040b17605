"""The head's daily work: what waits for approval, who is late, where the holes are."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.beginning import next_of
from eduportal.core.params import code_of, one_of
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.selectors import class_terms
from grades.selectors.classes import unsealed_before
from grades.selectors.days import first_last_day
from grades.selectors.deputies import sheets_left_to_others
from grades.selectors.matrix import matrices_of
from grades.selectors.queue import (
    QueueRow,
    counts_of,
    late_teachers,
    queue_rows,
    reminders_of,
    taught_by,
)
from grades.selectors.sheets import SheetRow, sheets_of_schools
from grades.services import SheetsRefused, approve_sheets, remind
from grades.services.reminding import Reminded
from grades.views.approving import looked_at, return_days
from grades.views.beginning import school_steps
from schools.models import Term
from schools.period import deadline_sentence, term_of, urgency
from schools.selectors import term_of_code
from staffing.selectors import teachers_of_sheets

SHOWN = ("look", "gaps")
LATE_SHOWN = 8
DECIDED = ("done", "sealed")


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The sheets that wait across the classes, those to look at first, and what else waits."""
    term = _deciding_term(request)
    if term is None:
        return render(request, "grades/queue.html", {"term": None})
    deciding = request.scope.schools_where(Action.APPROVE_MARKS)
    rows = sheets_of_schools(term, deciding)
    classes = class_terms(term, deciding)
    people = _people(request, term, rows)
    context = {
        "term": term,
        "rows": rows,
        "counts": counts_of(rows),
        "ready": [row for row in classes if row.state == "ready"],
        "classes": classes,
        "sealed": sum(row.state == "sealed" for row in classes),
        "earlier": unsealed_before(term, deciding),
        "may_seal": request.scope.can_somewhere(Action.SEAL_MARKS),
        "return_days": return_days(),
        **people,
        **_beginning(term, deciding or (), rows, is_taught=people["is_taught"]),
        **_deadline(request, term),
    }
    return render(request, "grades/queue.html", context)


def _beginning(
    term: Term, school_ids: Collection[int], rows: Sequence[SheetRow], *, is_taught: bool
) -> dict[str, Any]:
    """The steps to the first marks; without a `next` step the school has taken them."""
    if rows and is_taught:
        return {"next": None}
    steps = list(school_steps(term, school_ids, len(rows)))
    return {"steps": steps, "next": next_of(steps)}


def _people(request: HttpRequest, term: Term, rows: Sequence[SheetRow]) -> dict[str, Any]:
    """The parts of the queue that name teachers: what waits, what was returned, who is late."""
    with_someone = {row.sheet.class_group_id for row in rows if row.status not in DECIDED}
    teachers = teachers_of_sheets(with_someone, term.today_in())
    handed_in = [row.sheet for row in rows if row.status == "wait"]
    left = sheets_left_to_others(request.scope, request.user.pk, handed_in)
    waiting = queue_rows(rows, teachers, left)
    late = late_teachers(rows, teachers, request.user.pk)
    shown = one_of(request, "show", SHOWN)
    listed = [each for each in waiting if _is_shown(each, shown)]
    returned = [(row, taught_by(row, teachers)) for row in rows if row.status == "back"]
    named = {staff for each in listed for staff in each.teachers}
    named |= {staff for _row, them in returned for staff in them}
    looked_at(request, named | {each.staff for each in late[:LATE_SHOWN] if each.staff})
    return {
        "is_taught": bool(teachers) or not with_someone,
        "waiting": listed,
        "tabs": _tabs(waiting, shown),
        "left": [row for row in rows if row.sheet.pk in left],
        "plain_count": sum(each.is_plain for each in listed),
        "returned": returned,
        "late": late[:LATE_SHOWN],
        "late_count": sum(each.staff is not None for each in late),
        "remind_count": sum(each.can_be_reminded for each in late),
    }


@require_POST
def queue_approve(request: HttpRequest) -> HttpResponse:
    """Approve the sheets ticked, each as the page showed it: all of them, or none."""
    if not request.scope.can_somewhere(Action.APPROVE_MARKS):
        raise Http404
    revisions = dict(filter(None, map(_named, request.POST.getlist("sheet"))))
    try:
        count = approve_sheets(revisions=revisions, scope=request.scope, user_id=request.user.pk)
    except SheetsRefused as refusal:
        messages.error(request, str(refusal.message))
        for problem in refusal.problems:
            messages.error(request, problem)
    else:
        done = ngettext("%d sheet has been approved.", "%d sheets have been approved.", count)
        messages.success(request, done % count)
    return redirect("grades:queue")


@require_POST
def queue_remind(request: HttpRequest) -> HttpResponse:
    """Remind the teachers who are late: some (`staff`), those of a sheet (`sheet`), or all.

    `only` says that those ticked are meant, so that nobody is reminded where nobody is ticked.
    """
    if not request.scope.can_somewhere(Action.APPROVE_MARKS):
        raise Http404
    term = term_of_code(code_of(request.POST, "term"))
    if term is None:
        raise Http404
    ticked = [_identifier(text) for text in request.POST.getlist("staff")]
    if "only" in request.POST and not ticked:
        messages.error(request, _("Tick whom to remind."))
        return redirect("grades:queue")
    reminded = remind(
        term=term,
        scope=request.scope,
        user_id=request.user.pk,
        staff=ticked or None,
        sheet=_identifier(request.POST["sheet"]) if request.POST.get("sheet") else None,
    )
    _say(request, reminded)
    return redirect("grades:progress" if request.POST.get("back") == "progress" else "grades:queue")


def _say(request: HttpRequest, reminded: Reminded) -> None:
    if reminded.now:
        done = ngettext("%d teacher reminded.", "%d teachers reminded.", reminded.now)
        messages.success(request, done % reminded.now)
    elif reminded.before:
        messages.info(request, _("Reminded today already. Nobody is reminded twice a day."))
    else:
        messages.info(request, _("Nobody to remind: handed in, not assigned, or without account."))


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """Every sheet of the term as a matrix, class by subject."""
    term = _deciding_term(request)
    if term is None:
        return render(request, "grades/progress.html", {"term": None})
    rows = sheets_of_schools(term, request.scope.schools_where(Action.APPROVE_MARKS))
    context = {
        "term": term,
        "matrices": matrices_of(rows, reminders_of(rows)),
        "untaught": _untaught(request, term, rows),
        "counts": counts_of(rows),
        **_deadline(request, term),
    }
    return render(request, "grades/progress.html", context)


def _untaught(request: HttpRequest, term: Term, rows: Sequence[SheetRow]) -> set[tuple[int, int]]:
    """Class and subject of the open sheets nobody teaches, where the user may assign somebody."""
    taught = teachers_of_sheets({row.sheet.class_group_id for row in rows}, term.today_in())
    return {
        row.key
        for row in rows
        if row.sheet.state == SheetState.OPEN
        and row.key not in taught
        and request.scope.can(Action.KEEP_REGISTER, row.sheet.school_id)
    }


def _deciding_term(request: HttpRequest) -> Term | None:
    """The term looked at; Http404 for who decides nowhere."""
    if not request.scope.can_somewhere(Action.APPROVE_MARKS):
        raise Http404
    return term_of(request)


def _deadline(request: HttpRequest, term: Term) -> dict[str, object]:
    closes_on = first_last_day(term, request.scope.schools_where(Action.APPROVE_MARKS))
    return {"deadline": deadline_sentence(closes_on), "urgency": urgency(closes_on)}


def _is_shown(each: QueueRow, shown: str) -> bool:
    if shown == "look":
        return bool(each.questions or each.row.steps.answered)
    return shown != "gaps" or bool(each.row.gaps)


def _tabs(waiting: list[QueueRow], shown: str) -> list[dict[str, Any]]:
    """The ways to narrow the queue, each with its count."""
    return [
        {
            "name": name,
            "count": sum(_is_shown(each, name) for each in waiting),
            "is_current": name == shown,
        }
        for name in ("", *SHOWN)
    ]


def _identifier(text: str) -> UUID:
    """What the form names; Http404 for what can be no identifier."""
    try:
        return UUID(text)
    except ValueError as problem:
        raise Http404 from problem


def _named(text: str) -> tuple[UUID, str] | None:
    """A ticked sheet, "identifier:revision"; None for what names none."""
    name, _separator, revision = text.partition(":")
    try:
        return UUID(name), revision
    except ValueError:
        return None
