"""Marks from outside the portal: entered with their paper, counted once like own marks."""

import datetime
import random
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.exchange.models import Line
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.cells import read_cell, text_of
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.selectors import revision_of_class, sheet_page
from grades.selectors.days import days_of_sheet
from grades.selectors.origins import origin_of
from grades.services import (
    CellEdit,
    OutsideRefused,
    Source,
    enter_outside_marks,
    save_cells,
    seal_class,
)
from schools.models import ClassGroup
from students.choices import Began
from students.models import Enrolment
from students.services import change_class, undo_class_change
from tests import factories
from tests.grades.conftest import in_package, set_state
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
CLERK = Scope(None, actions_by_school={None: frozenset({Action.KEEP_REGISTER})})
TEACHER = Scope(None, actions_by_school={None: frozenset({Action.WRITE_OWN_MARKS})})
PAPER = Source("Trường THCS Lê Lợi", "tỉnh Đồng Nai", "12/GXN", datetime.date(2026, 9, 30))


@pytest.fixture
def stay(world: World) -> Enrolment:
    """A student of 6A1 who came from elsewhere three days ago."""
    stay = world.record.enrolment
    stay.starts_on, stay.began = timezone.localdate() - datetime.timedelta(3), Began.TRANSFER
    stay.save()
    return stay


def line_of(stay: Enrolment, world: World) -> MarkRecord:
    lines = MarkRecord.objects.select_related("sheet__regulation", "sheet__term", "enrolment")
    return lines.get(enrolment=stay, sheet__subject=world.subjects[0], sheet__term=world.term)


def edit(line: MarkRecord, cell: str, after: str, before: str = "") -> CellEdit:
    return CellEdit(uuid.uuid4(), line.pk, cell, before, after)


def enter(world: World, stay: Enrolment, *edits: CellEdit, scope: Scope = CLERK) -> int:
    return enter_outside_marks(
        student=stay.student, source=PAPER, edits=edits, scope=scope, user=world.users["clerk"]
    )


def test_a_mark_from_outside_stands_in_its_cell_with_the_paper(
    world: World, stay: Enrolment
) -> None:
    line = line_of(stay, world)
    assert enter(world, stay, edit(line, "tx1", "8"), edit(line, "gk", "7,5")) == 2
    line.refresh_from_db()
    assert (line.regular[0], line.midterm) == (80, 75)
    said = origin_of(line, "gk")
    clerk = world.users["clerk"].full_name
    assert all(part in said for part in ("Lê Lợi", "Đồng Nai", "12/GXN", "30/09/2026", clerk))
    change = MarkChange.objects.get(record=line.pk)
    assert change.new["midterm"] == 75 and "12/GXN" in change.reason


def test_it_counts_like_a_mark_given_here(world: World, stay: Enrolment) -> None:
    line, other = line_of(stay, world), world.records[world.sheet][1]
    marks = {name: "8" for name in world.sheet.columns}
    enter(world, stay, *[edit(line, name, text) for name, text in marks.items()])
    save_cells(
        sheet_id=world.sheet.pk,
        edits=[edit(other, name, text) for name, text in marks.items()],
        scope=TEACHER,
        user_id=world.users["teacher"].pk,
    )
    line.refresh_from_db()
    other.refresh_from_db()
    assert line.average == other.average == 80


def test_every_door_shows_where_it_was_given(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    enter(world, stay, edit(line_of(stay, world), "gk", "7,5"))
    pages = [
        client_of("teacher").get(reverse("grades:marksheet-edit", args=[world.sheet.public_id])),
        client_of("teacher").get(reverse("grades:marksheet-history", args=[world.sheet.public_id])),
        client_of("teacher").get(reverse("api:marksheet-detail", args=[world.sheet.public_id])),
        client_of("clerk").get(reverse("grades:student-outside", args=[stay.student.public_id])),
    ]
    assert [("12/GXN" in page.content.decode()) for page in pages] == [True] * 4


def test_a_mark_entered_over_it_is_the_sheets_own(world: World, stay: Enrolment) -> None:
    line = line_of(stay, world)
    enter(world, stay, edit(line, "gk", "7,5"))
    save_cells(
        sheet_id=world.sheet.pk,
        edits=[edit(line, "gk", "6", before="7,5")],
        scope=TEACHER,
        user_id=world.users["teacher"].pk,
    )
    line.refresh_from_db()
    assert line.midterm == 60 and origin_of(line, "gk") == ""
    with pytest.raises(OutsideRefused, match="GK"):
        enter(world, stay, edit(line, "gk", "9", before="6"))


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(
    world: World, stay: Enrolment
) -> None:
    line = line_of(stay, world)
    sport = MarkRecord.objects.get(enrolment=stay, sheet=world.commented_sheet)
    with pytest.raises(OutsideRefused) as refusal:
        enter(world, stay, edit(line, "tx1", "8"), edit(line, "gk", "11"), edit(sport, "gk", "8"))
    assert len(refusal.value.problems) == 2
    line.refresh_from_db()
    assert line.regular[0] is None and line.origins == {}


def test_two_clerks_do_not_overwrite_each_other(world: World, stay: Enrolment) -> None:
    line = line_of(stay, world)
    enter(world, stay, edit(line, "gk", "7,5"))
    with pytest.raises(OutsideRefused, match="7,5"):
        enter(world, stay, edit(line, "gk", "6"))
    assert enter(world, stay, edit(line, "gk", "6", before="7,5")) == 1


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.APPROVED])
def test_a_sheet_that_is_handed_in_takes_none(
    world: World, stay: Enrolment, state: SheetState
) -> None:
    set_state(world.sheet, state)
    with pytest.raises(OutsideRefused):
        enter(world, stay, edit(line_of(stay, world), "gk", "7,5"))


def test_a_student_of_the_terms_first_day_has_none(world: World) -> None:
    stay = world.record.enrolment
    with pytest.raises(OutsideRefused):
        enter(world, stay, edit(line_of(stay, world), "gk", "7,5"))


def test_a_student_who_came_while_the_year_before_ran_is_another_case(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    """A change of class within the school is no coming to the school."""
    stay.starts_on = world.term.starts_on
    stay.save()
    new = change_class(
        enrolment_id=stay.pk,
        shown=stay.revision,
        to=world.classes[world.school][1],
        on=timezone.localdate(),
    )
    page = reverse("grades:student-outside", args=[new.student.public_id])
    assert client_of("clerk").get(page).status_code == 404


def test_a_regulation_set_may_refuse_them(world: World, stay: Enrolment) -> None:
    line = line_of(stay, world)
    strict = factories.RegulationSetFactory(changes={"outside_marks_count": False})
    MarkSheet.objects.update(regulation=strict)
    with pytest.raises(OutsideRefused) as refusal:
        enter(world, stay, edit(line, "gk", "7,5"))
    assert len(refusal.value.problems) == 1


def test_a_teacher_enters_them_on_the_own_sheet_alone(world: World, stay: Enrolment) -> None:
    line = line_of(stay, world)
    sport = MarkRecord.objects.get(enrolment=stay, sheet=world.commented_sheet)
    teacher = world.users["teacher"]

    def as_teacher(change: CellEdit) -> int:
        return enter_outside_marks(
            student=stay.student, source=PAPER, edits=[change], scope=TEACHER, user=teacher
        )

    assert as_teacher(edit(line, "gk", "7,5")) == 1
    with pytest.raises(OutsideRefused):
        as_teacher(edit(sport, "gk", "Đ"))


def test_a_clerk_does_not_read_the_marks_given_here(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    MarkRecord.objects.filter(pk=line_of(stay, world).pk).update(midterm=37)
    page = reverse("grades:student-outside", args=[stay.student.public_id])
    assert "3,7" not in client_of("clerk").get(page).content.decode()
    assert "3,7" in client_of("head").get(page).content.decode()


def test_the_page_enters_and_keeps_what_was_typed_when_refused(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    line, clerk = line_of(stay, world), client_of("clerk")
    page = reverse("grades:student-outside", args=[stay.student.public_id])
    form = {"school": "THCS Lê Lợi", "place": "tỉnh Đồng Nai", "paper": "12/GXN"}
    sent = {f"m-{line.pk}-gk": "7,5", f"o-{line.pk}-gk": ""}
    refused = clerk.post(page, form | sent | {"on": "2999-01-01"}).content.decode()
    assert 'value="7,5"' in refused
    assert clerk.post(page, form | sent | {"on": "2026-09-30"}).status_code == 302
    assert "12/GXN" in clerk.get(page).content.decode()


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("seed", range(4))
def test_in_random_histories_it_counts_once_and_keeps_its_paper(
    world: World, stay: Enrolment, seed: int
) -> None:
    """Entered, moved along, taken back, typed over: one line in the package, with these marks."""
    draw, groups = random.Random(seed), world.classes[world.school]
    entered: dict[str, str] = {}
    for _step in range(14):
        line = line_of(stay, world)
        cell = draw.choice(list(line.sheet.columns))
        before = text_of(line.sheet, cell, read_cell(line, cell))
        if draw.random() < 0.5:
            mark = text_of(line.sheet, cell, draw.randrange(0, 100))
            try:
                enter(world, stay, edit(line, cell, mark, before))
            except OutsideRefused:
                continue
            entered[cell] = mark
        else:
            to = next(group for group in groups if group.pk != stay.class_group_id)
            stay = _move_or_undo(stay, to, draw)
    line = line_of(stay, world)
    assert {name: text_of(line.sheet, name, read_cell(line, name)) for name in entered} == entered
    assert all("12/GXN" in origin_of(line, name) for name in entered)
    for group in groups:
        _seal(world, group)
    reported = Line.objects.get(student_uid=stay.student.person_uid, counted=True)
    cells = in_package(reported.package, line)
    assert cells.midterm == line.midterm and cells.average == line.average


def _move_or_undo(stay: Enrolment, to: ClassGroup, draw: random.Random) -> Enrolment:
    if stay.began == Began.CLASS_CHANGE and draw.random() < 0.5:
        return undo_class_change(enrolment_id=stay.pk, shown=stay.revision)
    if stay.starts_on >= timezone.localdate():
        return stay
    on = stay.starts_on + datetime.timedelta(1)
    return change_class(enrolment_id=stay.pk, shown=stay.revision, to=to, on=on)


def _seal(world: World, group: ClassGroup) -> None:
    for subject in world.subjects:
        set_state(world.sheets[group, subject], SheetState.APPROVED)
    seal_class(
        without_conduct=True,
        class_group=group,
        term=world.term,
        revision=revision_of_class(group, world.term),
        scope=Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})}),
        user=world.users["head"],
    )


def test_the_grid_leads_a_newcomers_teacher_to_the_page(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    [row] = [
        each
        for each in sheet_page(world.sheet, "", days_of_sheet(world.sheet)).rows
        if each.newcomer
    ]
    assert row.newcomer == stay.student.public_id
    address = reverse("grades:student-outside", args=[row.newcomer])
    sheet = reverse("grades:marksheet-edit", args=[world.sheet.public_id])
    assert address in client_of("teacher").get(sheet).content.decode()


def test_the_page_costs_the_same_for_more_subjects(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    page = reverse("grades:student-outside", args=[stay.student.public_id])
    client = client_of("clerk")
    for code in ("VAN", "ANH"):
        sheet = factories.MarkSheetFactory(
            class_group=world.class_group,
            subject=factories.SubjectFactory(code=code, name=code),
            term=world.term,
        )
        factories.MarkRecordFactory(sheet=sheet, enrolment=stay)
        answer = ask_counted(client, "grades:student-outside:clerk", page)
        assert code in answer.content.decode()
