"""Sealing a class: what it means before, and how far the records have come after."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import codes_of, text_of
from eduportal.core.posting import posted_from
from eduportal.exchange.selectors import way_of
from eduportal.scoping.actions import Action
from grades.choices import READY_TO_SEAL, SheetState
from grades.selectors import class_terms, revision_of_class, sheets_of_class
from grades.selectors.arrivals import arrivals_of
from grades.selectors.comments import comments_of
from grades.selectors.correcting import sealed_term
from grades.selectors.open_students import decisions_recorded
from grades.selectors.results import Forecast, forecast_of, results_of
from grades.selectors.sheets import SheetRow
from grades.selectors.tally import tally_of
from grades.selectors.term_lines import FEED
from grades.services import ClassNotReady, DecisionsRefused, ShownOtherwise, decide_students
from grades.services import seal_class as seal
from grades.views.access import find_class
from grades.views.decisions import decisions_of, tell_decided, to_do
from schools.models import ClassGroup, Term
from schools.period import show_period
from schools.selectors import term_of_code

# Why subjects are not taught: the names of the subjects stand beside it in the seal's reason.
REASON_TYPED = 150


@require_http_methods(["GET", "POST"])
def class_seal(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """What sealing the class's term means, and sealing it: it is not undone."""
    found = _found(request, public_id, term)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        return _seal(request, *found)
    return _page(request, *found)


@posted_from("grades:class-seal")
def class_decide(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """Record what the form says of students without a level; what is refused stays typed."""
    found = _found(request, public_id, term)
    if isinstance(found, HttpResponse):
        return found
    class_group, of_term = found
    forecast = _forecast(class_group, of_term, sheets_of_class(class_group, of_term))
    decisions = decisions_of(forecast, request.POST)
    if not decisions.is_valid:
        return _page(request, class_group, of_term, [_("Nothing was recorded yet.")])
    try:
        count = decide_students(
            class_group=class_group,
            term=of_term,
            decisions=decisions.taken,
            revision=request.POST.get("revision", ""),
            scope=request.scope,
            user=request.user,
        )
    except (ShownOtherwise, ClassNotReady, DecisionsRefused) as refusal:
        return _page(request, class_group, of_term, _problems(refusal))
    tell_decided(request, count)
    return redirect("grades:class-seal", public_id, of_term.code)


def _problems(refusal: ShownOtherwise | ClassNotReady | DecisionsRefused) -> list[str]:
    if isinstance(refusal, DecisionsRefused):
        return refusal.problems
    named = refusal.sheets if isinstance(refusal, ClassNotReady) else []
    return [" ".join([str(refusal.message), ", ".join(named)]).strip()]


def _found(
    request: HttpRequest, public_id: UUID, term: str
) -> tuple[ClassGroup, Term] | HttpResponse:
    """The class and the term of the address, or the answer where they cannot be sealed here."""
    class_group = find_class(request, public_id)
    found = term_of_code(term)
    if found is None:
        raise Http404
    if not request.scope.can(Action.SEAL_MARKS, class_group.school_id):
        return HttpResponse(_("Your role does not include sealing a class."), status=403)
    if found.school_year_id != class_group.school_year_id:
        return _other_year(request, class_group, found)
    show_period(request, found, reverse("grades:class-seal", args=[public_id, "TERM"]))
    return class_group, found


def _page(
    request: HttpRequest, class_group: ClassGroup, term: Term, problems: Sequence[str] = ()
) -> HttpResponse:
    """The page; with problems the decisions are shown as they were sent."""
    context = _context(class_group, term, request.POST if problems else None)
    shown = [each.student.pk for each in context["arrivals"]]
    shown += [each.student_id for each in context["decided"]]
    if context["forecast"]:
        shown += context["forecast"].student_ids
        shown += [each.student.pk for each in context["forecast"].lines]
    shown += [each.enrolment.student_id for each in context["results"]]
    looked(request, Kind.STUDENT, at_school(class_group.school_id, shown))
    return render(request, "grades/class_seal.html", {**context, "problems": problems})


def _other_year(request: HttpRequest, class_group: ClassGroup, term: Term) -> HttpResponse:
    """The bar leads to terms of every year; a class is there in one of them."""
    said = _("Class %(name)s of school year %(year)s has no %(term)s.")
    named = {"name": class_group.name, "year": class_group.school_year, "term": term}
    messages.warning(request, said % named)
    return redirect("grades:class-list")


def _context(class_group: ClassGroup, term: Term, sent: QueryDict | None = None) -> dict[str, Any]:
    rows = sheets_of_class(class_group, term)
    is_sealed = bool(rows) and all(row.sheet.state == SheetState.SEALED for row in rows)
    is_ready = bool(rows) and all(row.sheet.state in READY_TO_SEAL for row in rows)
    forecast = None if is_sealed else _forecast(class_group, term, rows)
    return {
        "class_group": class_group,
        "term": term,
        "rows": rows,
        "waiting": [row for row in rows if row.sheet.state not in READY_TO_SEAL],
        "with_gaps": [row for row in rows if row.gaps],
        "students": max((row.students for row in rows), default=0),
        "revision": revision_of_class(class_group, term),
        "is_ready": is_ready,
        "is_sealed": is_sealed,
        "forecast": forecast,
        "decisions": decisions_of(forecast, sent),
        "decided": decisions_recorded(class_group, term),
        "arrivals": [] if is_sealed else arrivals_of(class_group, term, rows),
        "unread_comments": 0 if is_sealed else _unread(class_group, term),
        "results": [],
        "reason_length": REASON_TYPED,
        **to_do(forecast),
        **(sealed_context(class_group, term) if is_sealed else {}),
    }


def _unread(class_group: ClassGroup, term: Term) -> int:
    """How many comments nobody has read: said, and no reason to wait."""
    return sum(each.state == "unread" for each in comments_of(class_group, term))


def _forecast(class_group: ClassGroup, term: Term, rows: list[SheetRow]) -> Forecast | None:
    """What sealing will decide, once every sheet is approved."""
    is_ready = bool(rows) and all(row.sheet.state in READY_TO_SEAL for row in rows)
    return forecast_of(class_group, term, rows) if is_ready else None


def sealed_context(class_group: ClassGroup, term: Term) -> dict[str, Any]:
    """What a sealed class ended with, how far its records have come, the class that is next."""
    ready = [
        row.class_group
        for row in class_terms(term, [class_group.school_id])
        if row.state == "ready"
    ]
    results = list(results_of(class_group, term))
    return {
        "results": results,
        "tally": tally_of(each.learning for each in results),
        "conduct": tally_of(each.conduct for each in results if each.conduct is not None),
        "way": way_of(
            class_group.school, term.school_year.code, term.period, class_group.code, FEED
        ),
        "next_class": next(iter(ready), None),
        "sealed": sealed_term(class_group, term),
        "is_school_node": settings.EDUPORTAL_TIER == "school",
    }


def _seal(request: HttpRequest, class_group: ClassGroup, term: Term) -> HttpResponse:
    page = redirect("grades:class-seal", class_group.public_id, term.code)
    typed = " ".join(request.POST.get("confirmation", "").split())
    if typed.casefold() != class_group.name.casefold():
        asked = _("Type the name of the class, %(name)s, to seal it. Nothing was done.")
        messages.error(request, asked % {"name": class_group.name})
        return page
    try:
        seal(
            class_group=class_group,
            term=term,
            revision=request.POST.get("revision", ""),
            scope=request.scope,
            user=request.user,
            untaught=codes_of(request.POST, "untaught"),
            without_conduct="without_conduct" in request.POST,
            without_traits="without_traits" in request.POST,
            reason=text_of(request.POST, "reason", REASON_TYPED),
        )
    except ShownOtherwise as refusal:
        messages.error(request, str(refusal.message))
    except ClassNotReady as refusal:
        messages.error(request, f"{refusal.message} {', '.join(refusal.sheets)}")
    else:
        sealed = _("Class %(name)s, %(term)s, is sealed.")
        messages.success(request, sealed % {"name": class_group.name, "term": term})
    return page
