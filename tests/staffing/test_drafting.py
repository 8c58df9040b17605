"""A draft of assignments: nothing is in force before it is applied, then all of it at once."""

import datetime
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from grades.choices import SheetState
from staffing.models import AssignmentDraft, HomeroomAssignment, TeachingAssignment
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from staffing.selectors.drafts import draft_overview, drafted_cells
from staffing.services import (
    CellEdit,
    CellResult,
    StaffRefused,
    Wanted,
    apply_draft,
    assign_cells,
    change_draft,
    discard_draft,
    start_draft,
)
from tests import factories
from tests.grades.conftest import set_state
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)
MATHS, SPORT = "TOAN", "GDTC"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """So that a corrected translation breaks no test."""
    with translation.override("en"):
        yield


@pytest.fixture
def draft(world: World) -> AssignmentDraft:
    on = timezone.localdate() + 7 * DAY
    return start_draft(school=world.school, school_year=world.year, on=on, by="Sơn")


def in_force(world: World, subject: str, on: datetime.date) -> set[str]:
    cell = contents_on([world.class_group], on)[CellKey(world.class_group.pk, subject)]
    return {each.staff.full_name for each in cell.given}


def edit(world: World, draft: AssignmentDraft, subject: str, *personas: str) -> CellEdit:
    key = CellKey(world.class_group.pk, subject)
    now = contents_on([world.class_group], draft.starts_on)[key]
    drafted = drafted_cells(draft, [world.class_group])
    now.given = drafted.get(key, now.given)
    after = tuple(Wanted(world.staff[each].public_id) for each in personas)
    return CellEdit(world.class_group.public_id, subject, now.value, after)


def change(world: World, draft: AssignmentDraft, subject: str, *personas: str) -> CellResult:
    change = edit(world, draft, subject, *personas)
    [result] = change_draft(draft_id=draft.pk, on=draft.starts_on, edits=[change], by="Sơn")
    draft.refresh_from_db()
    return result


def applied(draft: AssignmentDraft) -> int:
    return apply_draft(draft_id=draft.pk, shown=draft_overview(draft).revision)


def test_nothing_is_in_force_until_the_draft_is_applied(
    world: World, draft: AssignmentDraft
) -> None:
    former, new = world.staff["teacher"].full_name, world.staff["homeroom"].full_name
    assert change(world, draft, MATHS, "homeroom").status == "saved"
    assert change(world, draft, HOMEROOM, "teacher").status == "saved"
    assert in_force(world, MATHS, draft.starts_on) == {former}

    assert applied(draft) == 2

    assert in_force(world, MATHS, draft.starts_on - DAY) == {former}
    assert in_force(world, MATHS, draft.starts_on) == {new}
    assert in_force(world, HOMEROOM, draft.starts_on) == {former}
    assert not AssignmentDraft.objects.exists()


def test_a_cell_put_back_leaves_the_draft(world: World, draft: AssignmentDraft) -> None:
    change(world, draft, MATHS, "homeroom")
    change(world, draft, MATHS, "teacher")
    assert draft.cells == {}
    with pytest.raises(StaffRefused, match="changes nothing"):
        applied(draft)


def test_two_people_do_not_overwrite_each_other_in_a_draft(
    world: World, draft: AssignmentDraft
) -> None:
    older = edit(world, draft, MATHS, "head")
    change(world, draft, MATHS, "homeroom")
    [result] = change_draft(draft_id=draft.pk, on=draft.starts_on, edits=[older], by="B")
    assert result.status == "conflict" and world.staff["homeroom"].full_name in result.message


def test_one_overtaken_cell_keeps_everything_from_being_applied(
    world: World, draft: AssignmentDraft
) -> None:
    change(world, draft, MATHS, "homeroom")
    change(world, draft, SPORT, "teacher")
    today = timezone.localdate()
    live = contents_on([world.class_group], today)[CellKey(world.class_group.pk, MATHS)]
    meanwhile = CellEdit(
        world.class_group.public_id, MATHS, live.value, (Wanted(world.staff["head"].public_id),)
    )
    assign_cells(school=world.school, school_year=world.year, on=today, edits=[meanwhile])
    [maths, _sport] = draft_overview(draft).changes
    assert maths.is_overtaken
    with pytest.raises(StaffRefused, match="Toán 6A1"):
        applied(draft)
    assert in_force(world, SPORT, draft.starts_on) == {world.staff["homeroom"].full_name}
    assert AssignmentDraft.objects.filter(pk=draft.pk).exists()


def test_what_changed_after_the_overview_was_shown_is_not_applied(
    world: World, draft: AssignmentDraft
) -> None:
    change(world, draft, MATHS, "homeroom")
    shown = draft_overview(draft).revision
    change(world, draft, SPORT, "teacher")
    for step in (apply_draft, discard_draft):
        with pytest.raises(StaffRefused):
            step(draft_id=draft.pk, shown=shown)
    assert draft_overview(draft).revision != shown


def test_there_is_one_draft_a_year(world: World, draft: AssignmentDraft) -> None:
    with pytest.raises(StaffRefused):
        start_draft(school=world.school, school_year=world.year, on=draft.starts_on, by="B")
    discard_draft(draft_id=draft.pk, shown=draft_overview(draft).revision)
    start_draft(school=world.school, school_year=world.year, on=draft.starts_on, by="B")


def test_a_change_for_another_day_than_the_drafts_is_refused(
    world: World, draft: AssignmentDraft
) -> None:
    with pytest.raises(StaffRefused):
        change_draft(draft_id=draft.pk, on=draft.starts_on + DAY, edits=[], by="B")


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SheetState.OPEN, "No mark is entered yet"),
        (SheetState.SUBMITTED, "handed in"),
        (SheetState.APPROVED, "handed in"),
    ],
)
def test_the_page_says_what_happens_to_the_sheet(
    world: World, draft: AssignmentDraft, client_of: ClientOf, state: SheetState, says: str
) -> None:
    set_state(world.sheet, state)
    change(world, draft, MATHS, "homeroom")
    assert says in page_of(client_of)


def page_of(client_of: ClientOf) -> str:
    client = client_of("head")
    client.cookies["django_language"] = "en"
    return client.get(reverse("staffing:draft")).content.decode()


def test_a_begun_sheet_goes_on_with_the_new_teacher(
    world: World, draft: AssignmentDraft, client_of: ClientOf
) -> None:
    world.record.midterm = 80
    world.record.save()
    change(world, draft, MATHS, "homeroom")
    assert "goes on with the sheet" in page_of(client_of)
    change(world, draft, MATHS)
    assert "cannot be sealed" in page_of(client_of)


def test_the_table_shows_the_draft_and_its_loads(
    world: World, draft: AssignmentDraft, client_of: ClientOf
) -> None:
    person = world.staff["clerk"]
    person.full_name = "Hồ Bá Lộc"
    person.save()
    client = client_of("head")
    client.cookies["django_language"] = "en"
    table, of_draft = reverse("staffing:assignments"), reverse("staffing:draft-cells")
    op = edit(world, draft, MATHS, "clerk")
    sent = {
        "class": str(op.class_group),
        "subject": MATHS,
        "from": op.before,
        "to": [str(person.public_id)],
    }
    body = {"on": str(draft.starts_on), "ops": [sent]}
    answer = client.post(of_draft, body, content_type="application/json").json()
    assert [each["status"] for each in answer["results"]] == ["saved"]
    loads = {each["id"]: each["total"] for each in answer["loads"]}
    assert loads[str(person.public_id)] == "4.00"
    assert "Toán 6A1: Hồ Bá Lộc" in client.get(table + "?draft=1").content.decode()
    assert "Toán 6A1: Hồ Bá Lộc" not in client.get(table).content.decode()


def test_the_pages_begin_apply_and_discard(world: World, client_of: ClientOf) -> None:
    client, page = client_of("head"), reverse("staffing:draft")
    on = timezone.localdate() + DAY
    assert client.post(page, {"step": "start", "on": str(on)}).status_code == 302
    draft = AssignmentDraft.objects.get()
    change(world, draft, MATHS, "homeroom")
    shown = draft_overview(draft).revision
    assert client.post(page, {"step": "apply", "shown": shown}).status_code == 302
    assert in_force(world, MATHS, on) == {world.staff["homeroom"].full_name}
    client.post(page, {"step": "start", "on": str(on)})
    shown = draft_overview(AssignmentDraft.objects.get()).revision
    assert client.post(page, {"step": "discard", "shown": shown}).status_code == 302
    assert not AssignmentDraft.objects.exists()


def test_the_overview_costs_the_same_for_more_changes(
    world: World, draft: AssignmentDraft, client_of: ClientOf
) -> None:
    client, page = client_of("head"), reverse("staffing:draft")
    for subject in (MATHS, SPORT):
        change(world, draft, subject, "head")
        ask_counted(client, "staffing:draft:head", page)


def test_of_a_person_who_has_left_the_draft_says_so(world: World, draft: AssignmentDraft) -> None:
    change(world, draft, MATHS, "homeroom")
    TeachingAssignment.objects.filter(staff=world.staff["homeroom"]).delete()
    HomeroomAssignment.objects.filter(staff=world.staff["homeroom"]).delete()
    type(world.staff["homeroom"]).objects.filter(pk=world.staff["homeroom"].pk).update(
        status="left"
    )
    with pytest.raises(StaffRefused, match="staff any more"):
        applied(draft)


def test_a_draft_of_another_school_is_not_shown(world: World, client_of: ClientOf) -> None:
    factories.AssignmentDraftFactory(school=world.foreign_school, school_year=world.year)
    assert "Begin the draft" in page_of(client_of)


def test_a_draft_that_another_has_applied_meanwhile_refuses_every_step(
    world: World, draft: AssignmentDraft
) -> None:
    AssignmentDraft.objects.all().delete()

    with pytest.raises(StaffRefused, match="already"):
        apply_draft(draft_id=draft.pk, shown="1")
    with pytest.raises(StaffRefused, match="already"):
        discard_draft(draft_id=draft.pk, shown="1")
    with pytest.raises(StaffRefused, match="already"):
        change_draft(draft_id=draft.pk, on=draft.starts_on, edits=[], by="Sơn")
