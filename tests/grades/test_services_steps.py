"""The way of a mark sheet: handed in, approved, returned, sealed."""

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal.exchange.models import Line, OutboxEntry, Package, Receipt
from eduportal.exchange.states import PackageState
from grades.choices import SheetState, Step
from grades.models import MarkRecord, MarkSheet, SheetStep, TermResult
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from grades.services import (
    ClassNotReady,
    MarksMissing,
    NotAllowed,
    StepNotPossible,
    move_sheet,
    open_sheets,
    seal_class,
)
from tests.factories import EnrolmentFactory, PeerFactory
from tests.grades.conftest import fill, scope_of, set_state
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def move(world: World, step: Step, persona: str, reason: str = "") -> MarkSheet:
    return move_sheet(
        sheet_id=world.sheet.pk,
        step=step,
        revision=str(MarkSheet.objects.get(pk=world.sheet.pk).revision),
        scope=scope_of(world, persona),
        user_id=world.users[persona].pk,
        reason=reason,
    )


def approve_all(world: World) -> None:
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)


def seal(world: World, persona: str = "head") -> Package:
    return seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def test_empty_cells_are_named_all_at_once(world: World) -> None:
    with pytest.raises(MarksMissing) as refusal:
        move(world, Step.SUBMIT, "teacher")
    assert len(refusal.value.gaps) == 6
    assert refusal.value.gaps[0].cells[-2:] == ("GK", "CK")
    assert MarkSheet.objects.get(pk=world.sheet.pk).state == SheetState.OPEN


def test_a_reason_lets_a_sheet_with_empty_cells_go_and_is_kept(world: World) -> None:
    move(world, Step.SUBMIT, "teacher", "Học sinh nghỉ ốm dài ngày")
    assert SheetStep.objects.get().reason == "Học sinh nghỉ ốm dài ngày"


def test_the_way_there_and_back(world: World) -> None:
    fill(world.sheet, 80)
    assert move(world, Step.SUBMIT, "teacher").state == SheetState.SUBMITTED
    assert move(world, Step.APPROVE, "vice_head").state == SheetState.APPROVED
    assert move(world, Step.RETURN, "head", "Sai cột giữa kì").state == SheetState.OPEN
    assert [step.actor.username for step in SheetStep.objects.all()] == [
        world.users[persona].username for persona in ("teacher", "vice_head", "head")
    ]


def test_returning_needs_a_reason(world: World) -> None:
    fill(world.sheet, 80)
    move(world, Step.SUBMIT, "teacher")
    # A zero-width space says as little as none.
    for reason in ("", " ", "\u200b"):
        with pytest.raises(StepNotPossible):
            move(world, Step.RETURN, "head", reason)


@pytest.mark.parametrize("step", [Step.APPROVE, Step.RETURN])
def test_a_step_needs_its_state(world: World, step: Step) -> None:
    with pytest.raises(StepNotPossible):
        move(world, step, "head", "vì")


@pytest.mark.parametrize(
    ("step", "persona"),
    [(Step.SUBMIT, "head"), (Step.SUBMIT, "homeroom"), (Step.APPROVE, "teacher")],
)
def test_a_step_needs_its_role(world: World, step: Step, persona: str) -> None:
    with pytest.raises(NotAllowed):
        move(world, step, persona, "vì")


def test_sealing_names_every_sheet_that_is_not_approved(world: World) -> None:
    with pytest.raises(ClassNotReady) as refusal:
        seal(world)
    assert len(refusal.value.sheets) == len(world.subjects)
    assert not Package.objects.exists()


def test_only_the_head_seals(world: World) -> None:
    approve_all(world)
    with pytest.raises(NotAllowed):
        seal(world, "vice_head")


def test_a_sealed_class_is_one_accepted_package_with_every_record(world: World) -> None:
    peer = PeerFactory(relation="upstream")
    approve_all(world)
    package = seal(world)
    records = MarkRecord.objects.filter(sheet__class_group=world.class_group)
    assert package.state == PackageState.ACCEPTED
    assert package.records == records.count() == 12
    assert Line.objects.count() == 6
    # The register of the school goes before.
    sent = OutboxEntry.objects.order_by("pk")
    assert [(each.package.feed, each.peer) for each in sent] == [("school", peer), ("term", peer)]
    assert not Receipt.objects.exists()
    assert digest_of(sealed_lines()) == digest_of(ledger_lines())


def test_sealing_twice_changes_nothing(world: World) -> None:
    approve_all(world)
    assert seal(world) == seal(world)
    assert Package.objects.filter(feed="term").count() == 1
    assert SheetStep.objects.filter(step=Step.SEAL).count() == len(world.subjects)


def test_sealing_leaves_a_result_for_each_student(world: World) -> None:
    approve_all(world)
    seal(world)
    # Two subjects are fewer than the six the circular counts: no level, not "Chưa đạt".
    results = TermResult.objects.filter(term=world.term)
    assert results.count() == 6
    assert set(results.values_list("learning", flat=True)) == {None}


def test_a_sheet_cannot_be_sealed_behind_the_exchanges_back(world: World) -> None:
    with pytest.raises(IntegrityError, match="no accepted package"), transaction.atomic():
        set_state(world.sheet, SheetState.APPROVED)
        MarkSheet.objects.filter(pk=world.sheet.pk).update(state=SheetState.SEALED)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_student_who_arrives_gets_a_line_on_every_open_sheet(world: World) -> None:
    EnrolmentFactory(school=world.school, class_group=world.class_group, school_year=world.year)
    open_sheets(class_group=world.class_group, term=world.term)
    assert world.sheet.records.count() == 7
    open_sheets(class_group=world.class_group, term=world.term)
    assert world.sheet.records.count() == 7
