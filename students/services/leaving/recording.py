"""What found rows of lists say of leavers, as destinations."""

import datetime
from collections.abc import Sequence

from eduportal.core.text import search_key
from students.choices import Destination, Evidence, RowState
from students.models import DestinationRecord, EnrolmentList, EnrolmentListRow
from students.paths import vocabulary
from students.selectors.leavers import newest_records, schools_by_name


def record_found(kept: EnrolmentList, rows: Sequence[EnrolmentListRow]) -> None:
    """Write down what found rows say, once a leaver; a contradiction becomes a question."""
    found = [row for row in rows if row.state == RowState.FOUND]
    newest = newest_records([row.leaver_id for row in found if row.leaver_id])
    records: dict[int, DestinationRecord] = {}
    doubtful = []
    to_school = schools_by_name().get(search_key(kept.institution)) if found else None
    for row in found:
        known = newest.get(row.leaver_id or 0)
        one = _joined(kept, known)
        if one is None:
            row.state = RowState.OPEN
            doubtful.append(row)
        elif known is None or known.destination != one:
            record = _destination(kept, row, one, kept.sent_by, to_school)
            record.since = _begun(kept, known)
            records.setdefault(row.leaver_id or 0, record)
    EnrolmentListRow.objects.bulk_update(doubtful, ["state"])
    DestinationRecord.objects.bulk_create(records.values())


def record_decided(row: EnrolmentListRow, by: str) -> None:
    """Write down what a row says of whom a person has named."""
    known = newest_records([row.leaver_id or 0]).get(row.leaver_id or 0)
    one = _joined(row.list, known) or Destination(row.list.kind)
    if known is None or known.destination != one:
        to_school = schools_by_name().get(search_key(row.list.institution))
        record = _destination(row.list, row, one, by, to_school)
        record.since = _begun(row.list, known)
        record.save()


def _begun(kept: EnrolmentList, known: DestinationRecord | None) -> datetime.date:
    """From when the answer holds: a list that comes late does not stand behind a newer word."""
    return max(kept.as_of, known.since) if known else kept.as_of


def _joined(kept: EnrolmentList, known: DestinationRecord | None) -> Destination | None:
    """What the list and the portal say together; None where they contradict.

    An older answer of a school gives way: it said what was known then. Two institutions of one
    kind are a contradiction as well.
    """
    kinds = [vocabulary.Destination(kept.kind)]
    if known and _holds(known, kept):
        kinds.append(vocabulary.Destination(known.destination))
        if known.evidence == Evidence.LIST and _is_elsewhere(known, kept):
            return None
    one = vocabulary.joined(kinds)
    return Destination(one.value) if one else None


def _holds(known: DestinationRecord, kept: EnrolmentList) -> bool:
    """Whether what is known has to agree with the list."""
    if known.evidence == Evidence.SCHOOL:
        return known.since > kept.as_of
    return known.destination in vocabulary.LEARNING


def _is_elsewhere(known: DestinationRecord, kept: EnrolmentList) -> bool:
    is_same_kind = known.destination == kept.kind
    return is_same_kind and search_key(known.institution) != search_key(kept.institution)


def _destination(
    kept: EnrolmentList,
    row: EnrolmentListRow,
    destination: Destination,
    by: str,
    to_school: int | None,
) -> DestinationRecord:
    return DestinationRecord(
        school_id=row.school_id or 0,
        leaver_id=row.leaver_id or 0,
        destination=destination,
        institution=kept.institution,
        to_school_id=to_school,
        since=kept.as_of,
        evidence=Evidence.LIST,
        list_row=row.pk,
        by=by,
    )
