"""What the school of a leaver says of him or her."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from students.choices import Destination, Evidence
from students.models import DestinationRecord, Leaver, LeaverCohort
from students.paths.vocabulary import SAID
from students.selectors.leavers import newest_records
from students.services.stays import StayRefused, lock_roster, require_none


@dataclass(frozen=True)
class Answer:
    """One answer of a form: for which leaver and record it was made, and what it says."""

    leaver: int
    shown: str
    destination: str


def say_destinations(
    *, school_id: int, cohort_id: int, answers: Sequence[Answer], on: datetime.date, by: User
) -> int:
    """Record where the school's own leavers are; returns how many. All or nothing.

    Raises StayRefused with a sentence for each leaver of whom somebody has said something since,
    and for what is no leaver of the school or no destination.
    """
    with transaction.atomic():
        lock_roster(school_id)
        _require_possible(school_id, cohort_id, answers)
        keep_destinations(
            DestinationRecord(
                school_id=school_id,
                leaver_id=each.leaver,
                destination=Destination(each.destination),
                since=on,
                evidence=Evidence.SCHOOL,
                by=str(by),
            )
            for each in answers
        )
    return len(answers)


def _require_possible(school_id: int, cohort_id: int, answers: Sequence[Answer]) -> None:
    keys = [each.leaver for each in answers]
    own = Leaver.objects.filter(school=school_id, cohort=cohort_id, counts=True)
    leavers = {each.pk: each for each in own.filter(pk__in=keys).select_related("student")}
    if any(each.leaver not in leavers for each in answers):
        raise StayRefused([_("A student of the form is no leaver of this school.")])
    possible = SAID[LeaverCohort.objects.get(pk=cohort_id).group]
    if any(each.destination not in possible for each in answers):
        raise StayRefused([_("A destination of the form is not known.")])
    newest = newest_records(keys)
    require_none(
        [
            _("%(name)s: another person has said “%(known)s” since. Nothing was saved.")
            % {
                "name": leavers[each.leaver].student.full_name,
                "known": newest[each.leaver].get_destination_display(),
            }
            for each in answers
            if each.leaver in newest and str(newest[each.leaver].pk) != each.shown
        ]
    )


def keep_destinations(records: Iterable[DestinationRecord]) -> None:
    """Add destinations that are known from elsewhere."""
    DestinationRecord.objects.bulk_create(records, batch_size=2000)
