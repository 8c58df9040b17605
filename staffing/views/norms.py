"""The administrator's pages of staffing norms: the sets there are, a new one, its way."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.scoping.actions import Action
from schools.period import term_of
from staffing.choices import NormState
from staffing.forms.norms import ANSWERS, QUESTIONS, NormsForm
from staffing.models import StaffingNorms
from staffing.rules.norm_settings import DEFAULTS, SETTINGS
from staffing.selectors.norms import governing, norm_sets
from staffing.services import StaffRefused, draft_norms, move_norms

STEPS = {"force": NormState.IN_FORCE, "discard": NormState.DISCARDED}


@dataclass(frozen=True)
class SettingShown:
    """One open point in words, with its clause and whether somebody has decided it."""

    question: Promise
    answer: str
    clause: str
    is_changed: bool


@require_GET
def norm_list(request: HttpRequest) -> HttpResponse:
    """Every set with its settings; which governs the school year looked at."""
    return _page(request)


@require_http_methods(["GET", "POST"])
def norm_new(request: HttpRequest) -> HttpResponse:
    """Draft a set, begun with what governs now."""
    _require_administering(request)
    now = _governing_now(request, norm_sets())
    form = NormsForm(request.POST or None, base=now.settings if now else DEFAULTS)
    if form.is_bound and form.is_valid():
        try:
            draft_norms(decision=form.decision, settings=form.values, user=request.user)
        except StaffRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("The set is drafted. It changes nothing yet."))
            return redirect("staffing:norms")
    return render(request, "staffing/norms_new.html", {"form": form})


@require_POST
def norm_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft into force, or give it up."""
    _require_administering(request)
    found = get_object_or_404(StaffingNorms, pk=pk)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        move_norms(norms_id=found.pk, to=step)
    except StaffRefused as refusal:
        return _page(request, refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:norms")


def _page(request: HttpRequest, problems: list[str] | None = None) -> HttpResponse:
    _require_administering(request)
    sets = norm_sets()
    now = _governing_now(request, sets)
    context = {
        "sets": [(each, settings_shown(each.settings)) for each in sets],
        "now": now,
        "defaults": settings_shown(DEFAULTS),
        "problems": problems or [],
    }
    return render(request, "staffing/norms.html", context)


def settings_shown(values: dict[str, str]) -> list[SettingShown]:
    """Every setting in words."""
    return [
        SettingShown(
            QUESTIONS[each.key],
            str(ANSWERS.get(values[each.key], values[each.key])),
            each.clause,
            values[each.key] != DEFAULTS[each.key],
        )
        for each in SETTINGS
    ]


def _governing_now(request: HttpRequest, sets: list[StaffingNorms]) -> StaffingNorms | None:
    term = term_of(request)
    return governing(sets, term.school_year.code) if term else None


def _require_administering(request: HttpRequest) -> None:
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
