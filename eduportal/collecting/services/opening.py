"""Opening a collection, giving more time, changing the form of an open one, closing it."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.collecting.choices import Audience, CollectionState, StepKind
from eduportal.collecting.models import (
    Collection,
    CollectionResult,
    CollectionStep,
    FormVersion,
    Return,
)
from eduportal.collecting.rules.form import still_asked
from eduportal.collecting.selectors.answered import (
    counting,
    counts_of,
    current_version,
    stored_sums,
    sums_by_place,
)
from eduportal.collecting.services.errors import locked, refuse_if
from eduportal.collecting.services.making import schools_asked
from eduportal.collecting.services.telling import tell_asked


def open_collection(*, collection: Collection, shown: int, user: User) -> None:
    """Freeze the form and ask every place: from now on answers come. Raises CollectingRefused."""
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state != CollectionState.DRAFT, _("It is open already."))
        version = _freeze(row)
        schools = schools_asked(row)
        refuse_if(not schools, _("No school fits: choose other communes or levels of education."))
        row.state, row.schools = CollectionState.OPEN, [school.pk for school in schools]
        row.save(update_fields=["state", "schools"])
        if row.audience == Audience.SCHOOLS:
            rows = [
                Return(collection=row, version=version, of_school=school, unit_id=school.unit_id,
                       schools=[school.pk])
                for school in schools
            ]  # fmt: skip
        else:
            by_unit: dict[int, list[int]] = {}
            for school in schools:
                assert school.unit_id is not None
                by_unit.setdefault(school.unit_id, []).append(school.pk)
            rows = [
                Return(collection=row, version=version, unit_id=unit, schools=ids)
                for unit, ids in by_unit.items()
            ]
        Return.objects.bulk_create(rows)
        _note(row, StepKind.OPENED, user)
        tell_asked(row, rows, by=user.pk)


def _freeze(row: Collection) -> FormVersion:
    version = FormVersion.objects.filter(collection=row, is_frozen=False).first()
    refuse_if(version is None, _("This version of the form is in use and stays as it is."))
    assert version is not None
    refuse_if(not version.form.asked, _("The form asks nothing yet."))
    version.is_frozen = True
    version.save(update_fields=["is_frozen"])
    return version


def begin_version(*, collection: Collection, shown: int) -> None:
    """Begin the next version of the form of an open collection. Raises CollectingRefused."""
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state != CollectionState.OPEN, _("It is not open."))
        versions = FormVersion.objects.filter(collection=row).order_by("-number")
        newest = versions[0]
        refuse_if(not newest.is_frozen, _("The next version is being written already."))
        FormVersion.objects.create(collection=row, number=newest.number + 1, content=newest.content)


def open_version(*, collection: Collection, shown: int, user: User, reason: str) -> None:
    """Put the next version of the form into use: who has not handed in yet answers it.

    Answers that were handed in stay with the version they were given to. Raises CollectingRefused.
    """
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state != CollectionState.OPEN, _("It is not open."))
        version = _freeze(row)
        waiting = (
            Return.objects.select_for_update(of=["self"])
            .select_related("version")
            .filter(collection=row, state="draft", is_newest=True)
        )
        asked = {field.key for field in version.form.asked}
        for each in waiting:
            kept = still_asked(each.version.form, version.form) & asked
            each.version = version
            each.answers = {key: value for key, value in each.answers.items() if key in kept}
            each.revision += 1
        Return.objects.bulk_update(waiting, ["version", "answers", "revision"])
        _note(row, StepKind.NEW_FORM, user, reason)


def extend(
    *, collection: Collection, shown: int, user: User, due_on: datetime.date, reason: str
) -> None:
    """Give more time. Raises CollectingRefused."""
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state != CollectionState.OPEN, _("It is not open."))
        refuse_if(due_on <= row.due_on, _("The new last day is not later than the present one."))
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        _note(row, StepKind.EXTENDED, user, f"{due_on:%d/%m/%Y}. {reason}")


def close(*, collection: Collection, shown: int, user: User, reason: str) -> None:
    """Close it and freeze what the answers add up to; again for what came after reopening.

    A reason is needed while somebody has not answered. Raises CollectingRefused.
    """
    with transaction.atomic():
        row = locked(collection, shown)
        refuse_if(row.state == CollectionState.DRAFT, _("It is not open."))
        # Whoever hands in now waits for this, and is then told that it is closed.
        list(Return.objects.select_for_update().filter(collection=row).values_list("pk"))
        missing = counts_of([row])[row.pk].missing
        refuse_if(bool(missing) and not reason, _("Not everybody has answered: say why it closes."))
        row.state = CollectionState.CLOSED
        row.save(update_fields=["state"])
        last = CollectionResult.objects.filter(collection=row).aggregate(last=Max("number"))["last"]
        CollectionResult.objects.create(
            collection=row,
            number=(last or 0) + 1,
            frozen_by=user,
            lines=stored_sums(sums_by_place(counting(row), current_version(row).form)),
        )
        _note(row, StepKind.CLOSED, user, reason)


def _note(row: Collection, kind: StepKind, user: User, text: str = "") -> None:
    CollectionStep.objects.create(collection=row, kind=kind, by=user, text=text[:500])
