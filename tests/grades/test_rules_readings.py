"""The defaults and the bounds of every setting, written out a second time."""

import pytest

from grades.rules.settings import State
from grades.rules.tt22.readings import SETTINGS, BadSettings, from_settings

BY_KEY = {each.key: each for each in SETTINGS}
# Setting -> default, least and greatest value.
NUMBERS = {
    "few_periods": (35, 1, 400),
    "medium_periods": (70, 1, 400),
    "regular_below_few": (2, 1, 5),
    "regular_few": (2, 1, 5),
    "regular_medium": (3, 1, 5),
    "regular_many": (4, 1, 5),
    "regular_commented": (2, 1, 5),
    "regular_weight": (1, 1, 9),
    "midterm_weight": (2, 1, 9),
    "final_weight": (3, 1, 9),
    "term1_weight": (1, 1, 9),
    "term2_weight": (2, 1, 9),
    "level_count": (6, 1, 20),
    "classifiable_count": (6, 1, 20),
    "good_every": (65, 0, 100),
    "good_enough": (80, 0, 100),
    "good_failed_commented": (0, 0, 6),
    "fair_every": (50, 0, 100),
    "fair_enough": (65, 0, 100),
    "fair_failed_commented": (0, 0, 6),
    "passed_every": (35, 0, 100),
    "passed_enough": (50, 0, 100),
    "passed_failed_commented": (1, 0, 6),
    "max_absences": (45, 0, 400),
    "max_absences_a_day": (1, 1, 2),
    "reassess_below": (50, 0, 100),
    "award_mark": (90, 0, 100),
    "award_count": (6, 1, 20),
}
BOOLEANS = {
    "topic_is_extra": True,
    "missing_topic_blocks": False,
    "absence_settles": True,
    "missing_regular_blocks": True,
    "missing_regular_fails": True,
    "outside_marks_count": True,
    "one_subject_may_be_commented": True,
    "optional_subjects_count": True,
    "level_needs_own_list": True,
    "reassess_all": False,
    "reassessment_waits_for_training": False,
    "adjust_after_reassessment": True,
    "lower_reassessment_replaces": True,
    "make_up_waits": True,
    "zero_by_decision": True,
    "level_by_decision": True,
}
BARS = ("every", "enough")
# Setting -> its words, the default first.
WORDS = {
    "make_up_within": ("term", "year"),
    "exempt_cell": ("refuse", "leave_out"),
    "rounding": ("half_up", "half_even"),
    "without_first_term": ("pending", "second_term"),
    "one_subject_reading": ("remove", "replace"),
    "undecided": ("wait", "no_level"),
}


def test_the_tables_below_name_every_setting():
    assert BY_KEY.keys() == NUMBERS.keys() | BOOLEANS.keys() | WORDS.keys()


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_has_its_default_and_its_bounds(key):
    default, lowest, highest = NUMBERS[key]
    setting = BY_KEY[key]
    assert (setting.kind, setting.default, setting.allowed) == ("number", default, ())
    accepted = [value for value in range(-2, 403) if not setting.problem(value)]
    assert accepted == list(range(lowest, highest + 1))
    assert setting.problem(lowest - 1) == setting.problem(highest + 1) == "out_of_range"
    for value in (True, "1", 1.0, "", []):
        assert setting.problem(value) == "not_a_number"


def test_a_value_may_be_left_open_for_the_sessions_of_a_day_only():
    assert [key for key, setting in BY_KEY.items() if not setting.problem(None)] == [
        "max_absences_a_day"
    ]


@pytest.mark.parametrize("key", BOOLEANS)
def test_a_yes_or_no_has_its_default(key):
    setting = BY_KEY[key]
    assert (setting.kind, setting.default) == ("boolean", BOOLEANS[key])
    assert setting.allowed == (True, False)
    assert not setting.problem(True) and not setting.problem(False)
    assert {setting.problem(value) for value in (0, 1, "true", None)} == {"not_a_boolean"}


@pytest.mark.parametrize("key", WORDS)
def test_a_choice_has_its_words_each_in_a_sentence(key):
    setting = BY_KEY[key]
    assert (setting.kind, setting.default, setting.allowed) == ("choice", WORDS[key][0], WORDS[key])
    assert all(setting.words.values())
    assert {setting.problem(value) for value in ("", "other", 1, None)} == {"not_a_choice"}


def test_what_stands_in_the_circular_is_confirmed_and_what_was_read_into_it_is_not():
    by_state = {state: {key for key, s in BY_KEY.items() if s.state is state} for state in State}
    assert by_state[State.DERIVED] == {
        "regular_below_few",
        "classifiable_count",
        "level_by_decision",
        "optional_subjects_count",
    }
    assert by_state[State.CONFIRMED] == NUMBERS.keys() - {
        "regular_below_few",
        "classifiable_count",
        "max_absences_a_day",
    }


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("good_every", "fair_every"),
        ("fair_every", "passed_every"),
        ("good_enough", "fair_enough"),
        ("fair_enough", "passed_enough"),
        ("good_enough", "good_every"),
        ("fair_enough", "fair_every"),
        ("passed_enough", "passed_every"),
    ],
)
def test_a_bar_may_equal_the_one_below_it_and_not_lie_under_it(higher, lower):
    bars = {f"{level}_{bar}": 50 for level in ("good", "fair", "passed") for bar in BARS}
    assert from_settings(bars).good_every == 50
    with pytest.raises(BadSettings) as refused:
        from_settings(bars | {higher: 49})
    pairs = [(each.params["key"], each.params["other"]) for each in refused.value.problems]
    assert (higher, lower) in pairs


def test_a_medium_subject_has_more_periods_than_a_small_one():
    assert from_settings({"few_periods": 69}).few_periods == 69
    with pytest.raises(BadSettings, match="medium_periods"):
        from_settings({"few_periods": 70})
