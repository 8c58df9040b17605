"""Each rule finds what it is for, and leaves alone what is in order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from eduportal.quality.checks import RULES, all_rules
from eduportal.quality.checks.asking import checked_today
from eduportal.quality.checks.exchange import not_sent
from eduportal.quality.checks.marks import averages
from eduportal.quality.checks.results import all_good
from eduportal.quality.choices import OWNERS
from schools.models import School
from tests.quality import cases_marks, cases_register
from tests.world import World

CASES = cases_register.CASES | cases_marks.CASES
FEWEST_RULES = 40


def test_there_are_many_rules_and_each_has_a_case() -> None:
    assert len(RULES) >= FEWEST_RULES
    assert CASES.keys() == RULES.keys()


def test_every_rule_has_an_owner_who_may_mend() -> None:
    assert {rule.owner for rule in RULES.values()} <= OWNERS.keys()


@pytest.fixture
def own_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a case sets to a smaller number is set back."""
    monkeypatch.setattr(averages, "FEWEST", averages.FEWEST)
    monkeypatch.setattr(all_good, "FEWEST", all_good.FEWEST)
    monkeypatch.setattr(not_sent, "PATIENCE", not_sent.PATIENCE)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_rule_finds_the_wrong_row_and_not_the_right_one(
    world: World, db_everywhere: None, own_numbers: None, code: str
) -> None:
    bad, good = (each if isinstance(each, tuple) else (each, None) for each in CASES[code](world))
    checked = checked_today(School.objects.values_list("pk", flat=True))
    assert checked is not None

    rows = list(RULES[code].look(checked))
    found = {(row.key, row.second if bad[1] is not None else None) for row in rows}

    assert bad in found
    assert good not in found
    row = next(each for each in rows if each.key == bad[0])
    for language in ("vi", "en"):
        with override(language):
            assert "%(" not in str(RULES[code].sentence) % row.facts


def test_every_rule_asks_as_much_of_one_school_as_of_four(
    world: World, db_everywhere: None
) -> None:
    counts = []
    for schools in (world.schools[:1], world.schools):
        checked = checked_today([school.pk for school in schools])
        assert checked is not None
        asked = {}
        for rule in all_rules():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                list(rule.look(checked))
            asked[rule.code] = len(queries)
        counts.append(asked)
    assert counts[0] == counts[1]
