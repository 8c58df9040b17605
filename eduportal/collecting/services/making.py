"""The only writer of collections and their forms while they are being written."""

import datetime
from collections.abc import Collection as Some
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.collecting.choices import Approver, Audience, CollectionState, Statistics
from eduportal.collecting.models import Collection, FormVersion
from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.form import Form
from eduportal.collecting.services.errors import CollectingRefused, locked, refuse_if
from schools.models import AdminUnit, School


@dataclass(frozen=True)
class Wanted:
    """What is asked of whom until when; `units` are ids of communes, all where empty."""

    title: str
    purpose: str
    audience: str
    as_of: datetime.date
    due_on: datetime.date
    stages: Some[str] = ()
    units: Some[int] = ()
    approver: str = Approver.ASKER
    statistics: str = Statistics.NONE
    is_personal: bool = False
    form: Form = field(default_factory=Form)


def draft_collection(*, wanted: Wanted, unit: AdminUnit | None, user: User) -> Collection:
    """A new draft of the Department, or of a commune's office. Raises CollectingRefused."""
    with transaction.atomic():
        collection = Collection(unit=unit, created_by=user)
        _write(collection, wanted)
        FormVersion.objects.create(
            collection=collection, number=1, content=forms.stored(wanted.form)
        )
        return collection


def change_collection(*, collection: Collection, shown: int, wanted: Wanted) -> None:
    """Write a draft anew, its form apart. Raises CollectingRefused."""
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state != CollectionState.DRAFT, _("It is open already."))
        _write(row, wanted)


def _write(row: Collection, wanted: Wanted) -> None:
    row.title, row.purpose = wanted.title, wanted.purpose
    row.audience, row.approver = wanted.audience, wanted.approver
    row.as_of, row.due_on = wanted.as_of, wanted.due_on
    row.stages, row.units = list(wanted.stages), list(wanted.units)
    row.statistics, row.is_personal = wanted.statistics, wanted.is_personal
    if row.unit_id is not None or row.audience == Audience.COMMUNES:
        row.approver = Approver.ASKER
    problems = []
    if row.unit_id is not None and row.audience == Audience.COMMUNES:
        problems.append(_("A commune asks the schools of the commune."))
    if row.due_on < row.as_of:
        problems.append(_("The last day is before the day the figures speak of."))
    if problems:
        raise CollectingRefused(problems)
    row.schools = [school.pk for school in schools_asked(row)]
    row.save()


def schools_asked(collection: Collection) -> list[School]:
    """The open schools a collection is about, by commune and name."""
    schools = School.objects.filter(closed_on=None).select_related("unit")
    if collection.unit_id is not None:
        schools = schools.filter(unit=collection.unit_id)
    if collection.units:
        schools = schools.filter(unit__in=collection.units)
    if collection.stages:
        schools = schools.filter(stages__overlap=collection.stages)
    if collection.audience == Audience.COMMUNES:
        schools = schools.filter(unit__isnull=False)
    return list(schools.order_by("unit__search_key", "search_key", "pk"))


def write_form(*, collection: Collection, shown: int, form: Form) -> None:
    """Store the form that is being written. Raises CollectingRefused."""
    with transaction.atomic():
        row = locked(collection, shown)
        version = FormVersion.objects.filter(collection=row, is_frozen=False).first()
        refuse_if(version is None, _("This version of the form is in use and stays as it is."))
        assert version is not None
        problems = []
        if len(form.fields) > forms.MOST_FIELDS:
            problems.append(_("A form has %s questions at most.") % forms.MOST_FIELDS)
        if len(form.checks) > forms.MOST_CHECKS:
            problems.append(_("A form has %s checks at most.") % forms.MOST_CHECKS)
        if not all(forms.makes_sense(form, check) for check in form.checks):
            problems.append(_("A check names questions it cannot be asked of."))
        if problems:
            raise CollectingRefused(problems)
        version.content = forms.stored(form)
        version.save(update_fields=["content"])


def delete_draft(*, collection: Collection, shown: int) -> None:
    """Remove a collection that was never opened. Raises CollectingRefused."""
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state != CollectionState.DRAFT, _("It is open already."))
        Collection.objects.filter(pk=row.pk).delete()
