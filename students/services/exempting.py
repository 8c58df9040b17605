"""The only writer of exemptions: who is not assessed in which subject, by which decision."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.models import Subject
from students.models import Exemption, Student
from students.services.stays import ONE_DAY, StayRefused, lock_roster, lock_student


@dataclass(frozen=True)
class Decision:
    """What a decision says. `ends_on` is None where it names no last day."""

    subject: Subject
    number: str
    signed_on: datetime.date
    starts_on: datetime.date
    ends_on: datetime.date | None
    reason: str


def exempt(*, student: Student, decision: Decision) -> Exemption:
    """Record that a student is exempt from a subject. Raises StayRefused with every reason.

    The sheets of terms that are not sealed follow (eduportal.registry.ON_EXEMPTIONS_CHANGED).
    """
    row = Exemption(
        school_id=student.school_id,
        student=student,
        subject=decision.subject,
        decision=decision.number,
        signed_on=decision.signed_on,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        reason=decision.reason,
    )
    _change(student, row.save, row)
    return row


def end_exemption(*, exemption_id: int, shown: str, on: datetime.date) -> Exemption:
    """Record the last day of an exemption; marks of the running term are asked for again.

    Raises StayRefused.
    """
    with transaction.atomic():
        row = _locked(exemption_id, shown)
        row.ends_on = on
        _change(row.student, row.save, row)
    return row


def remove_exemption(*, exemption_id: int, shown: str) -> None:
    """Take away an exemption that was recorded by mistake; the history keeps it.

    Raises StayRefused where it is gone or has changed, or a sealed term rests on it.
    """
    with transaction.atomic():
        row = _locked(exemption_id, shown)
        _change(row.student, row.delete, row)


def carry_exemptions(old: Student, new: Student, on: datetime.date) -> None:
    """From the day on, the record at the new school is exempt as the old one was, and no further.

    What an earlier stay at the new school left there ends the day before.
    """
    for row in new.exemptions.exclude(ends_on__lt=on):
        if row.starts_on < on:
            row.ends_on = on - ONE_DAY
            row.save()
        else:
            row.delete()
    for row in old.exemptions.exclude(ends_on__lt=on):
        row.pk, row.student, row.school_id = None, new, new.school_id
        row.starts_on = max(row.starts_on, on)
        row._state.adding = True
        row.save()


def _locked(exemption_id: int, shown: str) -> Exemption:
    """The exemption, with the school's roster locked until the transaction ends."""
    rows = Exemption.objects.filter(pk=exemption_id)
    for school_id in rows.values_list("school_id", flat=True):
        lock_roster(school_id)
    row = rows.select_related("student", "subject").first()
    if row is None or row.revision != shown:
        raise StayRefused(
            [_("The exemption has changed since this page was opened. Nothing was done.")]
        )
    return row


def _change(student: Student, act: Callable[[], object], row: Exemption) -> None:
    """One change of an exemption, with what follows from it in the mark book."""
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise StayRefused([_("The last day is before the first.")])
    try:
        with transaction.atomic():
            lock_student(student)
            act()
            for name in registry.ON_EXEMPTIONS_CHANGED:
                import_string(name)(student)
    except IntegrityError as error:
        if "exemption_one_a_day" not in str(error):
            raise
        taken = _("The student is exempt from this subject on these days by another decision.")
        raise StayRefused([taken]) from error
