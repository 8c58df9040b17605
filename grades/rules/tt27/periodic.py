"""Which subjects have a marked test at which time, and what a mark may be (Điều 7 khoản 1)."""

from enum import StrEnum
from fractions import Fraction

from grades.rules.tt27.readings import LAST_GRADE, Readings

HIGHEST_POINT = 10
Points = Fraction | int | float


class Time(StrEnum):
    """One of the four times a year at which everything is assessed.

    Vietnamese: giữa học kì I, cuối học kì I, giữa học kì II, cuối năm học.
    """

    MIDDLE_1 = "mid1"
    END_1 = "end1"
    MIDDLE_2 = "mid2"
    YEAR = "year"

    @property
    def is_middle(self) -> bool:
        return self in (Time.MIDDLE_1, Time.MIDDLE_2)


# Subjects by the codes of the register (schools/reference/subjects.csv).
BASIC = frozenset({"tieng-viet", "toan"})
LANGUAGE, SCIENCE, MINORITY_LANGUAGE = "ngoai-ngu-1", "khoa-hoc", "tieng-dtts"
_FROM_GRADE_3 = BASIC | {LANGUAGE, "tin-hoc-cong-nghe"}
_FROM_GRADE_4 = _FROM_GRADE_3 | {"lich-su-dia-li"}
FIRST_GRADE_WITH_MIDDLE = 4


def subjects_with_test(grade: int, time: Time, readings: Readings) -> frozenset[str]:
    """Codes of the subjects with a marked test at this time in this grade.

    Raises ValueError for what is no grade of primary school.
    """
    if not 1 <= grade <= LAST_GRADE:
        raise ValueError(f"{grade} is no grade of primary school")
    if time.is_middle:
        return BASIC if grade >= FIRST_GRADE_WITH_MIDDLE else frozenset()
    extra = {MINORITY_LANGUAGE} if readings.minority_language_tested else set()
    if grade >= FIRST_GRADE_WITH_MIDDLE:
        return _FROM_GRADE_4 | extra | ({SCIENCE} if readings.science_tested else set())
    if grade == FIRST_GRADE_WITH_MIDDLE - 1:
        return _FROM_GRADE_3 | extra
    early = BASIC if readings.early_grades_tested else frozenset()
    return early | extra | ({LANGUAGE} if readings.early_language_tested else set())


def number_of_tests(subject: str, grade: int, readings: Readings) -> int:
    """How many tests the subject has in a term: none, one at its end, or one in its middle too."""
    times = (Time.END_1, Time.MIDDLE_1)
    return sum(subject in subjects_with_test(grade, time, readings) for time in times)


def point_problem(mark: Points | None, readings: Readings) -> str:
    """Why this is no mark of a test (Điều 7 khoản 1 điểm d): a code, or empty."""
    if mark is None:
        return ""
    if mark != int(mark):
        return "not_whole"
    if not 0 <= mark <= HIGHEST_POINT:
        return "out_of_range"
    return "zero" if mark == 0 and not readings.zero_allowed else ""


def mark_problem(
    mark: Points | None, grade: int, time: Time, subject: str, readings: Readings
) -> str:
    """The same for a subject, grade and time: there may be no test at all."""
    problem = point_problem(mark, readings)
    if mark is None:
        return ""
    if problem in ("", "zero") and subject not in subjects_with_test(grade, time, readings):
        return "no_test"
    return problem
