"""Who teaches what on a day: the question every save of a mark asks."""

import datetime

import pytest
from django.utils import timezone

from grades.models import MarkSheet
from schools.models import Subject
from staffing.models import TeachingAssignment
from staffing.selectors import (
    assigned_pairs,
    assigned_subjects,
    has_taught,
    taught_in_term,
    teaches,
)
from tests import factories
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


def gives(world: World, persona: str = "teacher", subject: int = 0) -> bool:
    user, group = world.users[persona], world.class_group
    return teaches(user.pk, group.pk, world.subjects[subject].pk)


def move(world: World, **days: datetime.date | None) -> None:
    """Change the days of the teacher's assignments."""
    TeachingAssignment.objects.filter(staff=world.staff["teacher"]).update(**days)


def test_an_assignment_names_a_person_a_class_and_a_subject(world: World) -> None:
    assert gives(world)
    assert not gives(world, subject=1)
    assert not gives(world, "homeroom")
    assert not teaches(world.users["teacher"].pk, world.foreign_class.pk, world.subjects[0].pk)


def test_nobody_teaches_nothing(world: World) -> None:
    factories.TeachingAssignmentFactory(class_group=world.class_group, subject=world.subjects[0])

    assert not teaches(None, world.class_group.pk, world.subjects[0].pk)
    assert not MarkSheet.objects.filter(assigned_pairs(None)).exists()


@pytest.mark.parametrize(
    ("starts", "ends", "in_force"),
    [
        (0, None, True),
        (-1, 0, True),
        (0, 0, True),
        (-9, -1, False),
        (1, None, False),
        (1, 9, False),
    ],
)
def test_both_days_of_an_assignment_count(
    world: World, starts: int, ends: int | None, in_force: bool
) -> None:
    today = timezone.localdate()
    move(
        world,
        starts_on=today + starts * DAY,
        ends_on=None if ends is None else today + ends * DAY,
    )

    assert gives(world) is in_force
    mine = MarkSheet.objects.filter(assigned_pairs(world.users["teacher"].pk))
    assert mine.exists() is in_force
    subjects = assigned_subjects(world.class_group.pk)
    assert (world.subjects[0].pk in subjects) is in_force


def test_the_pairs_of_a_teacher_match_the_own_sheets_and_no_combination_of_them(
    world: World,
) -> None:
    """Mathematics in 6A1 and physical education in 6A2 are not mathematics in 6A2."""
    first, second = world.classes[world.school]
    TeachingAssignment.objects.filter(staff=world.staff["teacher"], class_group=second).update(
        subject=world.subjects[1]
    )

    found = MarkSheet.objects.filter(assigned_pairs(world.users["teacher"].pk))

    expected = {world.sheets[first, world.subjects[0]], world.sheets[second, world.subjects[1]]}
    assert set(found) == expected


def test_a_person_on_the_staff_of_two_schools_has_the_assignments_of_both(world: World) -> None:
    elsewhere = factories.StaffMemberFactory(
        school=world.foreign_school, user=world.users["teacher"]
    )
    factories.TeachingAssignmentFactory(
        staff=elsewhere, class_group=world.foreign_class, subject=world.subjects[0]
    )

    found = MarkSheet.objects.filter(assigned_pairs(world.users["teacher"].pk))

    assert {sheet.school for sheet in found} == {world.school, world.foreign_school}


def test_a_class_has_the_subjects_somebody_gives_it_today(world: World) -> None:
    literature: Subject = factories.SubjectFactory(code="VAN", name="Ngữ văn")
    factories.TeachingAssignmentFactory(
        class_group=world.class_group, subject=literature, ended=True
    )

    assert assigned_subjects(world.class_group.pk) == {each.pk for each in world.subjects}


@pytest.mark.parametrize(("first_day", "reads"), [(-1, True), (0, True), (1, False)])
def test_what_begins_later_has_not_been_taught(
    world: World, first_day: int, *, reads: bool
) -> None:
    move(world, starts_on=timezone.localdate() + first_day * DAY)

    user, sheet = world.users["teacher"].pk, world.sheet
    group, subject = sheet.class_group_id, sheet.subject_id
    assert has_taught(user, group, subject, sheet.term) is reads
    assert MarkSheet.objects.filter(taught_in_term(user), pk=sheet.pk).exists() is reads
