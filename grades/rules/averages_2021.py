"""Counts, averages and comment-only results of one subject (22/2021/TT-BGDĐT, Điều 6, 7, 9).

All marks are integers in tenths, all arithmetic is on integers: a float turns 2.15 into 2.1.
"""

from collections.abc import Iterable, Sequence

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.rule_set import RULES_2021, Rounding, RuleSet

HIGHEST_MARK = 100


# Cells that stand for no assessment; never counted as a mark or a result.
_NOTHING = (None, CellCode.ABSENT, CellCode.EXEMPT)


def given_mark(cell: int | None) -> int | None:
    """The mark of a scored cell in tenths; None if it is empty, absent or exempt.

    Raises ValueError for anything but an integer from 0 to 100, so that neither 8.5 nor a code
    such as 201 is ever averaged.
    """
    if cell in _NOTHING:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int) or not 0 <= cell <= HIGHEST_MARK:
        raise ValueError(f"not a mark in tenths: {cell!r}")
    return int(cell)


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


def rounded_quotient(dividend: int, divisor: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """`dividend / divisor` to the nearest integer, exactly; for non-negative numbers."""
    quotient, remainder = divmod(dividend, divisor)
    if 2 * remainder == divisor and rounding is Rounding.HALF_EVEN:
        return quotient + quotient % 2
    return quotient + (2 * remainder >= divisor)


def regular_count(
    annual_periods: int,
    form: AssessmentForm = AssessmentForm.SCORED,
    *,
    has_cluster: bool = False,
    rules: RuleSet = RULES_2021,
) -> int:
    """How many regular assessments a subject has in one term: exactly, not at least.

    Vietnamese: số ĐĐGtx, số lần đánh giá thường xuyên (Điều 6 khoản 2, 3).
    `annual_periods` leaves out the periods of a study-topic cluster. Raises ValueError if it is
    not positive.
    """
    if annual_periods <= 0:
        raise ValueError(f"a subject has at least one period a year, not {annual_periods}")
    if form == AssessmentForm.COMMENTED:
        return rules.regular_commented
    tiers = (count for most, count in rules.regular_tiers if annual_periods <= most)
    return next(tiers, rules.regular_above_tiers) + (has_cluster and rules.cluster_is_extra)


def settled_periodic(
    cell: int | None,
    form: AssessmentForm,
    *,
    make_up_over: bool,
    rules: RuleSet = RULES_2021,
) -> int | None:
    """A midterm or final cell as it enters the result.

    Vietnamese: kiểm tra, đánh giá bù (Điều 7 khoản 4, 5). An absence is pending (None) while a
    make-up is possible; then it is 0, or Chưa đạt in a comment-only subject. A regular mark has no
    such rule: never pass one here.
    """
    if cell != CellCode.ABSENT:
        return cell
    if not (make_up_over and rules.absence_settles):
        return None
    return CellCode.FAILED if form == AssessmentForm.COMMENTED else 0


def term_average(
    regular: Sequence[int | None],
    midterm: int | None,
    final: int | None,
    *,
    rules: RuleSet = RULES_2021,
) -> int | None:
    """Average of one scored subject in one term, in tenths.

    Vietnamese: ĐTBmhk = (TĐĐGtx + 2·ĐĐGgk + 3·ĐĐGck) / (số ĐĐGtx + 5) (Điều 9 khoản 1 điểm b).
    One element of `regular` is one slot of the sheet. None while any mark is missing; raises
    ValueError for a mark outside 0 to 100.
    """
    marks = [given_mark(cell) for cell in regular]
    given = [mark for mark in marks if mark is not None]
    midterm, final = given_mark(midterm), given_mark(final)
    if midterm is None or final is None or not given:
        return None
    if len(given) < len(marks) and rules.missing_regular_blocks:
        return None
    total = (
        rules.regular_weight * sum(given)
        + rules.midterm_weight * midterm
        + rules.final_weight * final
    )
    weights = rules.regular_weight * len(given) + rules.midterm_weight + rules.final_weight
    return rounded_quotient(total, weights, rules.rounding)


def year_average(
    term1: int | None, term2: int | None, *, rules: RuleSet = RULES_2021
) -> int | None:
    """Average of one scored subject over the year, in tenths, from the rounded term averages.

    Vietnamese: ĐTBmcn = (ĐTBmhkI + 2·ĐTBmhkII) / 3 (Điều 9 khoản 1 điểm b).
    None while either term is missing. A student who joined without a first term has no year
    average either: the second term alone is never used silently, the principal decides.
    """
    first, second = given_mark(term1), given_mark(term2)
    if first is None or second is None:
        return None
    total = rules.term1_weight * first + rules.term2_weight * second
    return rounded_quotient(total, rules.term1_weight + rules.term2_weight, rules.rounding)


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
    *,
    rules: RuleSet = RULES_2021,
) -> bool | None:
    """Whether a comment-only subject is Đạt in one term.

    Vietnamese: kết quả học tập của môn học đánh giá bằng nhận xét (Điều 9 khoản 1 điểm a).
    Đạt only if the full number of assessments is there and every one is Đạt: no majority.
    None while one is missing.
    """
    if len(regular) < rules.regular_commented:
        return None
    return combined_strands([*regular, midterm, final])


def commented_year_result(term1: bool | int | None, term2: bool | int | None) -> bool | None:
    """Whether a comment-only subject is Đạt over the year: the second term's result alone.

    Vietnamese: Điều 9 khoản 1 điểm a. The first term is asked for because leaving it out of the
    call reads like a mistake; it has no effect.
    """
    return given_result(term2)
