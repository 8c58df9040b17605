"""Counts, averages and comment-only results of one subject (22/2021/TT-BGDĐT, Điều 6, 7, 9).

All marks are integers in tenths, all arithmetic is on integers: a float turns 2.15 into 2.1.
"""

from collections.abc import Collection, Iterable, Sequence

from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.sheets import Line, Marks
from grades.rules.tt22.mark_readings import ExemptCell, MarkReadings, Rounding, WithoutFirstTerm

# Cells that stand for no assessment; never counted as a mark or a result.
_NOTHING = (None, CellCode.ABSENT, CellCode.EXEMPT)


def given_mark(cell: int | None) -> int | None:
    """The mark of a scored cell in tenths; None if it is empty, absent or exempt.

    Raises ValueError for anything but an integer from 0 to 100, so that neither 8.5 nor a code
    such as 201 is ever averaged.
    """
    # Almost every cell that is judged is a mark: asked for first, a million times a province.
    if type(cell) is int and 0 <= cell <= HIGHEST_MARK:
        return cell
    if cell in _NOTHING:
        return None
    raise ValueError(f"not a mark in tenths: {cell!r}")


def given_result(cell: bool | int | None) -> bool | None:
    """The result of a comment-only cell; None if it is empty, absent or exempt.

    Takes a bool or a CellCode and raises ValueError for anything else: the code of Chưa đạt is a
    number, and numbers other than zero are true.
    """
    if isinstance(cell, bool):
        return cell
    if cell in _NOTHING:
        return None
    if cell not in (CellCode.PASSED, CellCode.FAILED):
        raise ValueError(f"not a comment-only result: {cell!r}")
    return cell == CellCode.PASSED


def rounded_quotient(dividend: int, divisor: int, rounding: Rounding) -> int:
    """`dividend / divisor` to the nearest integer, exactly; for non-negative numbers."""
    quotient, remainder = divmod(dividend, divisor)
    if 2 * remainder == divisor and rounding is Rounding.HALF_EVEN:
        return quotient + quotient % 2
    return quotient + (2 * remainder >= divisor)


def regular_count(annual_periods: int, form: AssessmentForm, readings: MarkReadings) -> int:
    """How many regular assessments a subject has in one term: exactly, not at least.

    Vietnamese: số ĐĐGtx, số lần đánh giá thường xuyên (Điều 6 khoản 2). `annual_periods` leaves
    out the periods of the study topics, and the count their mark. Raises ValueError if it is not
    positive.
    """
    if annual_periods <= 0:
        raise ValueError(f"a subject has at least one period a year, not {annual_periods}")
    if form == AssessmentForm.COMMENTED:
        return readings.regular_commented
    if annual_periods < readings.few_periods:
        return readings.regular_below_few
    if annual_periods == readings.few_periods:
        return readings.regular_few
    if annual_periods <= readings.medium_periods:
        return readings.regular_medium
    return readings.regular_many


def settled_periodic(
    cell: int | None, form: AssessmentForm, readings: MarkReadings, *, make_up_over: bool
) -> int | None:
    """A midterm or final cell as it enters the result.

    Vietnamese: kiểm tra, đánh giá bù (Điều 7 khoản 4, 5). An absence is pending (None) while a
    make-up is possible; then it is 0, or Chưa đạt in a comment-only subject. A regular mark has no
    such rule: never pass one here.
    """
    if cell != CellCode.ABSENT:
        return cell
    if not (make_up_over and readings.absence_settles):
        return None
    return CellCode.FAILED if form == AssessmentForm.COMMENTED else 0


def term_average(
    regular: Sequence[int | None],
    midterm: int | None,
    final: int | None,
    readings: MarkReadings,
    *,
    topics: Sequence[int | None] = (),
) -> int | None:
    """Average of one scored subject in one term, in tenths.

    Vietnamese: ĐTBmhk = (TĐĐGtx + 2·ĐĐGgk + 3·ĐĐGck) / (số ĐĐGtx + 5) (Điều 9 khoản 1 điểm b).
    One element of `regular` is one slot of the sheet; `topics` holds the marks of study topics
    (chuyên đề), which count as regular marks where they were given. None while a mark is missing
    that the readings wait for, and without any regular mark; raises ValueError for a mark outside
    0 to 100.
    """
    marks = [given_mark(cell) for cell in (*regular, *topics)]
    periodic = (given_mark(midterm), given_mark(final))
    if None in (*marks, *periodic) and _waits(regular, topics, (midterm, final), readings):
        return None
    given = [mark for mark in marks if mark is not None]
    if not given:
        return None
    total, weights = readings.regular_weight * sum(given), readings.regular_weight * len(given)
    weighed = (readings.midterm_weight, readings.final_weight)
    for mark, weight in zip(periodic, weighed, strict=True):
        if mark is not None:
            total += weight * mark
            weights += weight
    return rounded_quotient(total, weights, readings.rounding)


def _waits(
    regular: Iterable[int | None],
    topics: Iterable[int | None],
    periodic: Iterable[int | None],
    readings: MarkReadings,
) -> bool:
    """Whether a mark is missing that the readings wait for."""
    cells = [*periodic]
    cells += regular if readings.missing_regular_blocks else ()
    cells += topics if readings.missing_topic_blocks else ()
    return any(given_mark(cell) is None and not _left_out(cell, readings) for cell in cells)


def _left_out(cell: int | None, readings: MarkReadings) -> bool:
    """Whether the cell is exempt and the readings count the subject without it."""
    return cell == CellCode.EXEMPT and readings.exempt_cell is ExemptCell.LEAVE_OUT


def year_average(term1: int | None, term2: int | None, readings: MarkReadings) -> int | None:
    """Average of one scored subject over the year, in tenths, from the rounded term averages.

    Vietnamese: ĐTBmcn = (ĐTBmhkI + 2·ĐTBmhkII) / 3 (Điều 9 khoản 1 điểm b).
    None while either term is missing; a student who joined without a first term waits for the
    head's decision unless the readings take the second term alone.
    """
    first, second = given_mark(term1), given_mark(term2)
    if second is None:
        return None
    if first is None:
        is_enough = readings.without_first_term is WithoutFirstTerm.SECOND_TERM
        return second if is_enough else None
    total = readings.term1_weight * first + readings.term2_weight * second
    return rounded_quotient(total, readings.term1_weight + readings.term2_weight, readings.rounding)


def combined_strands(results: Iterable[bool | int | None]) -> bool | None:
    """One comment-only assessment taken in several strands: passed only if each of them is.

    Example: Âm nhạc and Mĩ thuật within Nghệ thuật. None while any strand is missing.
    """
    strands = [given_result(result) for result in results]
    if not strands or None in strands:
        return None
    return all(strands)


def commented_term_result(
    regular: Sequence[bool | int | None],
    midterm: bool | int | None,
    final: bool | int | None,
    readings: MarkReadings,
    *,
    term_over: bool,
) -> bool | None:
    """Whether a comment-only subject is Đạt in one term.

    Vietnamese: kết quả học tập của môn học đánh giá bằng nhận xét (Điều 9 khoản 1 điểm a).
    Đạt only if the full number of assessments is there and every one is Đạt: no majority. None
    while one is missing; once the term is over every other case is Chưa đạt, a missing regular
    result only if the readings say so.
    """
    cells = [cell for cell in (*regular, midterm, final) if not _left_out(cell, readings)]
    result = combined_strands(cells)
    is_full = len(regular) >= readings.regular_commented and result is not None
    if is_full or not term_over:
        return result if is_full else None
    if not readings.missing_regular_fails and _only_regular_missing(regular, midterm, final):
        return None
    return False


def _only_regular_missing(
    regular: Sequence[bool | int | None], midterm: bool | int | None, final: bool | int | None
) -> bool:
    """Whether nothing but regular results stands between the subject and Đạt."""
    given = [given_result(cell) for cell in regular]
    return False not in given and bool(combined_strands([midterm, final]))


def commented_year_result(term2: bool | int | None) -> bool | None:
    """Whether a comment-only subject is Đạt over the year: the second term's result alone.

    Vietnamese: Điều 9 khoản 1 điểm a.
    """
    return given_result(term2)


def at_best(line: Line, undue: Collection[str]) -> Marks:
    """The line of a comment-only subject as if each empty cell that was not due were Đạt."""

    def best(cell: int | None, kind: str) -> int | None:
        return CellCode.PASSED if cell is None and kind in undue else cell

    return Marks(
        [best(cell, "regular") for cell in line.regular],
        best(line.midterm, "midterm"),
        best(line.final, "final"),
    )
