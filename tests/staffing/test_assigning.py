"""Changing who teaches what: from a day on, compared with what was shown, nothing planned lost."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from grades.models import MarkSheet
from schools.choices import LineKind
from staffing.choices import StaffStatus
from staffing.models import HomeroomAssignment, StaffMember, TeachingAssignment
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from staffing.selectors.matrix import classes_of, matrix_for
from staffing.services import CellEdit, CellResult, Wanted, assign_cells
from tests import factories
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """So that a corrected translation breaks no test."""
    with translation.override("en"):
        yield


MATHS = "TOAN"


def today() -> datetime.date:
    return timezone.localdate()


def value(world: World, subject: str = MATHS, on: datetime.date | None = None) -> str:
    return contents_on([world.class_group], on or today())[
        CellKey(world.class_group.pk, subject)
    ].value


def assign(
    world: World,
    *staff: StaffMember,
    subject: str = MATHS,
    on: datetime.date | None = None,
    before: str | None = None,
    periods: Decimal | None = None,
) -> CellResult:
    day = on or today()
    edit = CellEdit(
        class_group=world.class_group.public_id,
        subject=subject,
        before=value(world, subject, day) if before is None else before,
        after=tuple(Wanted(each.public_id, periods) for each in staff),
    )
    [result] = assign_cells(school=world.school, school_year=world.year, on=day, edits=[edit])
    return result


def rows(world: World, subject: int = 0) -> list[tuple]:
    """Who gave mathematics to 6A1 from when to when, as days from today."""
    found = TeachingAssignment.objects.filter(
        class_group=world.class_group, subject=world.subjects[subject]
    ).order_by("starts_on", "pk")
    return [
        (row.staff, (row.starts_on - today()).days, row.ends_on and (row.ends_on - today()).days)
        for row in found
    ]


def colleague(world: World, **more) -> StaffMember:
    return factories.StaffMemberFactory(school=world.school, full_name="Đặng Khánh Trúc", **more)


def test_the_former_teacher_ends_the_day_before_the_new_one_begins(world: World) -> None:
    new = colleague(world)

    assert assign(world, new).status == "saved"

    assert rows(world) == [(world.staff["teacher"], -60, -1), (new, 0, None)]


def test_a_change_of_the_first_day_leaves_no_trace_of_what_never_was(world: World) -> None:
    first, second = colleague(world), colleague(world)
    assign(world, first)

    assign(world, second)

    assert rows(world) == [(world.staff["teacher"], -60, -1), (second, 0, None)]


def test_what_is_planned_for_later_stays_and_ends_what_is_written_now(world: World) -> None:
    later, now = colleague(world), colleague(world)
    assign(world, later, on=today() + 10 * DAY)

    assign(world, now)

    assert rows(world) == [
        (world.staff["teacher"], -60, -1),
        (now, 0, 9),
        (later, 10, None),
    ]


def test_two_teachers_share_the_periods_of_a_subject_with_strands(world: World) -> None:
    second = colleague(world)

    assign(world, world.staff["teacher"], second)

    now = contents_on([world.class_group], today())[CellKey(world.class_group.pk, MATHS)]
    assert {each.staff: each.periods for each in now.given} == {
        world.staff["teacher"]: Decimal(2),
        second: Decimal(2),
    }


def test_periods_may_be_named(world: World) -> None:
    assign(world, world.staff["teacher"], periods=Decimal("1.5"))

    assert value(world).endswith(":1.50")


def test_what_another_person_has_changed_is_a_conflict_and_nothing_is_written(
    world: World,
) -> None:
    shown = value(world)
    assign(world, colleague(world))
    stored = rows(world)

    result = assign(world, world.staff["homeroom"], before=shown)

    assert (result.status, rows(world)) == ("conflict", stored)
    assert "Đặng Khánh Trúc" in result.message


def test_the_same_again_is_no_change(world: World) -> None:
    assert assign(world, world.staff["teacher"], before="").status == "same"
    assert rows(world) == [(world.staff["teacher"], -60, None)]


def test_an_emptied_cell_has_nobody(world: World) -> None:
    assert assign(world).status == "saved"

    assert rows(world) == [(world.staff["teacher"], -60, -1)]
    matrix = matrix_for(classes_of(world.school, world.year), today())
    # The other class has no homeroom teacher.
    assert {(cell.class_group.name, cell.subject_code) for cell in matrix.open_cells} == {
        ("6A1", MATHS),
        ("6A2", HOMEROOM),
    }
    assert {row.class_group.name: row.left for row in matrix.rows} == {"6A1": 4, "6A2": 0}


@pytest.mark.parametrize(
    ("subject", "who", "days", "says"),
    [
        ("HOA", "teacher", 0, "programme"),
        (MATHS, "other_teacher", 0, "staff"),
        (MATHS, "left", 0, "staff"),
        (MATHS, "homeroom", 9_000, "The day must be"),
        (MATHS, "homeroom", -9_000, "The day must be"),
    ],
)
def test_what_can_be_no_assignment_is_refused_with_a_sentence(
    world: World, subject: str, who: str, days: int, says: str
) -> None:
    world.staff["left"] = colleague(world, status=StaffStatus.LEFT)
    stored = rows(world)

    result = assign(world, world.staff[who], subject=subject, on=today() + days * DAY)

    assert (result.status, rows(world)) == ("refused", stored)
    assert says in result.message


def test_a_class_of_another_school_is_refused(world: World) -> None:
    edit = CellEdit(world.foreign_class.public_id, MATHS, "", (Wanted(colleague(world).public_id),))

    [result] = assign_cells(school=world.school, school_year=world.year, on=today(), edits=[edit])

    assert result.status == "refused"
    assert not TeachingAssignment.objects.filter(class_group=world.foreign_class).exists()


def test_one_batch_saves_what_it_can(world: World) -> None:
    good = CellEdit(
        world.class_group.public_id, MATHS, value(world), (Wanted(colleague(world).public_id),)
    )
    bad = CellEdit(world.class_group.public_id, "HOA", "", ())

    results = assign_cells(
        school=world.school, school_year=world.year, on=today(), edits=[bad, good]
    )

    assert [result.status for result in results] == ["refused", "saved"]


def test_a_homeroom_passes_on_like_a_lesson(world: World) -> None:
    new = colleague(world)

    assert assign(world, new, subject=HOMEROOM).status == "saved"

    led = HomeroomAssignment.objects.filter(class_group=world.class_group).order_by("starts_on")
    assert [(row.staff, row.ends_on) for row in led] == [
        (world.staff["homeroom"], today() - DAY),
        (new, None),
    ]
    assert assign(world, new, colleague(world), subject=HOMEROOM).status == "refused"


def test_a_teacher_who_stands_in_cannot_give_the_subject_twice_a_day(world: World) -> None:
    lesson = factories.TeachingAssignmentFactory(
        class_group=world.class_group,
        subject=world.subjects[0],
        staff=world.staff["homeroom"],
        starts_on=today(),
        ends_on=today() + DAY,
    )
    factories.SubstitutionFactory(assignment=lesson, absent=world.staff["teacher"])

    result = assign(world, world.staff["homeroom"])

    assert result.status == "refused"
    assert "stands in here until" in result.message


def test_who_gives_a_lesson_away_needs_no_substitute_in_it(world: World) -> None:
    lesson = factories.TeachingAssignmentFactory(
        class_group=world.class_group,
        subject=world.subjects[0],
        staff=world.staff["homeroom"],
        starts_on=today() - DAY,
        ends_on=today() + 5 * DAY,
    )
    factories.SubstitutionFactory(assignment=lesson, absent=world.staff["teacher"])

    assign(world, colleague(world))

    lesson.refresh_from_db()
    assert lesson.ends_on == today() - DAY


def test_an_elective_gets_its_sheets_with_its_first_teacher_and_loses_the_empty_ones(
    world: World,
) -> None:
    elective = factories.SubjectFactory(code="TIN", name="Tin học")
    factories.CurriculumLineFactory(
        grade_level=world.class_group.grade_level, subject=elective, kind=LineKind.ELECTIVE
    )
    sheets = MarkSheet.objects.filter(class_group=world.class_group, subject=elective)

    assign(world, world.staff["teacher"], subject="TIN")
    assert sheets.filter(term=world.term).exists()

    assign(world, subject="TIN")
    assert not sheets.exists()
