"""Promotion, summer measures and titles at the end of a year (22/2021/TT-BGDĐT, Điều 12 to 15)."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import replace

from grades.rules.cells import AssessmentForm
from grades.rules.levels import Award, Level, Promotion
from grades.rules.tt22.averages import given_mark, given_result
from grades.rules.tt22.learning import (
    Averages,
    LearningOutcome,
    Results,
    SubjectRef,
    by_subject,
    learning_outcome,
)
from grades.rules.tt22.level_readings import LevelReadings


def countable_absences(sessions_a_day: Iterable[int], readings: LevelReadings) -> int:
    """Sessions missed in the year as promotion counts them, from the sessions missed on each day.

    Vietnamese: số buổi nghỉ học, có phép và không phép, liên tục hoặc không liên tục, tính theo
    kế hoạch giáo dục 01 buổi/ngày (Điều 12 khoản 1 điểm c).
    """
    most = readings.max_absences_a_day
    return sum(sessions if most is None else min(sessions, most) for sessions in sessions_a_day)


def promotion(
    learning: Level | None,
    conduct: Level | None,
    absences: int,
    readings: LevelReadings,
    *,
    reassessed_learning: Level | None = None,
    retrained_conduct: Level | None = None,
    summer_over: bool = False,
) -> Promotion | None:
    """What follows from a student's year: promoted, retained, or what the summer must settle.

    Vietnamese: được lên lớp (Điều 12), rèn luyện trong kì nghỉ hè (Điều 13), kiểm tra, đánh giá
    lại (Điều 14). `learning` and `conduct` are the year's own levels; a summer result replaces a
    level only where that level was Chưa đạt. `summer_over` ends the waiting. None while a level is
    missing. The principal decides for students with disabilities (Điều 12 khoản 4).
    """
    if absences > readings.max_absences:
        return Promotion.RETAINED
    if learning is None or conduct is None:
        return None
    if conduct == Level.FAILED and retrained_conduct is None and not summer_over:
        return Promotion.SUMMER_TRAINING
    if _replaced(conduct, retrained_conduct) == Level.FAILED:
        return Promotion.RETAINED
    if learning == Level.FAILED and reassessed_learning is None and not summer_over:
        return Promotion.REASSESSMENT
    if _replaced(learning, reassessed_learning) == Level.FAILED:
        return Promotion.RETAINED
    return Promotion.PROMOTED


def _replaced(level: Level, summer: Level | None) -> Level:
    """The level that counts for promotion; only Chưa đạt can be replaced."""
    return level if summer is None or level != Level.FAILED else summer


def summer_steps(
    learning: Level, conduct: Level, absences: int, readings: LevelReadings
) -> list[Promotion]:
    """Everything to arrange for the summer, in order; empty if nothing is due or can help.

    `promotion` names only the first thing a student waits for. Whether subjects may be assessed
    again while the training still runs is a reading of Điều 12 and 14 together.
    """
    if absences > readings.max_absences:
        return []
    needs_training = conduct == Level.FAILED
    steps = [Promotion.SUMMER_TRAINING] if needs_training else []
    if learning == Level.FAILED and not (
        needs_training and readings.reassessment_waits_for_training
    ):
        steps.append(Promotion.REASSESSMENT)
    return steps


def reassessable_subjects(
    scored: Averages, commented: Results, readings: LevelReadings
) -> list[SubjectRef]:
    """The subjects a student whose year is Chưa đạt may be assessed in again.

    Vietnamese: kiểm tra, đánh giá lại các môn học (Điều 14): scored subjects with a year average
    below 5.0, comment-only subjects that are Chưa đạt.
    """
    averages = {key: given_mark(mark) for key, mark in by_subject(scored).items()}
    results = {key: given_result(result) for key, result in by_subject(commented).items()}
    low = [
        SubjectRef(AssessmentForm.SCORED, key)
        for key, mark in averages.items()
        if mark is not None and mark < readings.reassess_below
    ]
    failed = [
        SubjectRef(AssessmentForm.COMMENTED, key)
        for key, result in results.items()
        if result is False
    ]
    return low + failed


def reassessed_outcome(
    scored: Averages,
    commented: Results,
    sat: Mapping[SubjectRef, bool | int | None],
    readings: LevelReadings,
    *,
    optional: Collection[Hashable] = (),
) -> LearningOutcome | None:
    """Level of learning for the promotion decision, once subjects were assessed again.

    Vietnamese: kết quả đánh giá lại thay cho kết quả cả năm của môn học (Điều 14). `sat` holds
    the new results; the originals stay what they were, for the transcript and for titles. None
    while one is missing. Raises ValueError for a subject that may not be assessed again.
    """
    eligible = set(reassessable_subjects(scored, commented, readings))
    _require_eligible(sat, eligible)
    if readings.reassess_all and set(sat) != eligible:
        return None
    averages, results = by_subject(scored), by_subject(commented)
    for subject, value in sat.items():
        year = averages if subject.form == AssessmentForm.SCORED else results
        year[subject.key] = _newer(year[subject.key], value, readings)
    outcome = learning_outcome(averages, results, readings, optional=optional)
    if outcome is None or readings.adjust_after_reassessment:
        return outcome
    return _unadjusted(outcome)


def _unadjusted(outcome: LearningOutcome) -> LearningOutcome:
    """The level before Điều 9 khoản 3, about which no reading differs."""
    return replace(
        outcome,
        final=outcome.before,
        because_of=None,
        readings_differ=False,
        commented_readings_differ=False,
    )


def _require_eligible(sat: Iterable[SubjectRef], eligible: Collection[SubjectRef]) -> None:
    if refused := set(sat).difference(eligible):
        named = sorted(f"{subject.form} {subject.key}" for subject in refused)
        raise ValueError(f"not to be assessed again: {', '.join(named)}")


def _newer(
    first: bool | int | None, new: bool | int | None, readings: LevelReadings
) -> bool | int | None:
    """The result that counts after re-assessment; only a lower mark is a question."""
    is_lower = (
        not isinstance(new, bool)
        and new is not None
        and given_mark(new) is not None
        and isinstance(first, int)
        and new < first
    )
    return first if is_lower and not readings.lower_reassessment_replaces else new


def award(
    learning: Level | None,
    conduct: Level | None,
    scored: Averages,
    readings: LevelReadings,
    *,
    optional: Collection[Hashable] = (),
) -> Award | None:
    """The title a student earns at the end of the year, from the year's own results.

    Vietnamese: khen thưởng, danh hiệu Học sinh Xuất sắc, Học sinh Giỏi (Điều 15 khoản 1). Nothing
    achieved in the summer counts, and there is no title for a term. `optional` names the freely
    chosen subjects, which the readings may leave out of the count.
    """
    if learning != Level.GOOD or conduct != Level.GOOD:
        return None
    left_out = () if readings.optional_subjects_count else optional
    averages = [given_mark(mark) for key, mark in by_subject(scored).items() if key not in left_out]
    high = sum(mark is not None and mark >= readings.award_mark for mark in averages)
    return Award.EXCELLENT_STUDENT if high >= readings.award_count else Award.GOOD_STUDENT
