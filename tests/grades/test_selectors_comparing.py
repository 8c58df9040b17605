"""A shadow run says what would really happen, and why, and writes nothing."""

from collections import defaultdict
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from grades.choices import SheetState
from grades.models import MarkRecord, RegulationSet, TermResult
from grades.selectors.comparing import Change, ShadowRun, compared_classes
from grades.selectors.settling import moment_of
from grades.services.following import follow_class
from grades.services.results import compute_term_results
from grades.services.settling import settle_records
from tests.factories import RegulationSetFactory, class_package
from tests.factories.marks import regulation_set
from tests.grades.conftest import set_states
from tests.grades.marked_class import MarkedClass, marked_class
from tests.route import undone

pytestmark = pytest.mark.usefixtures("db_everywhere")

Outcome = tuple[int | None, bool, dict[int, int | None]]
SETTINGS: list[dict[str, Any]] = [
    {"rounding": "half_even"},
    {"rounding": "half_up", "one_subject_reading": "replace", "level_count": 8},
    {"rounding": "half_up", "optional_subjects_count": False},
    {"rounding": "half_up", "level_count": 5},
    {"rounding": "half_up", "classifiable_count": 10},
    {"rounding": "half_up", "absence_settles": False},
    {"rounding": "half_up", "make_up_within": "year"},
    {"rounding": "half_up", "final_weight": 5},
    {"rounding": "half_up", "good_enough": 83, "passed_every": 33},
    {"rounding": "half_even", "optional_subjects_count": False, "fair_every": 52},
]


def sealed_outcomes(marked: MarkedClass) -> dict[int, Outcome]:
    """What sealing the class would store, taken back again."""
    with transaction.atomic():
        sheets = list(marked.class_group.sheets.select_related("regulation"))
        settle_records(sheets, moment_of(marked.term))
        results = compute_term_results(class_group=marked.class_group, term=marked.term)
        found: dict[int, Outcome] = {
            each.enrolment_id: (each.learning, each.needs_decision, {}) for each in results
        }
        for record in MarkRecord.objects.select_related("sheet"):
            found[record.enrolment_id][2][record.sheet.subject_id] = record.average
        transaction.set_rollback(True)
    return found


def shadow_run(candidate: RegulationSet, marked: MarkedClass) -> ShadowRun:
    return ShadowRun(candidate, regulation_set(), marked.class_group.school_year)


def changes(candidate: RegulationSet, marked: MarkedClass) -> dict[int, Change]:
    run = shadow_run(candidate, marked)
    found = list(run.changes([marked.class_group]))
    assert len({change.enrolment_id for change in found}) == len(found)
    return {change.enrolment_id: change for change in found}


@pytest.mark.usefixtures("uncounted")
def test_it_names_exactly_the_students_whom_the_set_would_change() -> None:
    marked = marked_class()
    before = sealed_outcomes(marked)
    for settings in SETTINGS:
        with undone():
            candidate = RegulationSetFactory(changes=settings)
            told = changes(candidate, marked)
            follow_class(marked.class_group.pk, marked.term.pk, candidate)
            after = sealed_outcomes(marked)
        differing = {pk for pk, outcome in before.items() if after[pk] != outcome}
        assert told.keys() == differing, settings
        for pk, change in told.items():
            old, new = change.difference.before, change.difference.after
            assert (old.level, old.needs_decision, old.by_subject) == before[pk], settings
            assert (new.level, new.needs_decision, new.by_subject) == after[pk], settings


@pytest.mark.usefixtures("uncounted")
def test_the_settings_tried_above_change_something() -> None:
    marked = marked_class()

    silent = [
        settings
        for settings in SETTINGS
        if not changes(RegulationSetFactory(changes=settings), marked)
    ]

    assert silent == []


@pytest.mark.usefixtures("uncounted")
def test_a_cause_is_a_setting_without_which_the_result_would_be_another() -> None:
    marked = marked_class()
    both = {"rounding": "half_up", "final_weight": 9, "level_count": 5}
    told = changes(RegulationSetFactory(changes=both), marked)

    needed: defaultdict[int, set[str]] = defaultdict(set)
    for key in ("final_weight", "level_count"):
        others = {name: value for name, value in both.items() if name != key}
        without = changes(RegulationSetFactory(changes=others), marked)
        for pk, change in told.items():
            differs = pk not in without or without[pk].difference.after != change.difference.after
            if differs:
                needed[pk].add(key)

    assert {pk: set(change.difference.causes) for pk, change in told.items()} == needed
    kinds = {frozenset(keys) for keys in needed.values()}
    assert {frozenset({"final_weight"}), frozenset({"final_weight", "level_count"})} <= kinds


def test_it_writes_nothing() -> None:
    marked = marked_class()
    before = list(MarkRecord.objects.order_by("pk").values())

    assert changes(RegulationSetFactory(changes={"level_count": 5}), marked)

    assert list(MarkRecord.objects.order_by("pk").values()) == before
    assert not TermResult.objects.exists()


def test_a_set_with_the_same_settings_changes_nobody() -> None:
    marked = marked_class()

    assert changes(RegulationSetFactory(changes={"rounding": "half_up"}), marked) == {}


def test_an_open_sheet_is_judged_as_it_is_now() -> None:
    """A missed final may still be made up while the sheet is open."""
    marked = marked_class(state="open")
    candidate = RegulationSetFactory(changes={"rounding": "half_up", "absence_settles": False})

    assert changes(candidate, marked) == {}


def test_results_of_a_sealed_class_are_told_apart() -> None:
    marked = marked_class(students=4)
    candidate = RegulationSetFactory(changes={"final_weight": 9})
    assert not any(change.sealed for change in changes(candidate, marked).values())

    package_and_seal(marked)

    told = changes(candidate, marked)
    assert told and all(change.sealed for change in told.values())


def package_and_seal(marked: MarkedClass) -> None:
    class_package(marked.class_group, marked.term)
    set_states(marked.class_group.sheets.all(), SheetState.SEALED)


def test_it_reads_a_batch_with_the_same_number_of_queries_however_many_classes() -> None:
    marked = [marked_class(students=3, seed=seed) for seed in (1, 2, 3)]
    classes = [each.class_group for each in marked]
    run = shadow_run(RegulationSetFactory(), marked[0])
    counted = []
    for batch in (classes[:1], classes):
        with CaptureQueriesContext(connection) as queries:
            list(run.changes(batch))
        counted.append(len(queries))

    assert counted == [4, 4]
    assert run.students == 3 + 9


def test_only_classes_of_the_circular_are_compared() -> None:
    marked = marked_class(students=1)
    year = marked.class_group.school_year
    assert list(compared_classes(RegulationSetFactory(), year)) == [marked.class_group]
