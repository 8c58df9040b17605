"""Lists of institutions: each row answered by matching, or put as a question."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.text import name_sort_key, search_key
from eduportal.scoping import everywhere
from schools.models import School
from students.choices import Destination, Evidence, MatchStage, RowState
from students.models import (
    DestinationRecord,
    EnrolmentList,
    EnrolmentListRow,
    Leaver,
    LeaverCohort,
    UploadLink,
)
from students.paths import vocabulary
from students.paths.matching import ASKED, Match, Matcher, Stage
from students.paths.people import Person
from students.selectors.leavers import newest_records
from students.services.leaving.reading import Listed, ListRefused
from students.services.stays import StayRefused

WHY = "the list of an institution is matched with the leavers of the province"


@dataclass(frozen=True)
class Source:
    """Whose list it is, of which day, and who handed it over."""

    cohort: LeaverCohort
    institution: str
    kind: str
    as_of: datetime.date
    sent_by: str
    link: UploadLink | None = None


def receive_list(source: Source, rows: Sequence[Listed]) -> list[RowState]:
    """Keep the list, and say of each row what its sender may know. Raises ListRefused."""
    if source.kind not in vocabulary.LISTED:
        raise ListRefused([_("No institution of this kind keeps lists of learners.")])
    if not source.cohort.school_year.ends_on < source.as_of <= timezone.localdate():
        raise ListRefused([_("The day of the list must lie between the cohort's end and today.")])
    with transaction.atomic(), everywhere(WHY):
        leavers = {
            each.pk: each
            for each in Leaver.objects.filter(cohort=source.cohort, completed=True).select_related(
                "student"
            )
        }
        matches = _matched(rows, leavers)
        kept = EnrolmentList.objects.create(
            cohort=source.cohort,
            link=source.link,
            institution=source.institution,
            kind=source.kind,
            as_of=source.as_of,
            sent_by=source.sent_by,
        )
        stored = [_row(kept, row, match, leavers) for row, match in zip(rows, matches, strict=True)]
        EnrolmentListRow.objects.bulk_create(stored)
        _record(kept, stored)
    return [RowState(row.state) for row in stored]


def _matched(rows: Sequence[Listed], leavers: Mapping[int, Leaver]) -> list[Match]:
    matcher = Matcher(
        Person(
            leaver.pk,
            leaver.student.personal_number or "",
            leaver.student.sort_key,
            leaver.student.birth_date,
            leaver.school_id,
        )
        for leaver in leavers.values()
    )
    schools = _schools_by_name()
    return [
        matcher.match(
            Person(
                row.place,
                row.number,
                name_sort_key(row.full_name),
                row.birth_date,
                schools.get(search_key(row.former_school)) if row.former_school else None,
            )
        )
        if row.is_readable
        else Match(row.place, Stage.UNREADABLE)
        for row in rows
    ]


def _schools_by_name() -> dict[str, int]:
    """Schools by code and by whole name, where only one has it."""
    found = list(School.objects.values_list("pk", "code", "search_key"))
    names = Counter(name for _pk, _code, name in found)
    by_name = {name: pk for pk, _code, name in found if names[name] == 1}
    return by_name | {search_key(code): pk for pk, code, _name in found}


def _row(
    kept: EnrolmentList, row: Listed, match: Match, leavers: Mapping[int, Leaver]
) -> EnrolmentListRow:
    leaver = leavers[match.leaver] if match.leaver is not None else None
    if match.is_automatic:
        state = RowState.FOUND
    elif match.stage in ASKED:
        state = RowState.OPEN
    else:
        state = RowState.STRANGER if match.stage is Stage.STRANGER else RowState.WRONG
    is_nobody = state in (RowState.STRANGER, RowState.WRONG)
    return EnrolmentListRow(
        school_id=leaver.school_id if leaver else None,
        list=kept,
        place=row.place,
        personal_number=row.number,
        full_name=row.full_name,
        birth_date=row.birth_date,
        former_school=row.former_school,
        stage=MatchStage(match.stage.value),
        state=state,
        leaver=leaver,
        stranger_since=timezone.now() if is_nobody else None,
    )


def _record(kept: EnrolmentList, rows: Sequence[EnrolmentListRow]) -> None:
    """Write down what found rows say, once a leaver; a contradiction becomes a question."""
    found = [row for row in rows if row.state == RowState.FOUND]
    newest = newest_records([row.leaver_id for row in found if row.leaver_id])
    records: dict[int, DestinationRecord] = {}
    doubtful = []
    for row in found:
        known = newest.get(row.leaver_id or 0)
        one = _joined(kept, known)
        if one is None:
            row.state = RowState.OPEN
            doubtful.append(row)
        elif known is None or known.destination != one:
            records.setdefault(row.leaver_id or 0, _destination(kept, row, one, kept.sent_by))
    EnrolmentListRow.objects.bulk_update(doubtful, ["state"])
    DestinationRecord.objects.bulk_create(records.values())


def _joined(kept: EnrolmentList, known: DestinationRecord | None) -> Destination | None:
    """What the list and the portal say together; None where they contradict.

    An older answer of a school gives way: it said what was known then.
    """
    kinds = [vocabulary.Destination(kept.kind)]
    if known and known.evidence != Evidence.SCHOOL and known.destination in vocabulary.LEARNING:
        kinds.append(vocabulary.Destination(known.destination))
    one = vocabulary.joined(kinds)
    return Destination(one.value) if one else None


def _destination(
    kept: EnrolmentList, row: EnrolmentListRow, destination: Destination, by: str
) -> DestinationRecord:
    return DestinationRecord(
        school_id=row.school_id or 0,
        leaver_id=row.leaver_id or 0,
        destination=destination,
        institution=kept.institution,
        since=kept.as_of,
        evidence=Evidence.LIST,
        list_row=row.pk,
        by=by,
    )


def decide_row(*, row_id: int, shown: str, is_same: bool, by: User) -> None:
    """Say whether a row means the leaver it suggests, in the caller's scope.

    A name one letter off takes a second person. Raises EnrolmentListRow.DoesNotExist, StayRefused.
    """
    with transaction.atomic():
        rows = EnrolmentListRow.objects.select_for_update(of=("self",)).select_related("list")
        row = rows.get(pk=row_id)
        if row.revision != shown or row.state not in (RowState.OPEN, RowState.SECOND):
            raise StayRefused([_("Another person has decided this row since. Nothing was done.")])
        if row.state == RowState.SECOND and row.decided_by_id == by.pk:
            raise StayRefused([_("A second person has to decide this row.")])
        if is_same and row.leaver_id is None:
            raise StayRefused([_("No leaver is suggested for this row.")])
        is_first = row.stage == MatchStage.ONE_LETTER and row.state == RowState.OPEN
        row.decided_by = by
        if not is_same:
            row.state, row.leaver, row.stranger_since = RowState.REFUSED, None, timezone.now()
        else:
            row.state = RowState.SECOND if is_first else RowState.FOUND
        row.save()
        if row.state == RowState.FOUND:
            kind = Destination(row.list.kind)
            known = newest_records([row.leaver_id or 0]).get(row.leaver_id or 0)
            one = _joined(row.list, known) or kind
            if known is None or known.destination != one:
                _destination(row.list, row, one, str(by)).save()
