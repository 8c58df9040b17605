"""What differs from what was sealed of a class, and the decisions that change it on every level."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.core.params import text_of
from eduportal.exchange.feeds import feed_for
from eduportal.scoping.actions import Action
from grades.selectors.correcting import SealedTerm, sealed_term
from grades.services import ClassNotReady, ShownOtherwise, correct_class, withdraw_class
from grades.services.sealing import REASON_LENGTH
from grades.views.access import find_class
from schools.models import ClassGroup, Term
from schools.selectors import term_of_code

Deed = Callable[..., Any]


@require_http_methods(["GET", "POST"])
def class_correct(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """What was sealed beside what the register says now, and sealing that as a correction."""
    class_group, of_term, sealed = _found(request, public_id, term)
    if request.method == "GET":
        shown = feed_for(sealed.package.feed).persons_of(sealed.differing_lines)
        looked(request, Kind.STUDENT, shown)
        return _page(request, class_group, of_term, sealed, "grades/class_correct.html")
    said = _("The correction is sealed; it goes up by itself.")
    return _do(request, class_group, of_term, correct_class, said)


@require_http_methods(["GET", "POST"])
def class_withdraw(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """What a withdrawal means, and withdrawing: the class's name is typed again."""
    class_group, of_term, sealed = _found(request, public_id, term)
    if sealed.is_returned:
        raise Http404
    if request.method == "GET":
        return _page(request, class_group, of_term, sealed, "grades/class_withdraw.html")
    typed = " ".join(request.POST.get("confirmation", "").split())
    if typed.casefold() != class_group.name.casefold():
        asked = _("Type the name of the class, %(name)s, to withdraw its results.")
        messages.error(request, asked % {"name": class_group.name})
        return redirect("grades:class-withdraw", public_id, of_term.code)
    said = _("The results are withdrawn; the withdrawal goes up by itself.")
    return _do(request, class_group, of_term, withdraw_class, said)


def _found(request: HttpRequest, public_id: UUID, term: str) -> tuple[ClassGroup, Term, SealedTerm]:
    class_group = find_class(request, public_id)
    found = term_of_code(term)
    if found is None or found.school_year_id != class_group.school_year_id:
        raise Http404
    if not request.scope.can(Action.SEAL_MARKS, class_group.school_id):
        raise Http404
    sealed = sealed_term(class_group, found)
    if sealed is None:
        raise Http404
    return class_group, found, sealed


def _page(
    request: HttpRequest, class_group: ClassGroup, term: Term, sealed: SealedTerm, template: str
) -> HttpResponse:
    context = {
        "class_group": class_group,
        "term": term,
        "sealed": sealed,
        "basis_length": REASON_LENGTH,
    }
    return render(request, template, context)


def _do(
    request: HttpRequest, class_group: ClassGroup, term: Term, deed: Deed, said: str
) -> HttpResponse:
    try:
        deed(
            class_group=class_group,
            term=term,
            revision=request.POST.get("revision", ""),
            basis=text_of(request.POST, "basis", REASON_LENGTH),
            scope=request.scope,
            user=request.user,
        )
    except (ShownOtherwise, ClassNotReady) as refusal:
        messages.error(request, " ".join([str(refusal.message), *getattr(refusal, "sheets", [])]))
        return redirect(request.path)
    messages.success(request, said)
    return redirect("grades:class-seal", class_group.public_id, term.code)
