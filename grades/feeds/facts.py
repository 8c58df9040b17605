"""Results as the exchange projects them to other shapes: one a student, one a subject."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eduportal.exchange.feeds import Fact, Row
from eduportal.exchange.feeds.enrolment import STUDYING
from eduportal.exchange.feeds.students import (
    IDENTITY,
    Identity,
    place_of,
    within_class,
)
from eduportal.exchange.wire.header import Header
from grades.rules.cells import HIGHEST_MARK, CellCode
from grades.rules.travelling import NOT_TAKEN

SubjectResult = tuple[str, str, int | None]
"""Code, form and result of a subject, as a cell."""


def result_facts(
    header: Header, line: Row, result: Mapping[str, Any], subjects: Sequence[SubjectResult]
) -> Iterator[Fact]:
    """What one line says: nothing of a student who does not count in it.

    `overall` is the mean of the subjects' marks in tenths, half up: TT 22/2021 knows no such
    figure. `status` says what a subject's result is: mark, commented, exempt, absent or none;
    `cell` is the result as it travels, `mark` the same where it is a mark.
    """
    who = Identity(*line[:IDENTITY])
    if who.standing != STUDYING:
        return
    place, within = place_of(header), within_class(header, who.uid)
    person = {"uid": who.uid, "number": who.number, "code": who.code, "name": who.name}
    key = (header.scope.year, header.scope.period, who.uid)
    marks = [cell for _code, _form, cell in subjects if cell is not None and cell <= HIGHEST_MARK]
    overall = (2 * sum(marks) + len(marks)) // (2 * len(marks)) if marks else None
    values = {**place, **person, **result, "overall": overall}
    yield Fact("result", key, values, within, person=who.uid)
    within = {**within, "result": key}
    for code, form, cell in subjects:
        if cell != NOT_TAKEN:
            own = {"subject": code, "form": form, "cell": cell, "status": _status(cell)}
            mark = cell if own["status"] == "mark" else None
            values = {**place, **person, **own, "mark": mark}
            yield Fact("mark", (*key, code), values, within, person=who.uid)


def _status(cell: int | None) -> str:
    if cell is None:
        return "none"
    if cell <= HIGHEST_MARK:
        return "mark"
    return {CellCode.EXEMPT: "exempt", CellCode.ABSENT: "absent"}.get(CellCode(cell), "commented")
