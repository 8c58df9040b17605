"""A shadow run is a row: asked for once, worked on in slices, ended or given up."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from eduportal.scoping import Scope
from grades.choices import ComparisonState, SheetState
from grades.models import ComparedResult, MarkSheet, RegulationComparison, RegulationSet
from grades.selectors.citations import clause_text
from grades.selectors.comparing import Change, ShadowRun
from grades.selectors.comparisons import counts_by_cause, counts_by_school, summary_of
from grades.services import NotAllowed
from grades.services.comparing import (
    MOST_ATTEMPTS,
    ask_comparison,
    discard_comparison,
    work_on_comparison,
)
from grades.services.regulations import SetRefused
from grades.tasks import compare, resume_comparisons
from tests.factories import ComparedResultFactory, RegulationSetFactory, class_package
from tests.factories.marks import regulation_set
from tests.grades.conftest import scope_of, set_states
from tests.grades.marked_class import MarkedClass, marked_class
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def scope(world: World) -> Scope:
    return scope_of(world, "department_admin")


@pytest.fixture
def marked(world: World) -> MarkedClass:
    return marked_class()


def ask(world: World, scope: Scope, regulation: RegulationSet) -> RegulationComparison:
    return ask_comparison(
        regulation=regulation,
        digest=regulation.digest,
        year=world.year,
        scope=scope,
        user=world.users["department_admin"],
    )


def found_in(candidate: RegulationSet, marked: MarkedClass) -> list[Change]:
    """What a shadow run against the default set finds in the class."""
    shadow = ShadowRun(candidate, regulation_set(), marked.class_group.school_year)
    return list(shadow.changes([marked.class_group]))


def work(run: RegulationComparison) -> RegulationComparison:
    while work_on_comparison(run.pk):
        pass
    run.refresh_from_db()
    return run


def test_a_run_stores_what_the_shadow_run_finds(
    world: World, scope: Scope, marked: MarkedClass
) -> None:
    candidate = RegulationSetFactory(changes={"level_count": 5})

    run = work(ask(world, scope, candidate))

    assert run.state == ComparisonState.FINISHED
    assert (run.classes, run.classes_done) == (9, 9)
    found = found_in(candidate, marked)
    assert run.students == 40 + 8 * 6
    assert set(run.results.values_list("enrolment", "learning_before", "learning_after")) == {
        (each.enrolment_id, each.difference.before.level, each.difference.after.level)
        for each in found
    }


def test_counts_add_up_to_the_rows(world: World, scope: Scope, marked: MarkedClass) -> None:
    run = work(ask(world, scope, RegulationSetFactory(changes={"level_count": 5})))
    ComparedResultFactory(
        comparison=run, enrolment=world.enrolments[world.class_group][0], sealed=True
    )
    rows = list(run.results.all())

    summary = summary_of(run)
    schools = list(counts_by_school(run))
    causes = {each.setting.key: (each.changed, each.kept) for each in counts_by_cause(run)}

    assert summary.changed == sum(not row.sealed for row in rows)
    assert summary.kept == 1
    assert summary.levels == sum(
        row.learning_before != row.learning_after for row in rows if not row.sealed
    )
    assert sum(row["changed"] for row in schools) == summary.changed
    assert [row["kept"] for row in schools] == [0, 1]
    assert causes == {
        "rounding": (sum("rounding" in row.causes for row in rows) - 1, 1),
        "level_count": (sum("level_count" in row.causes for row in rows), 0),
    }


def test_asking_twice_gives_the_run_that_is_waiting(world: World, scope: Scope) -> None:
    candidate = RegulationSetFactory()

    assert ask(world, scope, candidate) == ask(world, scope, candidate)


def test_only_an_administrator_compares(world: World) -> None:
    with pytest.raises(NotAllowed):
        ask(world, scope_of(world, "head"), RegulationSetFactory())


@pytest.mark.parametrize("state", ["discarded", "withdrawn"])
def test_a_set_that_can_govern_no_year_is_not_compared(
    world: World, scope: Scope, state: str
) -> None:
    with pytest.raises(SetRefused):
        ask(world, scope, RegulationSetFactory(**{state: True}))


def test_a_set_without_another_one_is_compared_with_nothing(world: World, scope: Scope) -> None:
    with pytest.raises(SetRefused):
        ask(world, scope, regulation_set())


def next_year(world: World) -> str:
    first = int(world.year.code[:4]) + 1
    return f"{first}-{first + 1}"


@pytest.fixture
def following(world: World, marked: MarkedClass) -> RegulationSet:
    """A set in force from the coming year on, in which five subjects are enough for a level."""
    return RegulationSetFactory(
        changes={"rounding": "half_up", "level_count": 5},
        from_year=next_year(world),
        in_force=True,
    )


def test_a_draft_is_compared_with_the_set_that_would_govern_before_it(
    world: World, scope: Scope, marked: MarkedClass, following: RegulationSet
) -> None:
    """Three sets follow each other; the marks of this year stand under the first one."""
    same = RegulationSetFactory(changes=following.settings, from_year=next_year(world))
    back = RegulationSetFactory(changes=regulation_set().settings, from_year=next_year(world))
    now = RegulationSetFactory(changes=following.settings)

    runs = {each.pk: work(ask(world, scope, each)) for each in (same, back, now)}

    assert (runs[same.pk].base, summary_of(runs[same.pk]).changed) == (following, 0)
    assert runs[back.pk].base == following
    assert runs[now.pk].base == regulation_set()
    told = {
        each.pk: set(runs[each.pk].results.values_list("enrolment", "learning_before"))
        for each in (back, now)
    }
    assert told[now.pk] and {pk for pk, _level in told[now.pk]} == {pk for pk, _ in told[back.pk]}
    assert told[now.pk] != told[back.pk]


def test_in_a_year_that_stands_in_sealed_results_count_like_all_others(
    world: World, scope: Scope, marked: MarkedClass, following: RegulationSet
) -> None:
    """No result of that year changes, sealed or not: the question is what the set would do."""
    back = RegulationSetFactory(changes=regulation_set().settings, from_year=next_year(world))
    open_run = work(ask(world, scope, back))
    before = summary_of(open_run)
    group = marked.class_group
    class_package(group, marked.term)
    set_states(group.sheets.all(), SheetState.SEALED)

    run = work(ask(world, scope, back))

    assert summary_of(run) == before
    assert before.changed > before.kept == 0
    assert sum(row["changed"] for row in counts_by_school(run)) == before.changed


def test_the_command_compares_with_the_set_before_as_well(
    world: World, following: RegulationSet, capsys: pytest.CaptureFixture[str]
) -> None:
    same = RegulationSetFactory(changes=following.settings, from_year=next_year(world))

    call_command("compare_regulations", same.code)

    [total] = capsys.readouterr().out.splitlines()
    assert f"set={same.code} base={following.code} year={world.year.code}" in total
    assert "students=88 changed=0" in total


def test_a_run_that_is_discarded_ends_and_forgets(
    world: World, scope: Scope, marked: MarkedClass
) -> None:
    run = work(ask(world, scope, RegulationSetFactory(changes={"level_count": 5})))
    assert run.results.exists()

    discard_comparison(comparison=run, scope=scope)
    discard_comparison(comparison=run, scope=scope)

    run.refresh_from_db()
    assert run.state == ComparisonState.DISCARDED
    assert not ComparedResult.objects.exists()
    assert not work_on_comparison(run.pk)


def test_a_run_that_keeps_failing_ends_and_leaves_nothing(world: World, scope: Scope) -> None:
    """The settings were written past the service and say nothing a circular knows."""
    broken = RegulationSetFactory(settings={"rounding": "sideways"}, digest="0" * 12)
    run = ask(world, scope, broken)

    attempts = [work_on_comparison(run.pk) for _number in range(MOST_ATTEMPTS)]

    run.refresh_from_db()
    assert attempts == [True, True, False]
    assert (run.state, run.attempts) == (ComparisonState.FAILED, MOST_ATTEMPTS)
    assert not run.results.exists()


def test_the_task_works_on_a_run_and_the_sweep_finds_it_again(
    world: World, scope: Scope, marked: MarkedClass
) -> None:
    run = ask(world, scope, RegulationSetFactory(changes={"level_count": 5}))
    assert resume_comparisons() == 1

    compare(comparison_id=run.pk)

    run.refresh_from_db()
    assert run.state == ComparisonState.FINISHED
    assert resume_comparisons() == 0


def test_the_command_names_each_student_and_cause_and_writes_nothing(
    world: World, marked: MarkedClass, capsys: pytest.CaptureFixture[str]
) -> None:
    candidate = RegulationSetFactory(changes={"rounding": "half_up", "level_count": 5})
    shadow = found_in(candidate, marked)

    call_command("compare_regulations", candidate.code)

    *lines, by_cause, total = capsys.readouterr().out.splitlines()
    assert len(lines) == len(shadow) > 0
    assert all("level_count" in line and marked.class_group.name in line for line in lines)
    clause = clause_text("Đ9 k2", "TT22")
    assert by_cause == f"level_count ({clause}): {len(shadow)}"
    assert f"students=88 changed={len(shadow)} sealed=0" in total
    assert not RegulationComparison.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tt22-77"], "tt22-0"),
        (["tt22-0", "--school-year", "1999-2000"], "1999-2000"),
        (["tt22-0"], "No other set"),
    ],
)
def test_the_command_refuses_what_it_does_not_know(
    world: World, arguments: list[str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("compare_regulations", *arguments)


def test_another_year_may_be_named(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    same = RegulationSetFactory(changes={"rounding": "half_up"})

    call_command("compare_regulations", same.code, "--school-year", world.year.code, "--quiet")

    assert f"year={world.year.code} students=48 changed=0" in capsys.readouterr().out


def test_without_any_sheet_the_command_has_nothing_to_compare(world: World) -> None:
    MarkSheet.objects.all().delete()

    with pytest.raises(CommandError, match="nothing to compare"):
        call_command("compare_regulations", RegulationSetFactory().code)
