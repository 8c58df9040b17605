"""For each rule about students, classes, staff and lessons: a row it finds, and one it does not.

A case changes the small province and returns both, each as a key or as the keys of a pair.
"""

import datetime
from typing import Any

from django.utils import timezone

from schools.choices import Sex, Stage
from schools.models import ClassGroup
from staffing.choices import StaffStatus
from staffing.models import StaffMember, TeachingAssignment
from students.choices import Direction, PaperState, TransferState
from students.models import Enrolment, Student, Transfer
from tests import factories
from tests.quality.case import Case, Pair, ago
from tests.world import World

CASES: dict[str, Case] = {}


def case(code: str) -> Any:
    def keep(function: Case) -> Case:
        CASES[code] = function
        return function

    return keep


def students(world: World) -> list[Student]:
    return [each.student for each in world.enrolments[world.class_group]]


def put(row: Any, **values: object) -> None:
    """Store the values without asking anybody."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def two(world: World, bad: dict[str, object], good: dict[str, object]) -> Pair:
    first, second = students(world)[:2]
    put(first, **bad)
    put(second, **good)
    return first.pk, second.pk


@case("ST01")
def number_missing(world: World) -> Pair:
    return two(world, {"personal_number": None}, {"personal_number": "080215004471"})


@case("ST02")
def code_missing(world: World) -> Pair:
    return two(world, {"ministry_code": None}, {"ministry_code": "7901234567"})


@case("ST03")
def sex_unknown(world: World) -> Pair:
    return two(world, {"sex": Sex.UNKNOWN}, {"sex": Sex.FEMALE})


@case("ST04")
def ethnicity_missing(world: World) -> Pair:
    return two(world, {"ethnicity": ""}, {"ethnicity": "Khmer"})


@case("ST05")
def age_of_grade(world: World) -> Pair:
    begins = world.year.starts_on.year
    old, fits = (datetime.date(begins - years, 5, 4) for years in (15, 14))
    return two(world, {"birth_date": old}, {"birth_date": fits})


@case("ST06")
def entered_twice(world: World) -> Pair:
    first, second, third = students(world)[:3]
    same = {"search_key": "le thi tu", "birth_date": datetime.date(2015, 3, 2)}
    put(first, **same)
    put(third, **same)
    put(second, search_key="le thi tu", birth_date=datetime.date(2015, 9, 9))
    return (first.pk, third.pk), (first.pk, second.pk)


@case("ST07")
def at_two_schools(world: World) -> Pair:
    """Two different personal numbers are two children."""
    others = [each.student for each in world.enrolments[world.foreign_class]]
    for number, mine in enumerate(students(world)[:2]):
        same = {"sort_key": f"same {number}", "birth_date": datetime.date(2015, 3, 2)}
        put(mine, **same)
        put(others[number], **same)
    put(others[0], personal_number=None)
    put(students(world)[1], personal_number="080215004471")
    put(others[1], personal_number="080215004472")
    first, second = students(world)[:2]
    return (first.pk, others[0].pk), (second.pk, others[1].pk)


@case("ST08")
def in_no_class(world: World) -> Pair:
    waits = factories.StudentFactory(school=world.school)
    return waits.pk, students(world)[0].pk


@case("ST09")
def number_contradicts(world: World) -> Pair:
    """The number says a boy born in 2015."""
    born = {"birth_date": datetime.date(2015, 3, 2), "sex": Sex.MALE}
    return two(
        world,
        {**born, "personal_number": "080315004471"},
        {**born, "personal_number": "080215004471"},
    )


@case("ST10")
def odd_name(world: World) -> Pair:
    return two(world, {"full_name": "Lê Thị Tú 2"}, {"full_name": "Lê Thị Tú"})


@case("ST11")
def papers_missing(world: World) -> Pair:
    first, second = students(world)[:2]
    factories.PaperFactory(student=first, state=PaperState.MISSING)
    factories.PaperFactory(student=second, state=PaperState.RECEIVED)
    return first.pk, second.pk


@case("ST12")
def transfer_waits(world: World) -> Pair:
    """Offered to us a month ago; what we have asked for is the other school's turn."""
    rows = [
        factories.TransferFactory(
            school=world.school,
            school_year=world.year,
            direction=Direction.IN,
            state=state,
        )
        for state in (TransferState.OFFERED, TransferState.ASKED)
    ]
    Transfer.objects.filter(pk__in=[row.pk for row in rows]).update(moved_at=ago(30))
    return (world.school.pk, rows[0].pk), (world.school.pk, rows[1].pk)


@case("CL01")
def no_students(world: World) -> Pair:
    empty = factories.ClassGroupFactory(school=world.school, school_year=world.year, name="6A8")
    return empty.pk, world.class_group.pk


@case("CL02")
def too_large(world: World) -> Pair:
    factories.SizeRuleFactory(kind="03", area="usual", students=5)
    _here, there = world.classes[world.school]
    left = Enrolment.objects.filter(class_group=there).first()
    put(left, ends_on=ago(2), ended="left")
    return world.class_group.pk, there.pk


@case("CL03")
def out_of_line(world: World) -> Pair:
    here, there = world.classes[world.school]
    gone = world.enrolments[here][:5]
    Enrolment.objects.filter(pk__in=[each.pk for each in gone]).update(ends_on=ago(2), ended="left")
    return here.pk, there.pk


@case("CL04")
def no_homeroom_teacher(world: World) -> Pair:
    with_one, without = world.classes[world.school]
    return without.pk, with_one.pk


@case("CL05")
def no_session(world: World) -> Pair:
    here, there = world.classes[world.school]
    put(there, session="morning")
    return here.pk, there.pk


@case("CL06")
def name_of_grade(world: World) -> Pair:
    here, there = world.classes[world.school]
    put(here, name="7A1")
    return here.pk, there.pk


@case("CL07")
def level_of_school(world: World) -> Pair:
    here, there = world.classes[world.school]
    put(here, grade_level=factories.GradeLevelFactory(id=10, stage=Stage.UPPER_SECONDARY))
    return here.pk, there.pk


@case("CL08")
def school_without_classes(world: World) -> Pair:
    return factories.SchoolFactory().pk, world.school.pk


@case("CL09")
def no_zone(world: World) -> Pair:
    put(world.neighbour_school, zone=2)
    return world.school.pk, world.neighbour_school.pk


@case("CL10")
def no_place(world: World) -> Pair:
    put(world.neighbour_school, latitude=11.3, longitude=106.1)
    return world.school.pk, world.neighbour_school.pk


@case("CL11")
def rooms_not_counted(world: World) -> Pair:
    factories.SiteFactory(school=world.neighbour_school)
    factories.SiteFactory(school=world.school, counted_on=None)
    return world.school.pk, world.neighbour_school.pk


def staff(world: World, bad: dict[str, object], good: dict[str, object]) -> Pair:
    first, second = world.staff["teacher"], world.staff["homeroom"]
    put(first, **bad)
    put(second, **good)
    return first.pk, second.pk


def both_teach(world: World) -> tuple[StaffMember, StaffMember]:
    """Teacher and homeroom teacher, with a teacher's post each."""
    pair = world.staff["teacher"], world.staff["homeroom"]
    for each in pair:
        factories.PostFactory(staff=each)
    return pair


@case("SF01")
def staff_number_missing(world: World) -> Pair:
    return staff(world, {"personal_number": None}, {"personal_number": "080185004471"})


@case("SF02")
def birth_missing(world: World) -> Pair:
    return staff(world, {"birth_date": None}, {"birth_date": datetime.date(1985, 4, 30)})


@case("SF03")
def subject_missing(world: World) -> Pair:
    both_teach(world)
    return staff(world, {"main_subject": None}, {"main_subject": world.subjects[1]})


@case("SF04")
def post_missing(world: World) -> Pair:
    holds = world.staff["homeroom"]
    factories.PostFactory(staff=holds)
    return world.staff["teacher"].pk, holds.pk


@case("SF05")
def degree_missing(world: World) -> Pair:
    without, holds = both_teach(world)
    factories.QualificationFactory(staff=holds)
    return without.pk, holds.pk


@case("SF06")
def account_missing(world: World) -> Pair:
    return staff(world, {"user": None}, {})


@case("SF07")
def staff_at_two_schools(world: World) -> Pair:
    here = both_teach(world)
    there = [factories.StaffMemberFactory(school=world.foreign_school) for _each in here]
    for number, (mine, theirs) in enumerate(zip(here, there, strict=True)):
        factories.PostFactory(staff=theirs)
        for each in (mine, theirs):
            put(each, personal_number=f"08018500447{number}")
    put(there[1], status=StaffStatus.LEFT)
    return (here[0].pk, there[0].pk), (here[1].pk, there[1].pk)


@case("SF08")
def age_at_work(world: World) -> Pair:
    today = timezone.localdate().year
    young, grown = (datetime.date(today - age, 1, 2) for age in (12, 40))
    return staff(world, {"birth_date": young}, {"birth_date": grown})


@case("SF09")
def left_with_lessons(world: World) -> Pair:
    return staff(world, {"status": StaffStatus.LEFT}, {})


@case("SF10")
def staff_number_contradicts(world: World) -> Pair:
    born = {"birth_date": datetime.date(1985, 3, 2), "sex": Sex.MALE}
    return staff(
        world,
        {**born, "personal_number": "080086004471"},
        {**born, "personal_number": "080085004471"},
    )


def maths(world: World, number: int = 0) -> Any:
    """The assignments of mathematics in one of the school's classes."""
    group: ClassGroup = world.classes[world.school][number]
    return TeachingAssignment.objects.filter(class_group=group, subject=world.subjects[0])


def cells(world: World) -> Pair:
    """Mathematics in both classes of the school."""
    subject = world.subjects[0].pk
    here, there = world.classes[world.school]
    return (here.pk, subject), (there.pk, subject)


@case("AS01")
def nobody_assigned(world: World) -> Pair:
    maths(world).delete()
    return cells(world)


@case("AS02")
def no_periods(world: World) -> Pair:
    maths(world).update(weekly_periods=0)
    return cells(world)


@case("AS03")
def too_many_periods(world: World) -> Pair:
    """Twice 15 against a norm of 19; twice 14 are within half again."""
    much, enough = both_teach(world)
    for person, periods in ((much, 15), (enough, 14)):
        TeachingAssignment.objects.filter(staff=person).update(weekly_periods=periods)
    return much.pk, enough.pk


@case("AS04")
def another_subject(world: World) -> Pair:
    first, second = world.staff["teacher"], world.staff["homeroom"]
    put(first, main_subject=world.subjects[1])
    put(second, main_subject=world.subjects[1])
    return (first.pk, world.subjects[0].pk), (second.pk, world.subjects[1].pk)


@case("AS05")
def away_without_substitute(world: World) -> Pair:
    first, second = world.staff["teacher"], world.staff["homeroom"]
    for each in (first, second):
        factories.LeaveFactory(staff=each, starts_on=ago(3), ends_on=None, share=1)
    for row in TeachingAssignment.objects.filter(staff=second):
        stands_in = factories.TeachingAssignmentFactory(
            class_group=row.class_group, subject=row.subject, staff=world.staff["vice_head"]
        )
        factories.SubstitutionFactory(assignment=stands_in, absent=second)
    return first.pk, second.pk


@case("AS06")
def periods_of_programme(world: World) -> Pair:
    maths(world).update(weekly_periods=7)
    maths(world, 1).update(weekly_periods=4)
    return cells(world)


@case("AS07")
def no_lessons(world: World) -> Pair:
    idle = factories.StaffMemberFactory(school=world.school)
    factories.PostFactory(staff=idle)
    teaches, _homeroom = both_teach(world)
    return idle.pk, teaches.pk
