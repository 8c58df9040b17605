"""The head's queue, the matrix, and approving many sheets at once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from grades.choices import SheetState, Step
from grades.models import MarkSheet, SheetStep
from staffing.models import StaffMember, TeachingAssignment
from tests.factories import MarkSheetFactory, SchoolWindowFactory, SheetStepFactory
from tests.grades.conftest import fill, set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

QUEUE = "/classes/queue/"
APPROVE = "/classes/queue/approve/"


@pytest.fixture
def waiting(world: World) -> list[MarkSheet]:
    """Both sheets of 6A1: mathematics complete, physical education with a reason for its gaps."""
    sheets = [world.sheets[world.class_group, subject] for subject in world.subjects]
    fill(sheets[0], 80)
    for sheet in sheets:
        set_state(sheet, SheetState.SUBMITTED)
        reason = "Thi bù ngày 15/01" if sheet != sheets[0] else ""
        SheetStepFactory(sheet=sheet, actor=world.users["teacher"], reason=reason)
    return [MarkSheet.objects.get(pk=sheet.pk) for sheet in sheets]


def ticked(*sheets: MarkSheet) -> dict[str, list[str]]:
    return {"sheet": [f"{sheet.public_id}:{sheet.revision}" for sheet in sheets]}


def states(sheets: list[MarkSheet]) -> set[str]:
    return set(
        MarkSheet.objects.filter(pk__in=[s.pk for s in sheets]).values_list("state", flat=True)
    )


def test_what_needs_a_look_stands_first_and_is_not_ticked(
    waiting: list[MarkSheet], client_of: ClientOf, world: World
) -> None:
    page = client_of("head").get(QUEUE)
    first, second = page.context["waiting"]
    assert (first.row.sheet, second.row.sheet) == (waiting[1], waiting[0])
    assert not first.is_plain and second.is_plain and page.context["plain_count"] == 1
    text = page.content.decode()
    assert "“Thi bù ngày 15/01”" in text
    teacher = StaffMember.objects.get(user=world.users["teacher"])
    assert [*second.teachers] == [teacher] and teacher.full_name in text


def test_the_queue_is_narrowed_by_its_tabs(waiting: list[MarkSheet], client_of: ClientOf) -> None:
    head = client_of("head")
    fill(waiting[0], 70)
    for shown, count in (("", 2), ("gaps", 1), ("look", 0)):
        assert len(head.get(f"{QUEUE}?show={shown}").context["waiting"]) == count, shown


def test_the_late_are_named_and_so_is_a_sheet_nobody_teaches(
    world: World, client_of: ClientOf
) -> None:
    TeachingAssignment.objects.filter(subject=world.subjects[1]).delete()
    nobody, teacher = client_of("head").get(QUEUE).context["late"]
    assert nobody.staff is None and len(nobody.sheets) == 2
    assert teacher.staff.user == world.users["teacher"]
    assert teacher.gaps == sum(row.gaps for row in teacher.sheets) == 2 * 6 * 6


def test_sheets_ticked_are_approved_together(
    waiting: list[MarkSheet], client_of: ClientOf, world: World
) -> None:
    client_of("vice_head").post(APPROVE, ticked(*waiting))
    assert states(waiting) == {SheetState.APPROVED}
    steps = SheetStep.objects.filter(step=Step.APPROVE)
    assert {step.actor for step in steps} == {world.users["vice_head"]} and len(steps) == 2


def test_one_that_cannot_be_approved_leaves_all_and_every_problem_is_said(
    waiting: list[MarkSheet], client_of: ClientOf, world: World
) -> None:
    open_one = world.sheets[world.classes[world.school][1], world.subjects[0]]
    older = MarkSheet.objects.get(pk=waiting[1].pk)
    older.revision -= 1
    form = ticked(waiting[0], older, open_one, world.foreign_sheet)
    answer = client_of("head").post(APPROVE, form, follow=True)
    assert states(waiting) == {SheetState.SUBMITTED}
    said = "\n".join(map(str, answer.context["messages"]))
    for sheet in (older, open_one):
        assert f"{sheet.subject.name} {sheet.class_group.name}:" in said
    assert len(answer.context["messages"]) == 4


def test_the_head_goes_from_sheet_to_sheet_while_approving(
    waiting: list[MarkSheet], client_of: ClientOf
) -> None:
    head = client_of("head")
    first, second = waiting
    page = head.get(reverse("grades:marksheet-edit", args=[first.public_id]))
    place = page.context["neighbours"]
    assert (place.number, place.total, place.following) == (1, 2, second.public_id)

    for sheet, then in ((first, second), (second, None)):
        form = {"step": "approve", "back": "next", "revision": sheet.revision}
        answer = head.post(reverse("grades:marksheet-step", args=[sheet.public_id]), form)
        expected = reverse("grades:marksheet-edit", args=[then.public_id]) if then else QUEUE
        assert answer["Location"] == expected


def test_the_sheet_tells_the_head_who_why_and_what_is_unusual(
    waiting: list[MarkSheet], client_of: ClientOf, world: World
) -> None:
    page = client_of("head").get(reverse("grades:marksheet-edit", args=[waiting[1].public_id]))
    assert "“Thi bù ngày 15/01”" in page.content.decode()
    assert [staff.user for staff in page.context["teachers"]] == [world.users["homeroom"]]
    teacher = client_of("teacher")
    page = teacher.get(reverse("grades:marksheet-edit", args=[waiting[0].public_id]))
    assert "questions" not in page.context


def test_the_matrix_counts_what_is_missing_and_what_is_not_handed_in(
    waiting: list[MarkSheet], client_of: ClientOf, world: World
) -> None:
    [matrix] = client_of("head").get("/classes/progress/").context["matrices"]
    first, second = matrix.lines
    assert [cell.status for cell in first.cells] == ["wait", "wait"]
    assert [cell.status for cell in second.cells] == ["none", "none"]
    assert first.gaps == 0 and second.gaps == sum(cell.gaps for cell in second.cells) > 0
    assert [count for _subject, count in matrix.foot] == [1, 1]
    assert (first.state, second.state) == ("waiting", "open")


def test_every_page_counts_alike(waiting: list[MarkSheet], client_of: ClientOf) -> None:
    head = client_of("head")
    counts = head.get(QUEUE).context["counts"]
    classes = head.get("/classes/").context["rows"]
    assert counts == head.get("/classes/progress/").context["counts"]
    assert counts.waiting == sum(row.submitted for row in classes) == 2
    assert counts.with_teachers == sum(row.open for row in classes) == 2
    assert [row.state for row in classes] == ["waiting", "open"]


def test_classes_of_an_earlier_term_that_are_not_sealed_stay_in_sight(
    world: World, client_of: ClientOf
) -> None:
    head = client_of("head")
    assert head.get(QUEUE).context["earlier"] == []
    MarkSheetFactory(class_group=world.class_group, term=world.next_term)
    head.post(reverse("schools:period"), {"term": world.next_term.code})
    page = head.get(QUEUE)
    assert page.context["earlier"] == [(world.term, 2)]
    answer = head.post(
        reverse("schools:period"), {"term": world.term.code, "page": QUEUE}, follow=True
    )
    assert answer.context["term"] == world.term


def test_an_empty_term_says_what_to_do(world: World, client_of: ClientOf) -> None:
    MarkSheet.objects.all().delete()
    page = client_of("head").get(QUEUE)
    counts = [(step.url, step.count) for step in page.context["steps"]]
    assert counts == [
        (reverse("staffing:staff-new"), 5),
        (reverse("staffing:account-new"), 5),
        (reverse("grades:class-new"), 2),
        (reverse("students:student-new"), 12),
        (reverse("staffing:assignments"), 4),
        (reverse("grades:class-list"), 0),
    ]
    assert page.context["next"].url == reverse("grades:class-list")


def test_a_step_of_a_new_school_that_is_missing_is_the_next_one(
    world: World, client_of: ClientOf
) -> None:
    TeachingAssignment.objects.all().delete()
    page = client_of("vice_head").get(QUEUE)
    assert page.context["next"].url == reverse("staffing:assignments")
    assert page.context["next"].title in page.content.decode()


def test_the_deadline_is_the_schools_own(world: World, client_of: ClientOf) -> None:
    soon = timezone.localdate() + datetime.timedelta(days=2)
    SchoolWindowFactory(
        school=world.school, term=world.term, opens_on=world.term.starts_on, closes_on=soon
    )
    page = client_of("head").get(QUEUE)
    assert page.context["urgency"] == "soon" and f"{soon:%d/%m/%Y}" in page.context["deadline"]


def test_a_sheet_nobody_teaches_is_assigned_from_the_matrix(
    world: World, client_of: ClientOf
) -> None:
    address = reverse("staffing:class-assignments", args=[world.class_group.public_id])
    link = f"{address}#{world.subjects[0].code}"
    page = client_of("head").get("/classes/progress/")
    assert link not in page.content.decode()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    rows = TeachingAssignment.objects.filter(class_group=world.class_group)
    rows.filter(subject=world.subjects[0]).update(ends_on=yesterday)
    assert link in client_of("head").get("/classes/progress/").content.decode()
