"""What script/test leaves out is run elsewhere, and what it must hold is never left out."""

from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

from script import testing
from tests.trials import KINDS

pytestmark = pytest.mark.usefixtures("uncounted")
ROOT = Path(settings.BASE_DIR)
# Of each kind of page one way through a browser, who may open what, the walls between the schools,
# and what one node sends to another.
ALWAYS = (
    "browser/test_whole_path.py",
    "exchange/test_faults_data.py",
    "exchange/test_faults_network.py",
    "exchange/test_faults_recovery.py",
    "exchange/test_two_nodes.py",
    "exchange/test_two_nodes_faults.py",
    "exchange/test_two_nodes_restored.py",
    "scoping/test_api_scope.py",
    "scoping/test_row_level_security.py",
    "scoping/test_same_school.py",
    "scoping/test_scope.py",
    "test_older_pages.py",
    "test_routes.py",
)


def selects(expression: str, marks: dict[str, bool]) -> bool:
    """Whether pytest runs a test with these marks; the expression is Python's as well."""
    return bool(eval(expression, {}, marks))


@pytest.mark.parametrize(("long", "trial"), [*product([False, True], repeat=2)])
def test_every_test_is_run_by_the_whole_run_or_by_what_runs_the_rest(
    long: bool, trial: bool
) -> None:
    marks = {"long": long, "trial": trial}
    quick = selects(testing.QUICK, marks)
    trials = selects(testing.TRIALS, marks)
    assert quick != selects(testing.LEFT_OUT, marks)
    # The two that run before anything lands hold everything but the trials of minutes.
    assert (quick or trials) != long
    assert not (quick and trials)


def test_nothing_lands_without_the_trials() -> None:
    line = (ROOT / ".ci" / "run").read_text().splitlines()[-1]
    assert line.split(" && ")[1:] == ["script/test", "exec script/test --trials"]
    assert testing.chosen(["--trials"])[:2] == ["-m", testing.TRIALS]


@pytest.mark.parametrize("name", ALWAYS)
def test_what_the_whole_run_must_hold_is_no_trial(name: str) -> None:
    assert "mark.trial" not in (ROOT / "tests" / name).read_text(encoding="utf-8")


def test_the_page_about_the_tests_says_what_a_trial_goes_through() -> None:
    page = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    assert [each for each in KINDS if f'`trial("{each}")`' not in page] == []
