"""The decisions on a student without a level that 22/2021/TT-BGDĐT knows (Điều 7, 9, 11)."""

from collections.abc import Collection, Sequence

from grades.rules.answers import Answer, Lack
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.sheets import Column, Layout, Line
from grades.rules.tt22.mark_readings import ExemptCell
from grades.rules.tt22.readings import Readings, Undecided

CLAUSES = {
    Answer.MAKE_UP: "Đ7 k4",
    Answer.ZERO: "Đ7 k5",
    Answer.LEAVE_OUT: "Đ11",
    Answer.LEVEL: "Đ11",
    Answer.NONE: "Đ9 k2",
}


def lacks_of(
    columns: Sequence[Column], sheet: Layout, line: Line, undue: Collection[str]
) -> tuple[Lack, ...]:
    """The cells for want of which the line has no result; `undue` as in Scheme.average."""
    empty = [each for each in columns if each.value(line) in (None, CellCode.ABSENT)]
    if sheet.form == AssessmentForm.SCORED:
        # Where the average does not wait for a regular mark, it still takes one.
        empty = [each for each in empty if each.blocks] or empty
    return tuple(
        Lack(each.name, each.group, each.value(line) is not None or each.kind not in undue)
        for each in empty
    )


def answers(lacks: Collection[Lack], rules: Readings, *, has_every_result: bool) -> list[Answer]:
    """The decisions open to the head.

    A student with every result lacks subjects: the table of Điều 9 khoản 2 cannot be applied.
    """
    periodic = [each for each in lacks if each.group == "periodic"]
    there = {
        Answer.MAKE_UP: bool(periodic),
        Answer.ZERO: rules.zero_by_decision and any(each.is_due for each in periodic),
        Answer.LEAVE_OUT: rules.exempt_cell is ExemptCell.LEAVE_OUT and bool(lacks),
        Answer.LEVEL: rules.level_by_decision and has_every_result,
        Answer.NONE: True,
    }
    return [answer for answer, is_open in there.items() if is_open]


def cells_by(answer: Answer, sheet: Layout, lacks: Collection[Lack]) -> dict[str, int]:
    """What the decision writes into which cells. A mark that was not asked for is never 0."""
    if answer is Answer.LEAVE_OUT:
        return {each.cell: CellCode.EXEMPT for each in lacks}
    if answer is not Answer.ZERO:
        return {}
    nothing = CellCode.FAILED if sheet.form == AssessmentForm.COMMENTED else 0
    return {each.cell: nothing for each in lacks if each.group == "periodic" and each.is_due}


def waits_for(answer: Answer | None, rules: Readings) -> bool:
    """Whether the class is not sealed before; None where nobody has decided."""
    if answer is None:
        return rules.undecided is Undecided.WAIT
    return answer is Answer.MAKE_UP and rules.make_up_waits
