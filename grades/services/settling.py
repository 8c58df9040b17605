"""The one place where the end of a term decides what was left open."""

from collections.abc import Sequence

from grades.cells import average_of
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.rules.sheets import Moment
from grades.selectors.settling import open_records
from grades.services.writing import update_records


def settle_records(sheets: Sequence[MarkSheet], moment: Moment) -> int:
    """Give each open record the result it has now that the term is over; returns how many.

    A periodic assessment missed without a make-up is 0 or Chưa đạt (TT 22/2021 Art. 7(5)); a
    comment-only subject without its full number is Chưa đạt (Art. 9(1)). The cells stay as they
    are. The caller holds the sheets' locks and has not sealed them yet.
    """
    settled = []
    for record in open_records([sheet for sheet in sheets if sheet.state != SheetState.SEALED]):
        record.average = average_of(record, moment)
        if record.average is not None:
            settled.append(record)
    return update_records(settled) if settled else 0
