"""A small province: what most tests of pages and rules need, built in about 30 statements.

Two communes; in each two schools; in each two classes (6A1, 6A2) with six students and two
subjects, mathematics (scored) and physical education (comment only). Every class has an open,
empty sheet for each subject in the first term, whose entry days include today.

Who is where, by the name used in tests/routes.py:

    teacher             schools[0], mathematics in both classes
    homeroom            schools[0], physical education in both classes, homeroom of 6A1
    vice_head, head, clerk                         schools[0]
    other_teacher       schools[1] (same commune), mathematics in both classes
    commune_officer     communes[0], so schools[0] and schools[1]
    department_officer, department_admin, ministry_officer, auditor      every school
    machine             schools[0], with a token in place of a password
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

from django.db.models import Model
from django.test import Client

from eduportal import scoping
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import SCHOOL_ROLES, Role
from eduportal.accounts.services import create_machine_token
from grades.models import MarkRecord, MarkSheet
from schools.models import AdminUnit, ClassGroup, School, SchoolYear, Subject, Term
from staffing.models import StaffMember
from students.models import Enrolment
from tests import factories

Row = TypeVar("Row", bound=Model)
# The fixture `client_of`: a persona's name -> its browser, signed in.
ClientOf = Callable[[str], Client]
OTHER_TEACHER = "other_teacher"
MACHINE = "machine"
# In the order a table of expectations lists them; an anonymous visitor is the thirteenth.
PERSONAS = [*[role.value for role in Role if role != Role.MACHINE], OTHER_TEACHER, MACHINE]
STUDENTS = 6


@dataclass
class World:
    """The rows by name. `sheet` and `record` are the teacher's; `foreign_…` of another commune."""

    year: SchoolYear
    term: Term
    next_term: Term
    communes: list[AdminUnit]
    schools: list[School]
    subjects: list[Subject]
    classes: dict[School, list[ClassGroup]] = field(default_factory=dict)
    enrolments: dict[ClassGroup, list[Enrolment]] = field(default_factory=dict)
    sheets: dict[tuple[ClassGroup, Subject], MarkSheet] = field(default_factory=dict)
    records: dict[MarkSheet, list[MarkRecord]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)

    @property
    def school(self) -> School:
        """Where teacher, homeroom teacher, heads and clerk work."""
        return self.schools[0]

    @property
    def neighbour_school(self) -> School:
        """In the same commune: the commune officer's too, the teacher's not."""
        return self.schools[1]

    @property
    def foreign_school(self) -> School:
        """In the other commune: only for those who see every school."""
        return self.schools[2]

    @property
    def class_group(self) -> ClassGroup:
        return self.classes[self.school][0]

    @property
    def foreign_class(self) -> ClassGroup:
        return self.classes[self.foreign_school][0]

    @property
    def sheet(self) -> MarkSheet:
        """Mathematics in 6A1: the teacher's."""
        return self.sheets[self.class_group, self.subjects[0]]

    @property
    def commented_sheet(self) -> MarkSheet:
        """Physical education in 6A1: the homeroom teacher's."""
        return self.sheets[self.class_group, self.subjects[1]]

    @property
    def foreign_sheet(self) -> MarkSheet:
        return self.sheets[self.foreign_class, self.subjects[0]]

    @property
    def record(self) -> MarkRecord:
        return self.records[self.sheet][0]

    def token(self) -> str:
        """A fresh token of the machine."""
        return create_machine_token(user=self.users[MACHINE], days=1)


def build_world() -> World:
    """Write the province; the scope around the call is left as it was."""
    with scoping.everywhere("a test builds its world"):
        world = _register()
        _classes(world)
        _sheets(world)
        _people(world)
        _assignments(world)
    return world


def _save(rows: list[Row]) -> list[Row]:
    return type(rows[0])._default_manager.bulk_create(rows)


def _register() -> World:
    term = factories.TermFactory()
    subjects = [
        factories.SubjectFactory(),
        factories.SubjectFactory(code="GDTC", name="Giáo dục thể chất"),
    ]
    level = factories.GradeLevelFactory()
    factories.CurriculumLineFactory(grade_level=level, subject=subjects[0])
    factories.CurriculumLineFactory(grade_level=level, subject=subjects[1], commented=True)
    communes = [factories.AdminUnitFactory(name=name) for name in ("Long An", "Tân Châu")]
    schools = [
        factories.SchoolFactory.build(unit=commune, name=f"Trường THCS {commune.name} {number}")
        for commune, number in product(communes, (1, 2))
    ]
    return World(
        year=term.school_year,
        term=term,
        next_term=factories.TermFactory(second=True, school_year=term.school_year),
        communes=communes,
        schools=_save(schools),
        subjects=subjects,
    )


def _classes(world: World) -> None:
    level = factories.GradeLevelFactory()
    for school in world.schools:
        world.classes[school] = [
            factories.ClassGroupFactory.build(
                school=school, school_year=world.year, grade_level=level, name=name
            )
            for name in ("6A1", "6A2")
        ]
    groups = _save([group for groups in world.classes.values() for group in groups])
    for group in groups:
        world.enrolments[group] = [
            factories.EnrolmentFactory.build(
                class_group=group,
                student=factories.StudentFactory.build(school=group.school),
                position=position,
            )
            for position in range(1, STUDENTS + 1)
        ]
    enrolments = [each for rows in world.enrolments.values() for each in rows]
    _save([enrolment.student for enrolment in enrolments])
    for enrolment in enrolments:
        enrolment.student = enrolment.student  # takes over the key the database has given
    _save(enrolments)


def _sheets(world: World) -> None:
    for group, subject in product(world.enrolments, world.subjects):
        world.sheets[group, subject] = factories.MarkSheetFactory.build(
            class_group=group,
            subject=subject,
            term=world.term,
            commented=subject == world.subjects[1],
        )
    _save(list(world.sheets.values()))
    for sheet in world.sheets.values():
        world.records[sheet] = [
            MarkRecord(
                school=sheet.school,
                sheet=sheet,
                enrolment=enrolment,
                regular=[None] * sheet.regular_count,
            )
            for enrolment in world.enrolments[sheet.class_group]
        ]
    _save([record for rows in world.records.values() for record in rows])


def _people(world: World) -> None:
    for persona in PERSONAS:
        world.users[persona] = factories.UserFactory.build(
            username=persona,
            machine=persona == Role.MACHINE,
        )
    _save(list(world.users.values()))
    memberships = [_membership(world, persona) for persona in PERSONAS]
    _save(memberships)
    for persona, membership in zip(PERSONAS, memberships, strict=True):
        if membership.role in SCHOOL_ROLES:
            world.staff[persona] = factories.StaffMemberFactory.build(
                school=membership.school, user=membership.user
            )
    _save(list(world.staff.values()))


def _membership(world: World, persona: str) -> Membership:
    role = Role.TEACHER if persona == OTHER_TEACHER else Role(persona)
    school = world.neighbour_school if persona == OTHER_TEACHER else world.school
    return factories.MembershipFactory.build(
        user=world.users[persona],
        role=role,
        school=school if role in (*SCHOOL_ROLES, Role.MACHINE) else None,
        unit=world.communes[0] if role == Role.COMMUNE_OFFICER else None,
    )


def _assignments(world: World) -> None:
    taught = [("teacher", 0), ("homeroom", 1), (OTHER_TEACHER, 0)]
    _save(
        [
            factories.TeachingAssignmentFactory.build(
                staff=world.staff[persona], class_group=group, subject=world.subjects[subject]
            )
            for persona, subject in taught
            for group in world.classes[world.staff[persona].school]
        ]
    )
    factories.HomeroomAssignmentFactory(
        staff=world.staff["homeroom"], class_group=world.class_group
    )
