"""Adding and changing schemes and what they promise, and the steps taken with them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.core.posting import shown_of
from eduportal.reform import services
from eduportal.reform.choices import SchemeState
from eduportal.reform.forms import (
    IndicatorForm,
    MeasureForm,
    MergeForm,
    ObjectiveForm,
    ReportForm,
    SchemeForm,
    WordsForm,
)
from eduportal.reform.models import Indicator, Measure, Objective, Scheme
from eduportal.reform.views.access import find_scheme, require_keeper, say, told

Save = Callable[[Any], object]


@require_http_methods(["GET", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    """Put a document into the register."""
    require_keeper(request)
    form = SchemeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = services.add_scheme(columns=form.cleaned_data, user=request.user)
        except services.ReformRefused as refusal:
            form.add_error("number", refusal.problems)
        else:
            return redirect("reform:scheme", made.public_id)
    return _form_page(request, form, None, _("New document"))


@require_http_methods(["GET", "POST"])
def scheme_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The facts of a document."""
    found = find_scheme(request, public_id, to_write=True)
    shown = shown_of(request)
    before = Scheme.objects.get(pk=found.pk)

    def save(form: Any) -> None:
        columns = form.cleaned_data
        services.change_scheme(scheme=before, shown=shown, columns=columns, user=request.user)

    return _put(request, found, SchemeForm(request.POST or None, instance=found), save,
                _("Facts of the document"))  # fmt: skip


@require_http_methods(["GET", "POST"])
def objective(request: HttpRequest, public_id: UUID, pk: int | None = None) -> HttpResponse:
    """A new objective of a scheme, or one of its objectives."""
    found = find_scheme(request, public_id, to_write=True)
    part = _part(Objective, pk, scheme=found) if pk else None
    form = ObjectiveForm(request.POST or None, instance=part)

    def save(form: Any) -> None:
        services.put_objective(scheme=found, shown=shown_of(request), objective=part,
                               columns=form.cleaned_data, user=request.user)  # fmt: skip

    return _put(request, found, form, save, _("Objective"))


@require_http_methods(["GET", "POST"])
def measure(
    request: HttpRequest, public_id: UUID, objective: int, pk: int | None = None
) -> HttpResponse:
    """A new measure of an objective, or one of its measures."""
    found = find_scheme(request, public_id, to_write=True)
    above = _part(Objective, objective, scheme=found)
    part = _part(Measure, pk, objective=above) if pk else None
    form = MeasureForm(request.POST or None, instance=part)

    def save(form: Any) -> None:
        services.put_measure(objective=above, shown=shown_of(request), measure=part,
                             columns=form.cleaned_data, user=request.user)  # fmt: skip

    return _put(request, found, form, save, _("Measure"))


@require_http_methods(["GET", "POST"])
def indicator(
    request: HttpRequest, public_id: UUID, objective: int, pk: int | None = None
) -> HttpResponse:
    """A new indicator of an objective, or one of its indicators, with the targets."""
    found = find_scheme(request, public_id, to_write=True)
    above = _part(Objective, objective, scheme=found)
    part = _part(Indicator, pk, objective=above) if pk else None
    form = IndicatorForm(request.POST or None, indicator=part)

    def save(form: Any) -> None:
        services.put_indicator(objective=above, shown=shown_of(request), indicator=part,
                               columns=form.columns, targets=form.targets,
                               user=request.user)  # fmt: skip

    return _put(request, found, form, save, _("Indicator"))


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """A value of an indicator that the portal does not count."""
    found = find_scheme(request, public_id, to_write=True)
    part = _part(Indicator, pk, objective__scheme=found, figure="")

    def save(form: Any) -> None:
        services.report_value(indicator=part, shown=shown_of(request), user=request.user,
                              **form.cleaned_data)  # fmt: skip

    return _put(request, found, ReportForm(request.POST or None), save, part.title)


@require_POST
def remove(request: HttpRequest, public_id: UUID, kind: str, pk: int) -> HttpResponse:
    """Take out an objective or an indicator that was a mistake."""
    found = find_scheme(request, public_id, to_write=True)
    part: Objective | Indicator = (
        _part(Objective, pk, scheme=found)
        if kind == "objective"
        else _part(Indicator, pk, objective__scheme=found)
    )
    shown = shown_of(request)
    told(request, lambda: services.remove_part(part=part, shown=shown, user=request.user))
    return redirect("reform:scheme", public_id)


ACTS = {"end": services.end_scheme, "take_up": services.take_up_scheme}


@require_POST
def scheme_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a scheme, or take it up again."""
    found = find_scheme(request, public_id, to_write=True)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise BadRequest("unknown step")
    form = WordsForm(request.POST)
    if form.is_valid():
        shown, text = shown_of(request), form.cleaned_data["text"]
        told(request, lambda: act(scheme=found, shown=shown, user=request.user, text=text))
    else:
        say(request, [str(each) for problems in form.errors.values() for each in problems])
    return redirect("reform:scheme", public_id)


@require_http_methods(["GET", "POST"])
def scheme_merge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What would go where, and the merging itself."""
    found = find_scheme(request, public_id, to_write=True)
    others = Scheme.objects.filter(state=SchemeState.RUNNING).exclude(pk=found.pk)
    data = request.POST if request.method == "POST" else request.GET
    form = MergeForm(data if "into" in data else None, others=others)
    into = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and into is not None:
        into_shown = shown_of(request, "into_shown")
        done = told(
            request,
            lambda: services.merge(scheme=found, shown=shown_of(request), into=into,
                                   into_shown=into_shown, user=request.user,
                                   text=form.cleaned_data["text"]),
        )  # fmt: skip
        return redirect("reform:scheme", into.public_id if done else public_id)
    context = {"scheme": found, "form": form, "into": into, "objectives": found.objectives.all()}
    return render(request, "reform/merge.html", context)


def _part(model: type[models.Model], pk: int | None, **of: Any) -> Any:
    return get_object_or_404(model, pk=pk, **of)


def _put(
    request: HttpRequest, found: Scheme, form: forms.BaseForm, save: Save, title: str
) -> HttpResponse:
    """Show the form of a part, or save it and go back to the scheme."""
    if form.is_bound and form.is_valid():
        try:
            save(form)
        except services.ReformRefused as refusal:
            form.add_error(None, refusal.problems)
        else:
            return redirect("reform:scheme", found.public_id)
    return _form_page(request, form, found, title)


def _form_page(
    request: HttpRequest, form: forms.BaseForm, found: Scheme | None, title: str
) -> HttpResponse:
    shown = request.POST.get("shown") or (found.revision if found else "")
    context = {"form": form, "scheme": found, "title": title, "shown": shown}
    return render(request, "reform/form.html", context)
