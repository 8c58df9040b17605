"""A sheet that came back: what its teacher is told, and until when it takes marks again."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from grades.choices import SheetState, Step
from grades.models import AskedCell, MarkSheet, SheetStep
from grades.selectors import last_steps, teachers_home
from grades.services import SheetLocked, StepNotPossible, move_sheet
from grades.services.asking import Asks
from schools.models import Term
from students.services import change_class
from tests.grades.conftest import Save, edit, fill, scope_of, set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

WHY = "Kiểm tra lại cột CK: 5 em có điểm 0"


def move(world: World, step: Step, persona: str, **more) -> MarkSheet:
    return move_sheet(
        sheet_id=world.sheet.pk,
        step=step,
        revision=str(MarkSheet.objects.get(pk=world.sheet.pk).revision),
        scope=scope_of(world, persona),
        user_id=world.users[persona].pk,
        **more,
    )


@pytest.fixture
def returned(world: World) -> World:
    """The teacher's full sheet, handed in and returned after the last day of entry."""
    fill(world.sheet, 80)
    move(world, Step.SUBMIT, "teacher")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Term.objects.filter(pk=world.term.pk).update(entry_closes_on=yesterday)
    move(world, Step.RETURN, "head", reason=WHY)
    return world


def test_the_sheet_and_the_list_say_why_who_and_until_when(
    returned: World, client_of: ClientOf
) -> None:
    step = SheetStep.objects.get(step=Step.RETURN)
    assert step.open_until == timezone.localdate() + datetime.timedelta(days=3)
    for name, part in (("edit", [returned.sheet.public_id]), ("list", [])):
        page = client_of("teacher").get(reverse(f"grades:marksheet-{name}", args=part))
        text = page.content.decode()
        assert WHY in text and str(returned.users["head"]) in text, name
        assert f"{step.open_until:%d/%m/%Y}" in text, name
    first = page.context["home"].to_do[0]
    assert (first.row.sheet, first.row.status, first.next_step) == (returned.sheet, "back", "mend")


def test_it_takes_marks_until_the_day_and_no_longer(returned: World, save: Save) -> None:
    record = returned.record
    assert save(returned.sheet, edit(record, "gk", "8,0", "7")).results[0].status == "saved"
    MarkSheet.objects.filter(pk=returned.sheet.pk).update(
        open_until=timezone.localdate() - datetime.timedelta(days=1)
    )
    with pytest.raises(SheetLocked):
        save(returned.sheet, edit(record, "gk", "7,0", "6"))


def test_after_that_day_only_handing_in_is_left(returned: World) -> None:
    over = timezone.localdate() - datetime.timedelta(days=1)
    MarkSheet.objects.filter(pk=returned.sheet.pk).update(open_until=over)
    term = Term.objects.get(pk=returned.term.pk)
    steps = {
        each.row.sheet: each.next_step
        for each in teachers_home(returned.users["teacher"].pk, term).returned
    }
    assert steps == {returned.sheet: "hand_in"}


def test_handing_in_again_ends_the_notice_and_the_extra_days(
    returned: World, client_of: ClientOf
) -> None:
    sheet = move(returned, Step.SUBMIT, "teacher")
    assert sheet.open_until is None
    assert last_steps([sheet])[sheet.pk].returned is None
    page = client_of("teacher").get(reverse("grades:marksheet-edit", args=[sheet.public_id]))
    assert WHY not in page.content.decode()


def test_the_head_chooses_the_day_within_limits(world: World, client_of: ClientOf) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    today = timezone.localdate()
    for wrong in (-1, 31):
        with pytest.raises(StepNotPossible):
            move(
                world,
                Step.RETURN,
                "head",
                reason=WHY,
                until=today + datetime.timedelta(days=wrong),
            )
    form = {
        "step": "return",
        "reason": WHY,
        "until": (today + datetime.timedelta(days=9)).isoformat(),
        "revision": MarkSheet.objects.get(pk=world.sheet.pk).revision,
    }
    address = reverse("grades:marksheet-step", args=[world.sheet.public_id])
    assert client_of("head").post(address, form | {"until": "mai"}).status_code == 400
    client_of("head").post(address, form)
    assert SheetStep.objects.get().open_until == today + datetime.timedelta(days=9)


def test_a_student_who_arrives_returns_the_sheet_without_an_actor(
    world: World, client_of: ClientOf
) -> None:
    fill(world.sheet, 80)
    move(world, Step.SUBMIT, "teacher")
    source = world.classes[world.school][1]
    stay = world.enrolments[source][0]
    change_class(
        enrolment_id=stay.pk, shown=stay.revision, to=world.class_group, on=timezone.localdate()
    )

    page = client_of("teacher").get(reverse("grades:marksheet-list"))

    [back] = page.context["home"].returned
    assert back.row.steps.returned.actor is None
    assert stay.student.full_name in page.content.decode()


def test_the_columns_asked_for_are_marked_on_the_sheet_and_named(
    world: World, client_of: ClientOf
) -> None:
    fill(world.sheet, 80)
    move(world, Step.SUBMIT, "teacher")
    address = reverse("grades:marksheet-step", args=[world.sheet.public_id])
    revision = MarkSheet.objects.get(pk=world.sheet.pk).revision
    form = {"step": "return", "reason": WHY, "revision": revision, "column": ["tx2", "ck"]}

    client_of("head").post(address, form)

    assert {each.cell for each in AskedCell.objects.all()} == {"tx2", "ck"}
    teacher = client_of("teacher")
    page = teacher.get(reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    assert page.context["steps"].asked.columns == {"tx2": "TX2", "ck": "CK"}
    text = page.content.decode()
    assert text.count("is-asked") == 2 * (1 + len(page.context["rows"])) and "TX2, CK" in text
    assert "TX2, CK" in teacher.get(reverse("grades:marksheet-list")).content.decode()


def test_a_column_the_sheet_lacks_is_refused(world: World) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    with pytest.raises(StepNotPossible):
        move(world, Step.RETURN, "head", reason=WHY, asks=Asks(columns=["tx9"]))


def test_its_teacher_takes_a_sheet_back_until_it_is_approved(
    world: World, client_of: ClientOf
) -> None:
    fill(world.sheet, 80)
    sheet = move(world, Step.SUBMIT, "teacher")
    teacher = client_of("teacher")
    page = teacher.get(reverse("grades:marksheet-edit", args=[sheet.public_id]))
    assert 'value="withdraw"' in page.content.decode()
    form = {"step": "withdraw", "revision": sheet.revision, "until": "2999-01-01"}

    for persona, answer in (("head", 403), ("homeroom", 404), ("teacher", 302)):
        address = reverse("grades:marksheet-step", args=[sheet.public_id])
        assert client_of(persona).post(address, form).status_code == answer, persona

    sheet = MarkSheet.objects.get(pk=sheet.pk)
    assert (sheet.state, sheet.open_until) == (SheetState.OPEN, None)
    assert last_steps([sheet])[sheet.pk].returned is None
    move(world, Step.SUBMIT, "teacher")
    move(world, Step.APPROVE, "head")
    with pytest.raises(StepNotPossible):
        move(world, Step.WITHDRAW, "teacher")


def test_a_returned_sheet_taken_back_is_again_as_it_was_returned(returned: World) -> None:
    until = SheetStep.objects.get(step=Step.RETURN).open_until
    move(returned, Step.SUBMIT, "teacher")
    sheet = move(returned, Step.WITHDRAW, "teacher")
    assert sheet.open_until == until
    assert last_steps([sheet])[sheet.pk].returned.reason == WHY


def test_a_sheet_that_would_take_no_marks_is_not_taken_back(
    world: World, client_of: ClientOf
) -> None:
    fill(world.sheet, 80)
    move(world, Step.SUBMIT, "teacher")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Term.objects.filter(pk=world.term.pk).update(entry_closes_on=yesterday)
    page = client_of("teacher").get(reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    assert 'value="withdraw"' not in page.content.decode()
    with pytest.raises(StepNotPossible):
        move(world, Step.WITHDRAW, "teacher")
