"""Settings of 43/2021/TT-BGDĐT: those of 22/2021 with its own clauses, values and states."""

from __future__ import annotations

from grades.rules.settings import Restated, Setting, Tag, gettext_noop, restated, settings_of
from grades.rules.tt22 import readings as tt22

_ = gettext_noop
C, D, U = Tag.READ, Tag.DERIVED, Tag.UNCONFIRMED

_MARKS = {
    "few_periods": Restated("Đ6 k2", U),
    "medium_periods": Restated("Đ6 k2", U),
    "regular_below_few": Restated("Đ6 k2", U),
    "regular_few": Restated("Đ6 k2", U),
    "regular_medium": Restated("Đ6 k2", U),
    "regular_many": Restated("Đ6 k2", U),
    "regular_commented": Restated("Đ6 k2", U),
    "topic_is_extra": Restated("Đ9 k1 đa", C, "S24a"),
    "missing_topic_blocks": Restated("Đ9 k1 đa", D, "S24a", default=True),
    "absence_settles": Restated("Đ7", U),
    "make_up_within": Restated("Đ7", U),
    "exempt_cell": Restated("Đ9 k1 đa", U, point="A15"),
    "regular_weight": Restated("Đ9 k1 đa", C, "S24a"),
    "midterm_weight": Restated("Đ9 k1 đa", C, "S24a"),
    "final_weight": Restated("Đ9 k1 đa", C, "S24a"),
    "term1_weight": Restated("Đ9 k1 đb", C, "S24a"),
    "term2_weight": Restated("Đ9 k1 đb", C, "S24a"),
    "rounding": Restated("Đ9 k1", U, "S24a", point="A9"),
    "missing_regular_blocks": Restated("Đ9 k1 đa", U, point="A4"),
    "without_first_term": Restated("Đ9 k1 đb", U, point="A11"),
    "outside_marks_count": Restated("Đ6 k2", U, point="A11"),
    "missing_regular_fails": Restated("Đ9 k1", U, point="A19"),
}

_LEVELS = {
    "level_count": Restated("Đ9 k2 đa", C, "S24a", default=5),
    "classifiable_count": Restated("Đ9 k2", D, "S24a", default=5),
    "good_every": Restated("Đ9 k2 đa", C, "S24a"),
    # The text that was read breaks off after "at least five subjects".
    "good_enough": Restated("Đ9 k2 đa", D, "S24a"),
    "good_failed_commented": Restated("Đ9 k2 đa", U, "S24a"),
    "fair_every": Restated("Đ9 k2", U),
    "fair_enough": Restated("Đ9 k2", U),
    "fair_failed_commented": Restated("Đ9 k2", U),
    "passed_every": Restated("Đ9 k2", U),
    "passed_enough": Restated("Đ9 k2", U),
    "passed_failed_commented": Restated("Đ9 k2", U),
    "one_subject_reading": Restated("Đ9 k3", U, point="A1"),
    "one_subject_may_be_commented": Restated("Đ9 k3", U, point="A2"),
    "optional_subjects_count": Restated(
        "Đ9 k2, Đ14",
        U,
        question=_(
            "Do freely chosen subjects count among “all” and “at least five”, in titles as well?"
        ),
        point="A10, A17",
    ),
    "level_needs_own_list": Restated("Đ9 k2", U, point="A18"),
    "max_absences": Restated("Đ11", C, "S24b"),
    "max_absences_a_day": Restated("Đ11", U, point="A8"),
    "reassess_below": Restated("Đ13", U),
    "reassess_all": Restated("Đ13", U, point="A5"),
    "reassessment_waits_for_training": Restated("Đ12, Đ13", U, "S24c", point="A6"),
    "adjust_after_reassessment": Restated("Đ9 k3, Đ13", U, point="A7"),
    "lower_reassessment_replaces": Restated("Đ13", U, point="A16"),
    "award_mark": Restated("Đ14", U),
    "award_count": Restated("Đ14", U, default=5),
}

_DECISIONS = {
    "undecided": Restated("Đ9 k2", U),
    "make_up_waits": Restated("Đ7", U),
    "zero_by_decision": Restated("Đ7", U),
    "level_by_decision": Restated("Đ9 k2", U),
}

Readings = restated(tt22.Readings, _MARKS | _LEVELS | _DECISIONS, __name__)
SETTINGS: tuple[Setting, ...] = settings_of(Readings)
