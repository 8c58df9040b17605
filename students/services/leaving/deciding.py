"""Answers of persons to doubtful rows of lists."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.text import name_sort_key
from students.choices import MatchStage, RowState
from students.models import EnrolmentListRow, Leaver
from students.paths.people import one_letter_off
from students.services.leaving.recording import record_decided
from students.services.stays import StayRefused


def decide_row(
    *, row_id: int, shown: str, leaver_id: int | None, by: User, school_id: int | None = None
) -> None:
    """Say which leaver a row means, or None for somebody else.

    `school_id` is the school that answers; without one, whoever may match for every school.

    A name one letter off takes a second person. Raises EnrolmentListRow.DoesNotExist, StayRefused.
    """
    with transaction.atomic():
        rows = EnrolmentListRow.objects.select_for_update(of=("self",)).select_related("list")
        if school_id is not None:
            rows = rows.filter(school=school_id)
        row = rows.get(pk=row_id)
        if row.revision != shown or row.state not in (RowState.OPEN, RowState.SECOND):
            raise StayRefused([_("Another person has decided this row since. Nothing was done.")])
        if row.state == RowState.SECOND and row.decided_by_id == by.pk:
            raise StayRefused([_("A second person has to decide this row.")])
        was_open, row.decided_by = row.state == RowState.OPEN, by
        if leaver_id is None:
            row.state, row.leaver, row.stranger_since = RowState.REFUSED, None, timezone.now()
            row.choices = []
        else:
            row.leaver = _named(row, leaver_id)
            row.school_id = row.leaver.school_id
            takes_two = was_open and _is_misspelled(row, row.leaver)
            row.state = RowState.SECOND if takes_two else RowState.FOUND
        row.save()
        if row.state == RowState.FOUND:
            record_decided(row, str(by))


def _named(row: EnrolmentListRow, leaver_id: int) -> Leaver:
    """The leaver, if the row suggests or may mean him or her and it is seen. Raises StayRefused."""
    possible = {row.leaver_id} if row.leaver_id else set(row.choices)
    seen = Leaver.objects.filter(cohort=row.list.cohort_id, counts=True, pk__in=possible)
    leaver = seen.filter(pk=leaver_id).select_related("student").first()
    if leaver is None:
        raise StayRefused([_("This row does not mean the leaver of the form. Nothing was done.")])
    return leaver


def _is_misspelled(row: EnrolmentListRow, leaver: Leaver) -> bool:
    if row.stage == MatchStage.ONE_LETTER:
        return True
    named = name_sort_key(row.full_name)
    return row.stage == MatchStage.SEVERAL and one_letter_off(leaver.student.sort_key, named)
