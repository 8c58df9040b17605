"""The one place where the end of a term decides what was left open."""

from collections.abc import Sequence

from grades.choices import SheetState
from grades.models import MarkSheet
from grades.rules.sheets import Moment
from grades.selectors.settling import OpenLine, open_lines
from grades.services.writing import update_records


def settle_records(sheets: Sequence[MarkSheet], moment: Moment) -> int:
    """Give each open record the result it has now that the term is over; returns how many.

    A periodic assessment missed without a make-up is 0 or Chưa đạt (TT 22/2021 Art. 7(5)); a
    comment-only subject without its full number is Chưa đạt (Art. 9(1)), but not for want of a
    cell that was not due. The cells stay as they are. The caller holds the sheets' locks and has
    not sealed them yet.
    """
    return settle_lines(open_lines([s for s in sheets if s.state != SheetState.SEALED]), moment)


def settle_lines(lines: Sequence[OpenLine], moment: Moment) -> int:
    """The same, of all open lines of sheets that are not sealed."""
    settled = []
    for line in lines:
        line.record.average = line.result(moment)
        if line.record.average is not None:
            settled.append(line.record)
    return update_records(settled) if settled else 0
