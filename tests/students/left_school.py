"""Children who completed last year, and lists of institutions that name them."""

import datetime
from collections.abc import Sequence
from typing import Any

from grades.models import MarkRecord
from schools.models import ClassGroup, SchoolYear
from students.choices import Ended, StudentStatus
from students.models import Enrolment, Student
from tests import factories
from tests.files import xlsx
from tests.world import World

HEAD = ["Số định danh cá nhân", "Họ và tên", "Ngày sinh", "Trường THCS"]


def last_year(world: World) -> SchoolYear:
    """The year before that of the world; it ended two months before this one began."""
    began = world.year.starts_on - datetime.timedelta(days=365)
    year: SchoolYear = factories.SchoolYearFactory(
        code=f"{began.year}-{began.year + 1}",
        starts_on=began,
        ends_on=world.year.starts_on - datetime.timedelta(days=60),
    )
    return year


def completed(world: World, group: ClassGroup, grade: int = 9) -> list[Student]:
    """The students of the class, as if they had completed the grade there last year."""
    year = last_year(world)
    there = factories.ClassGroupFactory(
        school=group.school,
        school_year=year,
        grade_level=factories.GradeLevelFactory(id=grade),
        name=f"{grade}A1",
    )
    stays = world.enrolments[group]
    MarkRecord.objects.filter(enrolment__in=stays).delete()
    Enrolment.objects.filter(pk__in=[stay.pk for stay in stays]).update(
        class_group=there,
        school_year=year,
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        ended=Ended.COMPLETED,
    )
    students = [stay.student for stay in stays]
    keys = [each.pk for each in students]
    Student.objects.filter(pk__in=keys).update(status=StudentStatus.COMPLETED)
    return students


def left_early(world: World, group: ClassGroup, grade: int = 9) -> list[Student]:
    """The students of the class, as if they had left the grade there in the middle of last year."""
    students = completed(world, group, grade)
    stays = Enrolment.objects.filter(student__in=students)
    last_day = last_year(world).starts_on + datetime.timedelta(days=100)
    stays.update(ended=Ended.LEFT, ends_on=last_day)
    Student.objects.filter(pk__in=[each.pk for each in students]).update(status=StudentStatus.LEFT)
    return students


def listed(student: Student, **different: Any) -> list[Any]:
    """The student's row of a list, but for what is given."""
    said = {
        "number": student.personal_number,
        "name": student.full_name,
        "born": f"{student.birth_date:%d/%m/%Y}",
        "school": student.school.name,
    } | different
    return list(said.values())


def list_of(*rows: Sequence[Any]) -> bytes:
    """A list of an institution with these rows."""
    content: bytes = xlsx([HEAD, *rows])
    return content
