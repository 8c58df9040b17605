"""Substitutes for some days, and last year's assignments taken over."""

import datetime
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from eduportal.accounts.selectors import scope_for
from grades.services.permissions import may_read, may_write
from schools.models import SchoolYear
from staffing.choices import StaffStatus
from staffing.models import HomeroomAssignment, StaffMember, Substitution, TeachingAssignment
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from staffing.selectors.copying import copy_plan, year_before
from staffing.selectors.substitutes import work_of
from staffing.services import (
    CellEdit,
    StaffRefused,
    Wanted,
    assign_cells,
    copy_assignments,
    end_homeroom_substitution,
    end_substitution,
    stand_in,
)
from tests import factories
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """So that a corrected translation breaks no test."""
    with translation.override("en"):
        yield


def today() -> datetime.date:
    return timezone.localdate()


def substitute(world: World, **more) -> list[Substitution]:
    absent = world.staff["teacher"]
    work = work_of(absent, world.year, more.get("starts_on", today()))
    facts = {
        "absent": absent,
        "substitute": world.staff["homeroom"],
        "year": world.year,
        "lesson_ids": {row.pk for row in work.lessons},
        "shown": work.revision,
        "starts_on": today(),
        "ends_on": today() + 7 * DAY,
    }
    return stand_in(**{**facts, **more})


def rights(world: World, persona: str) -> tuple[bool, bool]:
    user = world.users[persona]
    scope = scope_for(user)
    sheet = world.sheet
    return may_read(scope, user.pk, sheet), may_write(scope, user.pk, sheet)


def test_a_substitute_enters_marks_for_the_days_and_reads_them_afterwards(
    world: World,
) -> None:
    rows = substitute(world, starts_on=today() - 3 * DAY, ends_on=today())
    assert rights(world, "homeroom") == (True, True)
    assert rights(world, "teacher") == (True, True)

    TeachingAssignment.objects.filter(substitution__in=rows).update(ends_on=today() - DAY)

    assert rights(world, "homeroom") == (True, False)


def test_every_reason_is_said_at_once(world: World) -> None:
    with pytest.raises(StaffRefused) as refusal:
        substitute(
            world,
            substitute=world.staff["teacher"],
            lesson_ids=set(),
            ends_on=today() - DAY,
        )

    assert len(refusal.value.problems) == 3


def test_a_lesson_has_one_substitute_for_its_teacher_a_day(world: World) -> None:
    other = factories.StaffMemberFactory(school=world.school)
    substitute(world)

    with pytest.raises(StaffRefused, match="has a substitute"):
        substitute(world, substitute=other)
    with pytest.raises(StaffRefused, match="already"):
        substitute(world)
    assert substitute(
        world, substitute=other, starts_on=today() + 8 * DAY, ends_on=today() + 9 * DAY
    )


def test_a_list_that_is_out_of_date_is_refused(world: World) -> None:
    with pytest.raises(StaffRefused, match="since this page was opened"):
        substitute(world, shown="another")


def test_a_substitution_ends_the_day_before_or_has_never_been(world: World) -> None:
    running = substitute(world, starts_on=today() - DAY)
    to_come = substitute(world, starts_on=today() + 10 * DAY, ends_on=today() + 11 * DAY)

    for row in (running[0], to_come[0]):
        end_substitution(substitution=row, shown=str(row.assignment.ends_on))

    running[0].assignment.refresh_from_db()
    assert running[0].assignment.ends_on == today() - DAY
    assert not Substitution.objects.filter(pk=to_come[0].pk).exists()
    with pytest.raises(StaffRefused, match="over"):
        end_substitution(substitution=running[0], shown=str(today() - DAY))


def year_ago(world: World) -> SchoolYear:
    start = world.year.starts_on - datetime.timedelta(days=365)
    return factories.SchoolYearFactory(starts_on=start)


def given_last_year(world: World, name: str, grade: int, staff: StaffMember) -> None:
    level = factories.GradeLevelFactory(id=grade)
    group = factories.ClassGroupFactory(
        school=world.school, school_year=year_ago(world), grade_level=level, name=name
    )
    factories.TeachingAssignmentFactory(
        class_group=group,
        subject=world.subjects[0],
        staff=staff,
        starts_on=group.school_year.starts_on,
    )
    factories.HomeroomAssignmentFactory(
        class_group=group, staff=staff, starts_on=group.school_year.starts_on
    )


@pytest.mark.parametrize(("way", "name", "grade"), [("up", "5A2", 5), ("same", "6A2", 6)])
def test_teachers_of_last_year_fill_the_empty_cells(
    world: World, way: str, name: str, grade: int
) -> None:
    staff = factories.StaffMemberFactory(school=world.school)
    given_last_year(world, name, grade, staff)
    TeachingAssignment.objects.filter(
        class_group__name="6A2",
        class_group__school=world.school,
        subject=world.subjects[0],
        class_group__school_year=world.year,
    ).delete()
    last = year_before(world.year)
    plan = copy_plan(world.school, world.year, last, way, today())
    assert {(c.class_group.name, c.subject_code) for c in plan.cells} == {
        ("6A2", "TOAN"),
        ("6A2", "homeroom"),
    }

    results = copy_assignments(
        school=world.school, year=world.year, last=last, way=way, shown=plan.revision, on=today()
    )

    assert {each.status for each in results} == {"saved"}
    second = world.classes[world.school][1]
    assert TeachingAssignment.objects.filter(class_group=second, staff=staff).exists()
    again = copy_plan(world.school, world.year, last, way, today())
    assert again.cells == []


def test_who_has_left_is_named_and_not_copied(world: World) -> None:
    gone = factories.StaffMemberFactory(school=world.school, status=StaffStatus.LEFT)
    given_last_year(world, "5A2", 5, gone)

    plan = copy_plan(world.school, world.year, year_before(world.year), "up", today())

    assert (plan.cells, plan.gone) == ([], [gone])


def test_a_plan_that_is_out_of_date_is_refused(world: World) -> None:
    last = year_ago(world)

    with pytest.raises(StaffRefused, match="Look again"):
        copy_assignments(
            school=world.school, year=world.year, last=last, way="up", shown="old", on=today()
        )


def lead(world: World, first: int, last: int) -> HomeroomAssignment:
    """The teacher leads 6A1 instead of its homeroom teacher, from a day to a day from today."""
    absent = world.staff["homeroom"]
    work = work_of(absent, world.year, today() + first * DAY)
    [row] = stand_in(
        absent=absent,
        substitute=world.staff["teacher"],
        year=world.year,
        lesson_ids=(),
        homeroom_ids={each.pk for each in work.homerooms},
        shown=work.revision,
        starts_on=today() + first * DAY,
        ends_on=today() + last * DAY,
    )
    assert isinstance(row, HomeroomAssignment)
    return row


def leads(world: World, *days: int) -> list[str]:
    """Who leads 6A1 on these days from today: the names of the personas."""
    names = {person.pk: persona for persona, person in world.staff.items()}
    rows = HomeroomAssignment.objects.filter(class_group=world.class_group)
    found = [rows.in_force(today() + day * DAY).first() for day in days]
    return [names[row.staff_id] if row else "" for row in found]


def test_a_substitute_leads_the_class_and_its_teacher_comes_back(world: World) -> None:
    lead(world, 1, 5)
    assert leads(world, 0, 1, 5, 6) == ["homeroom", "teacher", "teacher", "homeroom"]


def test_a_homeroom_substitution_ends_today_or_is_taken_back(world: World) -> None:
    row = lead(world, -2, 5)
    end_homeroom_substitution(homeroom=row, shown=str(row.ends_on))
    assert leads(world, -3, -2, -1, 0, 6) == [
        "homeroom", "teacher", "teacher", "homeroom", "homeroom"
    ]  # fmt: skip
    later = lead(world, 1, 5)
    end_homeroom_substitution(homeroom=later, shown=str(later.ends_on))
    assert leads(world, 0, 1, 5, 6) == ["homeroom"] * 4
    with pytest.raises(StaffRefused):
        end_homeroom_substitution(homeroom=later, shown=str(later.ends_on))


def test_another_homeroom_teacher_ends_the_substitution(world: World) -> None:
    lead(world, 0, 5)
    key = CellKey(world.class_group.pk, HOMEROOM)
    cell = contents_on([world.class_group], today())[key]
    assert [each.staff for each in cell.given] == [world.staff["homeroom"]]
    assert [each.staff for each in cell.stand_ins] == [world.staff["teacher"]]
    edit = CellEdit(
        world.class_group.public_id, HOMEROOM, cell.value, (Wanted(world.staff["head"].public_id),)
    )
    assign_cells(school=world.school, school_year=world.year, on=today(), edits=[edit])
    assert leads(world, 0, 5, 6, 60) == ["head"] * 4


def test_nobody_leads_a_class_longer_than_its_teacher_would(world: World) -> None:
    HomeroomAssignment.objects.filter(class_group=world.class_group).update(
        ends_on=today() + 2 * DAY
    )
    with pytest.raises(StaffRefused, match="6A1"):
        lead(world, 0, 5)


def test_whoever_leaves_is_led_for_by_nobody_afterwards(world: World, client_of: ClientOf) -> None:
    row = lead(world, 0, 5)
    page = client_of("clerk").get(reverse("staffing:substitutes")).content.decode()
    assert f'name="homeroom"\n                               value="{row.pk}"' in page
    answer = client_of("clerk").post(
        reverse("staffing:substitute-end"), {"homeroom": row.pk, "shown": str(row.ends_on)}
    )
    assert answer.status_code == 302 and leads(world, 0) == ["homeroom"]


def test_the_choice_of_a_substitute_shows_what_each_gives_already(
    world: World, client_of: ClientOf
) -> None:
    asked = {"absent": world.staff["teacher"].public_id, "starts_on": today(), "ends_on": today()}
    page = client_of("clerk").get(reverse("staffing:substitutes"), asked).content.decode()
    assert f"{world.staff['homeroom'].full_name} (12)" in page
