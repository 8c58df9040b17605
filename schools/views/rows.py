"""One row of the register as a form with its history: units, schools, subjects, lines."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.core.revisions import revision_of
from schools.forms.facts import StandardForm, SuccessionForm
from schools.forms.rows import LineForm, RowForm, SchoolForm, SubjectForm, UnitForm
from schools.models import (
    AdminUnit,
    CurriculumLine,
    NationalStandard,
    School,
    SchoolSuccession,
    Subject,
)
from schools.selectors.changes import history_of
from schools.selectors.hanging import what_hangs_on
from schools.services import save_row
from schools.views.access import done


@dataclass(frozen=True)
class Kind:
    """One kind of row: its form, its pages, and what they are called."""

    form: type[RowForm]
    list_page: str
    page: str
    key: str
    title: Promise
    new: Promise
    side: str


KINDS: dict[type[Model], Kind] = {
    AdminUnit: Kind(
        UnitForm, "schools:unit-list", "schools:unit", "pk",
        _("Administrative units"), _("Add a unit"), "schools/_unit_side.html",
    ),
    School: Kind(
        SchoolForm, "schools:kept-schools", "schools:kept-school", "public_id",
        _("Schools of the province"), _("Add a school"), "schools/_school_side.html",
    ),
    Subject: Kind(
        SubjectForm, "schools:subject-list", "schools:subject", "code",
        _("Subjects"), _("Add a subject"), "schools/_subject_side.html",
    ),
    CurriculumLine: Kind(
        LineForm, "schools:programme", "schools:line", "pk",
        _("Programme"), _("Add a line"), "schools/_line_side.html",
    ),
    SchoolSuccession: Kind(
        SuccessionForm, "schools:school-successions", "schools:school-succession", "pk",
        _("Successions of schools"), _("Record a succession"), "schools/_succession_side.html",
    ),
    NationalStandard: Kind(
        StandardForm, "schools:standards", "schools:standard", "pk",
        _("National standard"), _("Record a recognition"), "schools/_standard_side.html",
    ),
}  # fmt: skip


def address_of(row: Model) -> str:
    """The page of the row."""
    kind = KINDS[type(row)]
    return reverse(kind.page, args=[getattr(row, kind.key)])


def row_new(request: HttpRequest, row: Model) -> HttpResponse:
    """The form that adds a row; `row` holds what it begins with."""
    kind = KINDS[type(row)]
    form = kind.form(request.POST or None, instance=row)
    if request.method == "POST" and done(request, form, lambda: save_row(form.instance)):
        return redirect(address_of(form.instance))
    context = {"form": form, "kind": kind, "title": kind.new, "list_url": reverse(kind.list_page)}
    return render(request, "schools/row.html", context)


def row_page(
    request: HttpRequest, row: Model, side: dict[str, Any], *, is_form: bool = True
) -> HttpResponse:
    """The row with its form, what stands beside it, and its history.

    With `is_form` false the POST was for another form of the page: `side` says what became of it.
    """
    kind = KINDS[type(row)]
    # As stored: the form writes into the row what was typed.
    context = side | _stored(row)
    posted = request.POST if request.method == "POST" and is_form else None
    form = kind.form(posted, instance=row)
    if posted is not None:
        named = posted.get("shown", "")
        if done(request, form, lambda: save_row(form.instance, shown=named)):
            return redirect(address_of(form.instance))
        context["revision"] = named
    context |= {"form": form, "kind": kind, "row": row, "list_url": reverse(kind.list_page)}
    return render(request, "schools/row.html", context)


def _stored(row: Model) -> dict[str, Any]:
    """What the page says of the row beside the form."""
    return {
        "title": str(row),
        "row_key": row.pk,
        "table": row._meta.model_name,
        "revision": revision_of(row),
        "hanging": what_hangs_on(row),
        "history": history_of([row]),
    }
