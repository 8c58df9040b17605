"""How many teachers a subject asks for, and the four measures that are all called a shortage.

No circular gives a formula; both follow from the periods of the programme and the weekly norm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from staffing.rules.load import TEACHING_WEEKS


def weekly_demand(periods_a_year: Mapping[str, int], classes: Mapping[str, int]) -> Fraction:
    """Periods a week of one subject, from its periods a year and the classes of each grade.

    A grade without periods has none of the subject. Raises KeyError for periods of a grade whose
    classes are not given.
    """
    total = sum(periods * classes[grade] for grade, periods in periods_a_year.items())
    return Fraction(total, TEACHING_WEEKS)


def teachers_needed(weekly: Fraction, norm: int, reductions: int = 0) -> Fraction:
    """Full posts for these periods; `reductions` are periods a week that duties take off."""
    return (weekly + reductions) / norm


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a school lacks, by four measures that must stay apart. Negative: it has more.

    `short` and `surplus` add up subjects each on its own: a surplus in one never pays for a
    shortage in another.
    """

    norm_gap: Fraction
    quota_gap: Fraction
    unfilled_quota: Fraction
    short: Fraction
    surplus: Fraction


def gaps(
    norm_max: Fraction,
    quota: Fraction,
    on_payroll: Fraction,
    by_subject: Mapping[str, tuple[Fraction, Fraction]],
) -> Gaps:
    """The gaps of a school; `by_subject` holds the teachers there and those needed."""
    differences = [needed - there for there, needed in by_subject.values()]
    return Gaps(
        norm_gap=norm_max - on_payroll,
        quota_gap=quota - on_payroll,
        unfilled_quota=max(Fraction(0), quota - on_payroll),
        short=sum((each for each in differences if each > 0), Fraction(0)),
        surplus=sum((-each for each in differences if each < 0), Fraction(0)),
    )
