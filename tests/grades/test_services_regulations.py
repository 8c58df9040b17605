"""A regulation set is drafted, put into force or discarded, and never changed."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal.scoping import Scope
from grades.choices import SetState, SheetState
from grades.models import (
    MarkRecord,
    MarkSheet,
    RegulationComparison,
    RegulationSet,
    TermResult,
)
from grades.rules.settings import BadSettings
from grades.selectors import revision_of_class
from grades.selectors.regulations import (
    comparison_year,
    governing_without,
    regulation_for,
    typed_confirmation,
)
from grades.services import NotAllowed, compute_term_results, seal_class
from grades.services.following import follow_some
from grades.services.regulations import (
    Decision,
    SetRefused,
    discard_draft,
    draft_set,
    put_in_force,
    withdraw_set,
)
from schools.models import SchoolYear
from tests.factories import (
    MarkSheetFactory,
    RegulationComparisonFactory,
    RegulationSetFactory,
    SchoolYearFactory,
    class_package,
)
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


def looked_at(
    regulation: RegulationSet, year: SchoolYear, base: RegulationSet | None = None
) -> dict[str, str]:
    """What the page of a finished comparison sends along; with the default set unless named."""
    run: RegulationComparison = RegulationComparisonFactory(
        regulation=regulation, base=base or regulation_set(), school_year=year, finished=True
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
    assert RegulationSet.objects.filter(circular="TT22").count() == 1


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
    drafted = draft(world, scope, from_year=coming)

    force(world, scope, drafted, **looked_at(drafted, world.year))

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


def test_a_year_to_come_needs_a_comparison_over_the_newest_year_with_sheets(
    world: World, scope: Scope
) -> None:
    coming = next_year(world.year)
    drafted = draft(world, scope, from_year=coming)
    year = SchoolYearFactory(code=coming, starts_on=datetime.date(int(coming[:4]), 9, 1))

    for given in ({}, looked_at(drafted, year)):
        with pytest.raises(SetRefused, match=world.year.code.replace("-", "–")):
            force(world, scope, drafted, **given)

    assert comparison_year(drafted) == world.year
    shown = looked_at(drafted, world.year) | {"confirmation": ""}
    assert force(world, scope, drafted, **shown).state == SetState.IN_FORCE


def test_a_year_to_come_with_sheets_of_its_own_is_compared_itself(
    world: World, scope: Scope
) -> None:
    coming = next_year(world.year)
    drafted = draft(world, scope, from_year=coming)
    early = looked_at(drafted, world.year)
    year = SchoolYearFactory(code=coming, starts_on=datetime.date(int(coming[:4]), 9, 1))
    MarkSheetFactory(class_group__school_year=year)

    with pytest.raises(SetRefused):
        force(world, scope, drafted, **early)

    assert force(world, scope, drafted, **looked_at(drafted, year)).state == SetState.IN_FORCE


def test_without_any_sheet_there_is_nothing_to_compare(world: World, scope: Scope) -> None:
    MarkSheet.objects.all().delete()
    coming = draft(world, scope, from_year=next_year(world.year))
    now = draft(world, scope)

    assert force(world, scope, coming).state == SetState.IN_FORCE
    with pytest.raises(SetRefused):
        force(world, scope, now)
    typed = typed_confirmation(now)
    assert force(world, scope, now, confirmation=typed).state == SetState.IN_FORCE


def test_of_sets_that_follow_each_other_the_one_just_before_is_the_one_to_compare_with(
    world: World, scope: Scope
) -> None:
    coming = next_year(world.year)
    first = draft(world, scope, from_year=coming)
    force(world, scope, first, **looked_at(first, world.year))
    second = draft(world, scope, from_year=coming, level_count=5)

    with pytest.raises(SetRefused):
        force(world, scope, second, **looked_at(second, world.year))

    shown = looked_at(second, world.year, base=first)
    assert force(world, scope, second, **shown).state == SetState.IN_FORCE
    assert governing_without(second) == first
    assert governing_without(first, world.year.code) == second


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
    assert force(world, scope, later, **looked_at(later, world.year)).state == SetState.IN_FORCE


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


@pytest.fixture
def coming(world: World) -> RegulationSet:
    """A set in force from the coming school year on."""
    made: RegulationSet = RegulationSetFactory(from_year=next_year(world.year), in_force=True)
    return made


def withdraw(world: World, scope: Scope, regulation: RegulationSet, **given: str) -> RegulationSet:
    return withdraw_set(
        regulation=regulation,
        digest=given.get("digest", regulation.digest),
        reason=given.get("reason", " Nhầm năm học "),
        scope=scope,
        user=world.users["department_admin"],
    )


def test_before_its_year_begins_a_set_is_withdrawn_and_the_one_before_governs_again(
    world: World, scope: Scope, coming: RegulationSet
) -> None:
    assert regulation_for("gdpt-2018", 6, coming.from_year) == coming

    withdraw(world, scope, coming)

    assert regulation_for("gdpt-2018", 6, coming.from_year) == regulation_set()
    kept = RegulationSet.objects.get(pk=coming.pk)
    assert (kept.state, kept.withdrawal_reason) == (SetState.WITHDRAWN, "Nhầm năm học")
    assert kept.withdrawn_by == world.users["department_admin"]
    assert kept.withdrawn_at > kept.moved_at == coming.moved_at


def test_a_set_whose_year_has_begun_is_not_withdrawn(world: World, scope: Scope) -> None:
    for regulation in (regulation_set(), RegulationSetFactory(in_force=True)):
        with pytest.raises(SetRefused):
            withdraw(world, scope, regulation)


@pytest.mark.parametrize("state", ["draft", "discarded", "withdrawn"])
def test_only_what_is_in_force_is_withdrawn(world: World, scope: Scope, state: str) -> None:
    regulation = RegulationSetFactory(from_year=next_year(world.year), state=SetState(state))

    with pytest.raises(SetRefused):
        withdraw(world, scope, regulation)


def test_the_only_set_there_is_is_not_withdrawn(world: World, scope: Scope) -> None:
    """Before the first school year every set lies ahead."""
    far = {"starts_on": datetime.date(2999, 9, 1), "ends_on": datetime.date(3000, 5, 31)}
    SchoolYear.objects.update(**far)

    with pytest.raises(SetRefused):
        withdraw(world, scope, regulation_set())


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\0b"])
def test_a_withdrawal_needs_its_reason(
    world: World, scope: Scope, coming: RegulationSet, reason: str
) -> None:
    with pytest.raises(SetRefused):
        withdraw(world, scope, coming, reason=reason)
    with pytest.raises(SetRefused):
        withdraw(world, scope, coming, digest="000000000000")
    with pytest.raises(NotAllowed):
        withdraw(world, scope_of(world, "head"), coming)
    coming.refresh_from_db()
    assert coming.state == SetState.IN_FORCE


def test_sheets_opened_under_a_withdrawn_set_follow_the_one_before(
    world: World, scope: Scope, coming: RegulationSet
) -> None:
    sheet = MarkSheetFactory(class_group__school_year=year_of(coming), regulation=coming)

    withdraw(world, scope, coming)
    assert follow_some(100) == 1

    sheet.refresh_from_db()
    assert sheet.regulation == regulation_set()


def test_a_set_is_not_withdrawn_from_sheets_that_could_not_follow(
    world: World, scope: Scope
) -> None:
    coming = next_year(world.year)
    wide = RegulationSetFactory(changes={"regular_many": 5}, from_year=coming, in_force=True)
    group = world.class_group
    MarkSheetFactory(
        class_group__school_year=year_of(wide),
        class_group__grade_level=group.grade_level,
        regulation=wide,
        regular_count=5,
    )
    same = RegulationSetFactory(from_year=coming, in_force=True)
    MarkSheetFactory(class_group__school_year=year_of(same), regulation=same, sealed=True)

    for regulation in (wide, same):
        with pytest.raises(SetRefused, match="Sheets stand|Có sổ đang theo"):
            withdraw(world, scope, regulation)


def year_of(regulation: RegulationSet) -> SchoolYear:
    starts_on = datetime.date(int(regulation.from_year[:4]), 9, 1)
    made: SchoolYear = SchoolYearFactory(code=regulation.from_year, starts_on=starts_on)
    return made


def test_a_draft_compared_with_a_set_that_was_withdrawn_is_compared_again(
    world: World, scope: Scope, coming: RegulationSet
) -> None:
    drafted = draft(world, scope, from_year=coming.from_year, level_count=5)
    shown = looked_at(drafted, world.year, base=coming)
    withdraw(world, scope, coming)

    with pytest.raises(SetRefused):
        force(world, scope, drafted, **shown)


WITHDRAWN = "state = 'withdrawn', withdrawn_at = now(), withdrawal_reason = 'x'"


@pytest.mark.parametrize("change", [WITHDRAWN + ", name = 'x'", WITHDRAWN.replace("'x'", "''")])
def test_the_database_refuses_a_withdrawal_that_says_more_or_less(db: None, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update grades_regulationset set {change} where code = 'tt22-0'")


@pytest.mark.parametrize(
    "change", ["state = 'in_force'", "withdrawal_reason = 'another'", WITHDRAWN]
)
def test_the_database_keeps_a_withdrawn_set_as_it_is(
    db_everywhere: None, world: World, change: str
) -> None:
    code = RegulationSetFactory(withdrawn=True).code

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update grades_regulationset set {change} where code = %s", [code])


@pytest.mark.parametrize("state", ["draft", "discarded"])
def test_the_database_withdraws_only_what_is_in_force(
    db_everywhere: None, world: World, state: str
) -> None:
    code = RegulationSetFactory(state=SetState(state)).code

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"update grades_regulationset set {WITHDRAWN}, moved_at = now() where code = %s", [code]
        )


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
    class_package(group, marked.term)
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
        without_conduct=True,
        class_group=group,
        term=world.term,
        revision=revision_of_class(group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )

    assert {sheet.regulation for sheet in group.sheets.all()} == {drafted}
    results = TermResult.objects.filter(enrolment__class_group=group)
    assert {result.regulation for result in results} == {drafted}
