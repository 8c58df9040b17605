"""Writing a collection: what is asked of whom, question by question."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.collecting.choices import FieldKind, Statistics
from eduportal.collecting.field_forms import CheckForm, FieldForm
from eduportal.collecting.forms import CollectionForm, ReasonForm, initial_of
from eduportal.collecting.models import Collection, FormVersion
from eduportal.collecting.ready import GRADES, Ready, ready_made
from eduportal.collecting.rules.form import Form, moved, with_field, without_field
from eduportal.collecting.selectors.answered import current_version, draft_version
from eduportal.collecting.services import (
    CollectingRefused,
    change_collection,
    delete_draft,
    draft_collection,
    write_form,
)
from eduportal.collecting.views.access import (
    find_collection,
    is_department,
    own_collection,
    own_units,
    told,
)
from eduportal.core.params import one_of
from eduportal.core.posting import shown_of
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.selectors import communes_of, current_term

PERIODS = (Statistics.START, Statistics.MIDDLE, Statistics.END)


@require_http_methods(["GET", "POST"])
def collection_new(request: HttpRequest) -> HttpResponse:
    """Begin a collection: empty, with the form of another (`copy`), or a statistical return."""
    if not request.scope.can_somewhere(Action.COLLECT):
        raise Http404
    ready, period = _ready(request)
    base = _copied(request)
    form = _form(request, _initial(request, ready, base))
    if form.is_bound and form.is_valid():
        content = ready.form if ready else base.form if base else Form()
        units = own_units(request)
        try:
            made = draft_collection(
                wanted=form.wanted(period, content),
                unit=None if is_department(request) else units[0],
                user=request.user,
            )
        except CollectingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("collecting:form", made.public_id)
    context = {"form": form, "ready": ready, "base": base, "offers": _offers(request)}
    return render(request, "collecting/new.html", context)


def _initial(request: HttpRequest, ready: Ready | None, base: FormVersion | None) -> dict[str, Any]:
    today = {"as_of": timezone.localdate()}
    if base is not None:
        return initial_of(base.collection) | {"due_on": None} | today
    if ready is None:
        return today
    return {
        "title": ready.title,
        "purpose": ready.purpose,
        "as_of": ready.as_of,
        "due_on": ready.due_on,
        "stages": [request.GET["stage"]],
    }


def _form(request: HttpRequest, initial: dict[str, Any]) -> CollectionForm:
    return CollectionForm(
        request.POST or None,
        communes=communes_of(request.scope.schools_where(Action.COLLECT)),
        is_department=is_department(request),
        initial=initial,
    )


def _ready(request: HttpRequest) -> tuple[Ready | None, str]:
    """The statistical return the address asks for, and its period."""
    period = one_of(request, "statistics", [each.value for each in PERIODS])
    stage = one_of(request, "stage", [each.value for each in GRADES])
    if not (period and stage and is_department(request)):
        return None, ""
    term = current_term()
    year = term.school_year.starts_on.year if term else timezone.localdate().year
    return ready_made(Statistics(period), Stage(stage), year), period


def _copied(request: HttpRequest) -> FormVersion | None:
    """The form that the address asks to begin with."""
    text = request.GET.get("copy", "")
    if not text:
        return None
    try:
        public_id = UUID(text)
    except ValueError as problem:
        raise BadRequest("“copy” is no collection") from problem
    return current_version(find_collection(request, public_id))


def _offers(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The ready-made returns: period, level of education, what the link says."""
    if not is_department(request):
        return []
    return [
        (period.value, stage.value, f"{period.label}: {stage.label}")
        for period in PERIODS
        for stage in GRADES
    ]


@require_http_methods(["GET", "POST"])
def collection_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Title, days, who answers and who approves, of a draft."""
    found = own_collection(request, public_id)
    form = _form(request, initial_of(found))
    if form.is_bound and form.is_valid():
        wanted = form.wanted(found.statistics)
        if told(
            request,
            lambda: change_collection(collection=found, shown=shown_of(request), wanted=wanted),
        ):
            return redirect("collecting:form", public_id)
    context = {"collection": found, "form": form}
    return render(request, "collecting/change.html", context)


@require_POST
def collection_delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove a draft."""
    found = own_collection(request, public_id)
    shown = shown_of(request)
    if told(request, lambda: delete_draft(collection=found, shown=shown),
            _("The draft is removed.")):  # fmt: skip
        return redirect("collecting:list")
    return redirect("collecting:form", public_id)


@require_http_methods(["GET"])
def form_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The questions and checks in order; changed while the version is being written."""
    found = own_collection(request, public_id)
    version = draft_version(found)
    shown = version or current_version(found)
    form = shown.form
    checks = [
        (at, check, form.by_key[check.whole], [form.by_key[key] for key in check.parts])
        for at, check in enumerate(form.checks)
    ]
    context = {
        "collection": found,
        "version": shown,
        "fields": [(each, FieldKind(each.kind).label) for each in form.fields],
        "checks": checks,
        "kinds": FieldKind.choices,
        "can_change": version is not None,
        "version_form": ReasonForm(prefix="version"),
    }
    return render(request, "collecting/form.html", context)


def _written(request: HttpRequest, public_id: UUID) -> tuple[Collection, Form]:
    """The collection and the form that is being written; Http404 where it is in use."""
    found = own_collection(request, public_id)
    version = draft_version(found)
    if version is None:
        raise Http404
    return found, version.form


def _store(request: HttpRequest, found: Collection, form: Form) -> bool:
    shown = shown_of(request)
    return told(request, lambda: write_form(collection=found, shown=shown, form=form))


@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, public_id: UUID, key: str = "") -> HttpResponse:
    """One question, new (`kind` in the address) or changed."""
    found, form = _written(request, public_id)
    asked = form.by_key.get(key)
    if key and asked is None:
        raise Http404
    named = asked.kind if asked else one_of(request, "kind", FieldKind.values)
    kind = FieldKind(named or FieldKind.NUMBER)
    entered = FieldForm(request.POST or None, kind=kind, asked=asked)
    if entered.is_bound and entered.is_valid():
        if _store(request, found, with_field(form, entered.field)):
            return redirect("collecting:form", public_id)
    context = {"collection": found, "form": entered, "kind": kind, "asked": asked}
    return render(request, "collecting/field.html", context)


@require_POST
def field_act(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Move a question up or down, or take it out: `do`."""
    found, form = _written(request, public_id)
    if key not in form.by_key:
        raise Http404
    acts = {
        "up": lambda: moved(form, key, -1),
        "down": lambda: moved(form, key, 1),
        "remove": lambda: without_field(form, key),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise BadRequest("unknown step")
    _store(request, found, act())
    return redirect("collecting:form", public_id)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new check between answers."""
    found, form = _written(request, public_id)
    entered = CheckForm(request.POST or None, form=form)
    if entered.is_bound and entered.is_valid():
        if _store(request, found, replace(form, checks=(*form.checks, entered.check))):
            return redirect("collecting:form", public_id)
    return render(request, "collecting/check.html", {"collection": found, "form": entered})


@require_POST
def check_remove(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Take a check out, by its place in the version shown."""
    found, form = _written(request, public_id)
    if number >= len(form.checks):
        raise Http404
    kept = tuple(each for at, each in enumerate(form.checks) if at != number)
    _store(request, found, replace(form, checks=kept))
    return redirect("collecting:form", public_id)
