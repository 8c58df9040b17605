"""Settings of a regulation: explained, checked, and the same after a trip through JSON."""

import json
from dataclasses import fields, replace

import pytest

from grades.rules.schemes import settings_of
from grades.rules.settings import BadSettings, Restated, State, Tag, digest_of, restated
from grades.rules.tt22.mark_readings import ExemptCell, Rounding
from grades.rules.tt22.readings import SETTINGS, Readings, from_settings, to_settings

# The open points of docs/regulations.md; A12 to A14 ask for no setting of this circular.
POINTS = {f"A{number}" for number in (*range(1, 12), 15, 16, 17, 18, 19)}


def test_every_setting_says_what_it_asks_where_it_stands_and_how_sure_it_is():
    assert [each.key for each in SETTINGS] == [each.name for each in fields(Readings)]
    for each in SETTINGS:
        assert each.question and each.clause.startswith("Đ"), each.key
        assert each.problem(to_settings(Readings())[each.key]) == ""
        assert (each.state is State.UNCONFIRMED) == (each.tag is Tag.UNCONFIRMED)


def test_every_open_point_has_a_setting_that_is_not_confirmed():
    points = {point for each in SETTINGS for point in each.point.split(", ") if point}
    assert points == POINTS
    assert all(each.state is not State.CONFIRMED for each in SETTINGS if each.point)


def test_continuing_education_states_every_setting_anew():
    own = {each.key: each for each in settings_of("TT43")}
    assert own.keys() == {each.key for each in SETTINGS}
    changed = {
        each.key: own[each.key].default
        for each in SETTINGS
        if own[each.key].default != each.default
    }
    assert changed == {
        "missing_topic_blocks": True, "level_count": 5, "classifiable_count": 5, "award_count": 5
    }  # fmt: skip
    # What rests on 22/2021 alone is not taken for read.
    for each in own.values():
        assert each.state is State.UNCONFIRMED or each.source.startswith("S24"), each.key


def test_a_setting_that_is_not_stated_anew_is_an_error():
    with pytest.raises(KeyError, match="few_periods"):
        restated(Readings, {}, __name__)
    one = {each.key: Restated("Đ1", Tag.READ) for each in SETTINGS} | {"speed": Restated("", "U")}
    with pytest.raises(KeyError, match="speed"):
        restated(Readings, one, __name__)


def test_settings_survive_json():
    odd = replace(
        Readings(),
        rounding=Rounding.HALF_EVEN,
        exempt_cell=ExemptCell.LEAVE_OUT,
        max_absences_a_day=None,
        good_every=60,
    )
    assert from_settings(json.loads(json.dumps(to_settings(odd)))) == odd
    assert from_settings({}) == Readings()


def test_every_problem_is_named_at_once():
    with pytest.raises(BadSettings) as refused:
        from_settings(
            {
                "speed": 3,
                "rounding": "down",
                "max_absences": True,
                "reassess_below": 101,
                "reassess_all": 1,
                "level_count": None,
            }
        )
    assert [problem.code for problem in refused.value.problems] == [
        "unknown",
        "not_a_choice",
        "not_a_number",
        "out_of_range",
        "not_a_boolean",
        "not_a_number",
    ]
    assert "half_up, half_even" in str(refused.value)


def test_values_that_contradict_each_other_are_refused():
    with pytest.raises(BadSettings) as refused:
        from_settings({"few_periods": 70, "fair_every": 70, "passed_enough": 30})
    assert [tuple(each.params.values()) for each in refused.value.problems] == [
        ("medium_periods", "few_periods"),
        ("good_every", "fair_every"),
        ("fair_enough", "fair_every"),
        ("passed_enough", "passed_every"),
    ]


def test_digest_is_the_same_for_the_same_readings_only():
    values = to_settings(Readings())
    digest = digest_of("TT22", values)
    assert len(digest) == 12 and int(digest, 16) >= 0
    assert digest == digest_of("TT22", dict(reversed(values.items())))
    assert digest_of("TT22", values) != digest_of("TT22", values | {"max_absences": 44})
    assert digest_of("TT22", values) != digest_of("TT43", values)
