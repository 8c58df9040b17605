"""The administrator's pages of regulation sets: what each says, a new one, its way into force."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from grades.choices import COMPARED, SetState
from grades.forms.regulations import SetForm
from grades.models import RegulationSet
from grades.rules.schemes import built_circulars
from grades.rules.settings import BadSettings
from grades.selectors.comparisons import comparisons_of
from grades.selectors.regulations import (
    column_differences,
    columns_are_taken,
    comparison_year,
    governing_without,
    has_begun,
    is_over,
    is_withdrawable,
    set_rows,
    typed_confirmation,
    years_with_sheets,
)
from grades.selectors.setting_lines import articles_of, state_counts
from grades.services.errors import MarkBookError
from grades.services.regulations import discard_draft, draft_set, put_in_force, withdraw_set

STATES = {
    "unconfirmed": gettext_lazy("Unconfirmed"),
    "decided": gettext_lazy("Decided"),
    "derived": gettext_lazy("Derived"),
    "confirmed": gettext_lazy("Confirmed"),
}


def require_administering(request: HttpRequest) -> None:
    """Raise Http404 unless a role in force includes administering everywhere."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404


def find_set(request: HttpRequest, code: str) -> RegulationSet:
    """The set, for those who administer; otherwise Http404."""
    require_administering(request)
    sets = RegulationSet.objects.select_related(
        "based_on", "created_by", "moved_by", "withdrawn_by"
    )
    found: RegulationSet = get_object_or_404(sets, code=code)
    return found


@require_GET
def regulation_list(request: HttpRequest) -> HttpResponse:
    """Every set with the years it governs."""
    require_administering(request)
    numbers = {each.code: each.number for each in built_circulars()}
    rows = [(row, numbers[row.regulation.circular]) for row in set_rows()]
    return render(request, "grades/regulation_list.html", {"rows": rows})


@require_GET
def regulation_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One set: every setting in words, and what can be done with the set."""
    regulation = find_set(request, code)
    chosen = one_of(request, "show", STATES)
    counts = state_counts(regulation)
    context = {
        "regulation": regulation,
        "articles": articles_of(regulation, only_state=chosen),
        "tabs": [(key, label, counts[key], key == chosen) for key, label in STATES.items()],
        "total": sum(counts.values()),
        "chosen": chosen,
        "standing": next(row.standing for row in set_rows() if row.regulation == regulation),
        "is_draft": regulation.state == SetState.DRAFT,
        "is_withdrawable": is_withdrawable(regulation),
    }
    if regulation.state in COMPARED:
        context |= _comparing(regulation)
    if regulation.state == SetState.DRAFT:
        context |= _way_into_force(regulation)
    return render(request, "grades/regulation_detail.html", context)


def _comparing(regulation: RegulationSet) -> dict[str, object]:
    """What the set can be compared with, over which years, and the runs there are."""
    base = governing_without(regulation)
    return {
        "may_be_compared": base is not None,
        "base": base,
        "comparisons": comparisons_of(regulation),
        "years": years_with_sheets(regulation),
        "comparison_year": comparison_year(regulation),
        "columns": column_differences(base, regulation) if base else [],
    }


def _way_into_force(regulation: RegulationSet) -> dict[str, object]:
    """What a draft still needs, or why it cannot come into force."""
    return {
        "has_begun": has_begun(regulation.from_year),
        "is_over": is_over(regulation.from_year),
        "columns_are_taken": columns_are_taken(regulation),
        "confirmation": typed_confirmation(regulation),
    }


@require_http_methods(["GET", "POST"])
def regulation_change(request: HttpRequest, code: str) -> HttpResponse:
    """A new set out of this one: the decision, and every setting."""
    base = find_set(request, code)
    form = SetForm(request.POST or None, base=base)
    if request.method == "POST" and form.is_valid():
        drafted = _drafted(request, base, form)
        if drafted is not None:
            messages.success(request, _("The set is drafted. It changes nothing yet."))
            return redirect("grades:regulation-detail", code=drafted.code)
    return render(request, "grades/regulation_change.html", {"base": base, "form": form})


def _drafted(request: HttpRequest, base: RegulationSet, form: SetForm) -> RegulationSet | None:
    """The new draft; None, with every reason on the form, if it is refused."""
    try:
        return draft_set(
            base=base,
            digest=form.cleaned_data["digest"],
            values=form.values,
            settled=form.settled,
            decision=form.decision,
            scope=request.scope,
            user=request.user,
        )
    except BadSettings as refusal:
        form.add_problems(refusal)
    except MarkBookError as refusal:
        form.add_error(None, str(refusal.message))
    return None


@require_POST
def regulation_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Give a draft up."""
    return _moved(request, code, discard_draft, _("The draft is discarded."))


@require_POST
def regulation_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a set whose first school year has not begun, with the reason."""
    reason = request.POST.get("reason", "")
    return _moved(request, code, withdraw_set, _("The set is withdrawn."), reason=reason)


@require_POST
def regulation_force(request: HttpRequest, code: str) -> HttpResponse:
    """Put a draft into force; for a year that has begun, with the typed confirmation."""
    typed = {name: request.POST.get(name, "") for name in ("looked_at", "confirmation")}
    return _moved(request, code, put_in_force, _("The set is in force."), **typed)


def _moved(
    request: HttpRequest, code: str, service: Callable[..., Any], done: str, **given: str
) -> HttpResponse:
    regulation = find_set(request, code)
    try:
        service(
            regulation=regulation,
            digest=request.POST.get("digest", ""),
            scope=request.scope,
            user=request.user,
            **given,
        )
    except MarkBookError as refusal:
        messages.error(request, str(refusal.message))
        return _back(regulation, given.get("looked_at", ""))
    messages.success(request, done)
    return redirect("grades:regulation-detail", code=code)


def _back(regulation: RegulationSet, looked_at: str) -> HttpResponse:
    """Back to the page the form stands on: the comparison looked at, or the set."""
    for run in comparisons_of(regulation):
        if str(run.public_id) == looked_at:
            return redirect("grades:comparison-detail", public_id=run.public_id)
    return redirect("grades:regulation-detail", code=regulation.code)
