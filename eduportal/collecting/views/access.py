"""Whose collections a user asks, approves and answers."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from eduportal.collecting.choices import Approver, CollectionState
from eduportal.collecting.models import Collection, Return
from eduportal.collecting.services import CollectingRefused
from eduportal.scoping.actions import Action
from schools.models import AdminUnit
from schools.selectors import communes_of


def is_department(request: HttpRequest) -> bool:
    """Whether the user asks in the name of the Department."""
    return request.scope.can(Action.COLLECT)


def own_units(request: HttpRequest) -> list[AdminUnit]:
    """The communes in whose name the user asks and answers; none for the Department's people."""
    if is_department(request) or not request.scope.can_somewhere(Action.COLLECT):
        return []
    return communes_of(request.scope.schools_where(Action.COLLECT))


def collections_of(request: HttpRequest) -> QuerySet[Collection]:
    """Those the user follows: the own office's, and of others what is no draft any more.

    Raises Http404 for who asks nobody.
    """
    if not request.scope.can_somewhere(Action.COLLECT):
        raise Http404
    rows = Collection.objects.select_related("unit", "created_by")
    if is_department(request):
        return rows.exclude(Q(unit__isnull=False) & Q(state=CollectionState.DRAFT))
    own = Q(unit__in=[unit.pk for unit in own_units(request)])
    return rows.filter(own | (Q(unit=None) & ~Q(state=CollectionState.DRAFT)))


def find_collection(request: HttpRequest, public_id: UUID) -> Collection:
    """The collection, if the user follows it; otherwise Http404."""
    found = collections_of(request).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def is_asker(request: HttpRequest, collection: Collection) -> bool:
    """Whether the user is of the office that asks."""
    if collection.unit_id is None:
        return is_department(request)
    return collection.unit_id in {unit.pk for unit in own_units(request)}


def own_collection(request: HttpRequest, public_id: UUID) -> Collection:
    """The collection, for the office that asks; PermissionDenied for who only follows it."""
    found = find_collection(request, public_id)
    if not is_asker(request, found):
        raise PermissionDenied
    return found


def may_approve(request: HttpRequest, row: Return) -> bool:
    """Whether the user decides about this answer."""
    collection = row.collection
    if collection.approver == Approver.ASKER:
        return is_asker(request, collection)
    return row.unit_id in {unit.pk for unit in own_units(request)}


def may_fill(request: HttpRequest, row: Return) -> bool:
    """Whether the user answers for the school, or for the commune's office."""
    if row.of_school_id is not None:
        return request.scope.can(Action.FILL_RETURNS, row.of_school_id)
    return row.unit_id in {unit.pk for unit in own_units(request)}


def may_submit(request: HttpRequest, row: Return) -> bool:
    """Whether the user hands in for the school, or for the commune's office."""
    if row.of_school_id is not None:
        return request.scope.can(Action.SUBMIT_RETURNS, row.of_school_id)
    return may_fill(request, row)


def find_return(request: HttpRequest, public_id: UUID) -> Return:
    """The return, for who answers it and who follows its collection; otherwise Http404."""
    rows = Return.objects.select_related(
        "collection__unit", "collection__created_by", "version", "of_school", "unit", "submitted_by"
    )
    row = rows.filter(public_id=public_id).first()
    if row is None or not (may_fill(request, row) or follows(request, row)):
        raise Http404
    return row


def follows(request: HttpRequest, row: Return) -> bool:
    """Whether the user looks at it as an office: the one that asks, or the school's commune."""
    if not request.scope.can_somewhere(Action.COLLECT):
        return False
    if is_department(request):
        return True
    units = {unit.pk for unit in own_units(request)}
    return row.collection.unit_id in units or (
        row.collection.unit_id is None and row.unit_id in units
    )


def told(request: HttpRequest, act: Callable[[], object], done: str = "") -> bool:
    """Take the step; say what became of it."""
    try:
        act()
    except CollectingRefused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem)
        return False
    messages.success(request, done or _("The changes are saved."))
    return True


def told_of_form(request: HttpRequest, form: forms.Form) -> None:
    """Say what is wrong with a form that has no page of its own."""
    for name, problems in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}: {' '.join(map(str, problems))}".removeprefix(": "))
