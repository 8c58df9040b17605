"""A regulation set is drafted, put into force or discarded, and never changed."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal.scoping import Scope
from grades.choices import SetState, SheetState
from grades.models import MarkRecord, RegulationComparison, RegulationSet, TermResult
from grades.rules.settings import BadSettings
from grades.selectors import revision_of_class
from grades.selectors.regulations import regulation_for, typed_confirmation
from grades.services import NotAllowed, compute_term_results, seal_class
from grades.services.following import follow_some
from grades.services.regulations import (
    Decision,
    SetRefused,
    discard_draft,
    draft_set,
    put_in_force,
)
from schools.models import SchoolYear
from tests.factories import PackageFactory, RegulationComparisonFactory, RegulationSetFactory
from tests.factories.marks import regulation_set
from tests.grades.conftest import scope_of, set_states
from tests.grades.marked_class import MarkedClass, marked_class
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def next_year(year: SchoolYear) -> str:
    first = int(year.code[:4]) + 1
    return f"{first}-{first + 1}"


@pytest.fixture
def scope(world: World) -> Scope:
    return scope_of(world, "department_admin")


def decided(from_year: str) -> Decision:
    return Decision("Làm tròn chẵn", "Sở GDĐT", "7/QĐ", datetime.date(2026, 8, 1), from_year)


def draft(world: World, scope: Scope, *, from_year: str = "", **settings: Any) -> RegulationSet:
    base = regulation_set()
    return draft_set(
        base=base,
        digest=base.digest,
        values=settings or {"rounding": "half_even"},
        settled=[],
        decision=decided(from_year or world.year.code),
        scope=scope,
        user=world.users["department_admin"],
    )


def force(world: World, scope: Scope, regulation: RegulationSet, **given: str) -> RegulationSet:
    return put_in_force(
        regulation=regulation,
        digest=given.pop("digest", regulation.digest),
        scope=scope,
        user=world.users["department_admin"],
        **given,
    )


def looked_at(regulation: RegulationSet, year: SchoolYear) -> dict[str, str]:
    """What the page of a finished comparison sends along."""
    run: RegulationComparison = RegulationComparisonFactory(
        regulation=regulation, school_year=year, finished=True
    )
    return {"looked_at": str(run.public_id), "confirmation": typed_confirmation(regulation)}


def test_a_draft_holds_every_setting_and_who_decided_which(world: World, scope: Scope) -> None:
    base = regulation_set()

    drafted = draft_set(
        base=base,
        digest=base.digest,
        values={"rounding": "half_even"},
        settled=["missing_regular_blocks"],
        decision=decided(world.year.code),
        scope=scope,
        user=world.users["department_admin"],
    )

    assert drafted.settings == {**base.settings, "rounding": "half_even"}
    assert drafted.code == "tt22-1"
    assert drafted.state == SetState.DRAFT
    assert drafted.digest == drafted.scheme.digest() != base.digest
    told = {"by": "Sở GDĐT", "number": "7/QĐ", "on": "2026-08-01"}
    assert drafted.decisions == {"rounding": told, "missing_regular_blocks": told}


def test_a_later_set_remembers_what_was_decided_before(world: World, scope: Scope) -> None:
    first = draft(world, scope)

    second = draft_set(
        base=first,
        digest=first.digest,
        values={"level_count": 5},
        settled=[],
        decision=Decision("Hai", "Bộ", "9", datetime.date(2026, 9, 1), world.year.code),
        scope=scope,
        user=world.users["department_admin"],
    )

    assert second.decisions["rounding"]["by"] == "Sở GDĐT"
    assert second.decisions["level_count"]["by"] == "Bộ"
    assert second.settings["rounding"] == "half_even"


@pytest.mark.parametrize("persona", ["head", "department_officer", "auditor", "teacher"])
def test_only_an_administrator_decides(world: World, scope: Scope, persona: str) -> None:
    drafted = draft(world, scope)
    other = scope_of(world, persona)

    with pytest.raises(NotAllowed):
        draft(world, other)
    with pytest.raises(NotAllowed):
        force(world, other, drafted)
    with pytest.raises(NotAllowed):
        discard_draft(
            regulation=drafted, digest=drafted.digest, scope=other, user=world.users[persona]
        )


def test_every_contradiction_is_told_at_once_and_nothing_is_stored(
    world: World, scope: Scope
) -> None:
    with pytest.raises(BadSettings) as refused:
        draft(world, scope, fair_every=70, passed_enough=90, rounding="sideways", nothing=1)
    assert {problem.params["key"] for problem in refused.value.problems} == {"rounding", "nothing"}
    with pytest.raises(BadSettings) as refused:
        draft(world, scope, fair_every=70, passed_enough=90)
    assert len(refused.value.problems) > 1
    assert RegulationSet.objects.count() == 1


def test_a_decision_that_decides_nothing_is_no_set(world: World, scope: Scope) -> None:
    base = draft(world, scope)

    with pytest.raises(SetRefused, match="Change a setting|Hãy đổi một tham số"):
        draft_set(
            base=base,
            digest=base.digest,
            values={"rounding": "half_even"},
            settled=[],
            decision=decided(base.from_year),
            scope=scope,
            user=world.users["department_admin"],
        )


def test_a_decision_may_change_the_year_alone(world: World, scope: Scope) -> None:
    base = regulation_set()
    coming = next_year(world.year)

    drafted = draft(world, scope, from_year=coming, rounding="half_up")

    assert (drafted.from_year, drafted.digest) == (coming, base.digest)
    assert drafted.decisions == {}


def test_a_year_that_is_over_keeps_its_set(world: World, scope: Scope) -> None:
    with pytest.raises(SetRefused):
        draft(world, scope, from_year="2023-2024")


def test_a_page_made_with_other_settings_is_refused(world: World, scope: Scope) -> None:
    drafted = draft(world, scope, from_year=next_year(world.year))

    with pytest.raises(SetRefused):
        force(world, scope, drafted, digest="000000000000")
    drafted.refresh_from_db()
    assert drafted.state == SetState.DRAFT


def test_a_set_for_a_year_to_come_governs_that_year_only(world: World, scope: Scope) -> None:
    coming = next_year(world.year)

    force(world, scope, draft(world, scope, from_year=coming))

    assert regulation_for("gdpt-2018", 6, coming).code == "tt22-1"
    assert regulation_for("gdpt-2018", 6, world.year.code).code == "tt22-0"


def test_the_year_that_runs_needs_a_comparison_somebody_looked_at(
    world: World, scope: Scope
) -> None:
    drafted = draft(world, scope)
    typed = typed_confirmation(drafted)

    with pytest.raises(SetRefused):
        force(world, scope, drafted, confirmation=typed)
    RegulationComparisonFactory(regulation=drafted, school_year=world.year)
    with pytest.raises(SetRefused):
        force(world, scope, drafted, confirmation=typed)
    shown = looked_at(drafted, world.year)
    newer = looked_at(drafted, world.year)
    with pytest.raises(SetRefused):
        force(world, scope, drafted, **shown)

    assert force(world, scope, drafted, **newer).state == SetState.IN_FORCE
    assert regulation_for("gdpt-2018", 6, world.year.code) == drafted


def test_a_comparison_with_a_set_no_longer_in_force_does_not_count(
    world: World, scope: Scope
) -> None:
    first, second = draft(world, scope), draft(world, scope, level_count=5)
    shown = looked_at(second, world.year)
    force(world, scope, first, **looked_at(first, world.year))

    with pytest.raises(SetRefused):
        force(world, scope, second, **shown)


@pytest.mark.parametrize("typed", ["", "tt22-1", "tt22-1 2020-2021", "TT22-1"])
def test_the_confirmation_names_set_and_year(world: World, scope: Scope, typed: str) -> None:
    drafted = draft(world, scope)
    shown = looked_at(drafted, world.year) | {"confirmation": typed}

    with pytest.raises(SetRefused, match=f"tt22-1 {world.year.code}"):
        force(world, scope, drafted, **shown)


def test_columns_of_open_sheets_are_not_changed_under_their_marks(
    world: World, scope: Scope
) -> None:
    drafted = draft(world, scope, regular_many=5)

    with pytest.raises(SetRefused):
        force(world, scope, drafted, **looked_at(drafted, world.year))

    later = draft(world, scope, from_year=next_year(world.year), regular_many=5)
    assert force(world, scope, later).state == SetState.IN_FORCE


@pytest.mark.parametrize("state", ["in_force", "discarded"])
def test_what_is_no_draft_any_more_does_not_move(world: World, scope: Scope, state: str) -> None:
    moved = RegulationSetFactory(from_year=next_year(world.year), **{state: True})

    with pytest.raises(SetRefused):
        force(world, scope, moved)
    with pytest.raises(SetRefused):
        discard_draft(
            regulation=moved,
            digest=moved.digest,
            scope=scope,
            user=world.users["department_admin"],
        )


def test_a_discarded_draft_stays_to_be_read(world: World, scope: Scope) -> None:
    drafted = draft(world, scope)
    user = world.users["department_admin"]

    discard_draft(regulation=drafted, digest=drafted.digest, scope=scope, user=user)

    kept = RegulationSet.objects.get(pk=drafted.pk)
    assert (kept.state, kept.moved_by) == (SetState.DISCARDED, user)


@pytest.mark.parametrize(
    "change",
    [
        "settings = '{}'",
        "name = 'x'",
        "from_year = '2030-2031'",
        "state = 'draft', moved_at = null",
        "state = 'discarded'",
    ],
)
def test_the_database_refuses_to_change_a_set_in_force(db: None, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update grades_regulationset set {change} where code = 'tt22-0'")


def test_the_database_refuses_to_change_or_delete_a_draft_in_place(
    world: World, scope: Scope
) -> None:
    drafted = draft(world, scope)

    for sql in (
        "update grades_regulationset set settings = '{}' where code = %s",
        "update grades_regulationset set state = 'in_force', moved_at = now(), name = '' "
        "where code = %s",
        "delete from grades_regulationset where code = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [drafted.code])


def averages(marked: MarkedClass) -> dict[int, int | None]:
    return dict(MarkRecord.objects.values_list("pk", "average"))


def test_open_sheets_follow_the_set_and_their_averages_with_them(
    world: World, scope: Scope
) -> None:
    marked = marked_class()
    before = averages(marked)
    drafted = draft(world, scope)
    force(world, scope, drafted, **looked_at(drafted, world.year))

    assert follow_some(100) == 9  # this class, and eight of the world

    sheets = marked.class_group.sheets.select_related("regulation")
    assert {sheet.regulation for sheet in sheets} == {drafted}
    records = MarkRecord.objects.select_related("sheet__regulation")
    assert averages(marked) != before
    for record in records:
        sheet = record.sheet
        assert record.average == sheet.scheme.average(sheet, record, moment=0)
    assert follow_some(100) == 0


def test_a_sealed_class_keeps_its_set_and_its_results(world: World, scope: Scope) -> None:
    marked = marked_class()
    compute_term_results(class_group=marked.class_group, term=marked.term)
    group = marked.class_group
    PackageFactory(school=group.school, class_name=group.name, term_code=marked.term.code)
    set_states(group.sheets.all(), SheetState.SEALED)
    before = averages(marked), list(TermResult.objects.order_by("pk").values())
    drafted = draft(world, scope)

    force(world, scope, drafted, **looked_at(drafted, world.year))
    follow_some(100)

    assert (averages(marked), list(TermResult.objects.order_by("pk").values())) == before
    assert {sheet.regulation.code for sheet in group.sheets.all()} == {"tt22-0"}


def test_a_class_follows_before_it_is_sealed_not_after(world: World, scope: Scope) -> None:
    """Between the decision and the sweep a head may seal a class."""
    drafted = draft(world, scope)
    group = world.class_group
    for sheet in group.sheets.all():
        sheet.records.update(average=None)
    set_states(group.sheets.all(), SheetState.APPROVED)
    force(world, scope, drafted, **looked_at(drafted, world.year))

    seal_class(
        class_group=group,
        term=world.term,
        revision=revision_of_class(group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )

    assert {sheet.regulation for sheet in group.sheets.all()} == {drafted}
    results = TermResult.objects.filter(enrolment__class_group=group)
    assert {result.regulation for result in results} == {drafted}
