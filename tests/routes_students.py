"""Rows of the addresses of one student: the page, and the clerk's steps with the stay."""

import datetime
from typing import Any

from django.utils import timezone

from schools.models import ClassGroup
from students.services.leaving import Listed, Source, freeze, freeze_year, receive_list
from tests import factories
from tests.route import HEADS, Route, everybody, nothing, only, signed_in
from tests.students.left_school import completed, last_year, left_early
from tests.world import World

KEEPERS = (*HEADS, "clerk")
ENTERING = (*KEEPERS, "teacher", "homeroom")


def own_student(world: World) -> dict[str, Any]:
    return {"public_id": world.enrolments[world.class_group][0].student.public_id}


def foreign_student(world: World) -> dict[str, Any]:
    return {"public_id": world.enrolments[world.foreign_class][0].student.public_id}


def own_term(world: World) -> dict[str, Any]:
    return own_student(world) | {"term": world.term.code}


def foreign_term(world: World) -> dict[str, Any]:
    return foreign_student(world) | {"term": world.term.code}


def own_year(world: World) -> dict[str, Any]:
    return own_student(world) | {"year": world.year.code}


def foreign_year(world: World) -> dict[str, Any]:
    return foreign_student(world) | {"year": world.year.code}


def own_subject(world: World) -> dict[str, Any]:
    """The teacher's."""
    return own_year(world) | {"subject": world.subjects[0].code}


def foreign_subject(world: World) -> dict[str, Any]:
    return foreign_year(world) | {"subject": world.subjects[0].code}


def gone_student(world: World) -> dict[str, Any]:
    stay = factories.EnrolmentFactory(class_group=world.class_group, left=True)
    return {"public_id": stay.student.public_id}


def own_transfer(world: World) -> dict[str, Any]:
    """A student of the neighbour school on the way here, under the name the walk would give."""
    child = world.enrolments[world.classes[world.neighbour_school][0]][0].student
    transfer = factories.TransferFactory(
        school=world.school,
        other_school=world.neighbour_school,
        student_key=child.pk,
        full_name=f"hs{child.pk:09}zq",
    )
    return {"public_id": transfer.public_id}


def foreign_transfer(world: World) -> dict[str, Any]:
    return {"public_id": factories.TransferFactory(school=world.foreign_school).public_id}


def newcomer(world: World) -> dict[str, Any]:
    """A student who came in the course of the term, with lines on both sheets of the class."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    stay = factories.EnrolmentFactory(class_group=world.class_group, starts_on=yesterday)
    for sheet in (world.sheet, world.commented_sheet):
        factories.MarkRecordFactory(sheet=sheet, enrolment=stay)
    return {"public_id": stay.student.public_id}


def latecomer(world: World) -> dict[str, Any]:
    """A student who came after the first term, of which the class has no line."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    stay = factories.EnrolmentFactory(class_group=world.class_group, starts_on=yesterday)
    factories.MarkSheetFactory(
        class_group=world.class_group, term=world.next_term, subject=world.subjects[0]
    )
    return {"public_id": stay.student.public_id}


def own_leavers(world: World) -> dict[str, Any]:
    """A class of the school has completed grade 9, and a list asks about one of its students."""
    students = completed(world, world.class_group)
    cohort = freeze(year=last_year(world), grade=9, on=timezone.localdate())
    row = Listed(1, "", students[0].full_name, students[0].birth_date, "", is_readable=True)
    receive_list(Source(cohort, "GDTX", "gdtx", timezone.localdate(), ""), [row])
    return {}


def left_school(world: World) -> dict[str, Any]:
    """Students of the school have left it before the end of a grade."""
    left_early(world, world.class_group)
    freeze_year(last_year(world), timezone.localdate())
    return {}


def leaving_class(world: World) -> dict[str, Any]:
    """The world's first class, of grade 9."""
    return _of_grade_9(world.class_group)


def foreign_leaving_class(world: World) -> dict[str, Any]:
    return _of_grade_9(world.foreign_class)


def _of_grade_9(group: ClassGroup) -> dict[str, Any]:
    ClassGroup.objects.filter(pk=group.pk).update(grade_level=factories.GradeLevelFactory(id=9))
    return {"public_id": group.public_id}


# Who reads every mark of the world's first class.
LEADERS = (*HEADS, "auditor", "homeroom")

STUDENTS = [
    Route("students:leavers", only(200, KEEPERS), kwargs=own_leavers),
    Route("students:leavers", only(200, KEEPERS), "POST", form=nothing),
    Route("grades:class-wishes", only(200, KEEPERS, "homeroom"), kwargs=leaving_class),
    Route("grades:class-wishes", only(404), kwargs=foreign_leaving_class),
    Route(
        "grades:class-wishes",
        only(302, KEEPERS, "homeroom"),
        "POST",
        leaving_class,
        form=nothing,
    ),
    Route("grades:class-wishes", only(404), "POST", foreign_leaving_class, form=nothing),
    Route("students:guidance", only(200, KEEPERS)),
    Route("students:guidance", only(200, KEEPERS), "POST", form=nothing),
    Route("students:enrolment-lists", only(200, "department_admin"), kwargs=own_leavers),
    Route("students:enrolment-lists", only(200, "department_admin"), "POST", form=nothing),
    Route("students:lists-received", only(200, "department_admin"), kwargs=own_leavers),
    Route("students:list-upload", everybody(200)),
    Route("students:list-answer", everybody(404)),
    Route("students:list-upload", everybody(200), "POST", form=nothing),
    Route("students:student-arrives", only(200, KEEPERS)),
    Route("students:student-arrives", only(200, KEEPERS), "POST", form=nothing),
    Route("students:student-new", only(200, KEEPERS)),
    Route("students:student-new", only(200, KEEPERS), "POST", form=nothing),
    Route("students:student-correct", only(200, KEEPERS), kwargs=own_student),
    Route("students:student-correct", only(404), kwargs=foreign_student),
    Route("students:student-correct", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("students:student-correct", only(404), "POST", foreign_student, form=nothing),
    Route("students:transfer-list", only(200, KEEPERS)),
    Route("students:transfer-ask", only(200, KEEPERS)),
    Route("students:transfer-ask", only(200, KEEPERS), "POST", form=nothing),
    Route("students:transfer", only(200, KEEPERS), kwargs=own_transfer),
    Route("students:transfer", only(404), kwargs=foreign_transfer),
    Route("students:transfer", only(200, KEEPERS), "POST", own_transfer, form=nothing),
    Route("students:transfer", only(404), "POST", foreign_transfer, form=nothing),
    Route("students:transfer-offer", only(200, KEEPERS), kwargs=own_student),
    Route("students:transfer-offer", only(404), kwargs=foreign_student),
    Route("students:transfer-offer", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("students:transfer-offer", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student", only(200, KEEPERS, "teacher", "homeroom"), kwargs=own_student),
    Route("grades:student", only(404), kwargs=foreign_student),
    Route("grades:student-why-term", only(200, LEADERS), kwargs=own_term),
    Route("grades:student-why-term", only(200, "auditor"), kwargs=foreign_term),
    Route("grades:student-why-year", only(200, LEADERS), kwargs=own_year),
    Route("grades:student-why-year", only(200, "auditor"), kwargs=foreign_year),
    Route("grades:student-why-subject", only(200, LEADERS, "teacher"), kwargs=own_subject),
    Route("grades:student-why-subject", only(200, "auditor"), kwargs=foreign_subject),
    Route("grades:student-number", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("grades:student-number", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student-number", signed_in(302), kwargs=own_student),
    Route("students:papers", only(200, KEEPERS), kwargs=own_student),
    Route("students:papers", only(404), kwargs=foreign_student),
    Route("students:papers", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("students:papers", only(404), "POST", foreign_student, form=nothing),
    Route("students:exemptions", only(200, KEEPERS), kwargs=own_student),
    Route("students:exemptions", only(404), kwargs=foreign_student),
    Route("students:exemptions", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("students:exemptions", only(404), "POST", foreign_student, form=nothing),
    # No exemption is named, says the page to those who keep the register.
    Route("students:exemption-end", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("students:exemption-end", only(404), "POST", foreign_student, form=nothing),
    Route("students:exemption-end", signed_in(302), kwargs=own_student),
    Route("grades:student-move", only(200, KEEPERS), kwargs=own_student),
    Route("grades:student-move", only(404), kwargs=foreign_student),
    Route("grades:student-move", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("grades:student-move", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student-leave", only(200, KEEPERS), kwargs=own_student),
    Route("grades:student-leave", only(404), kwargs=foreign_student),
    Route("grades:student-leave", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("grades:student-leave", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student-return", only(200, KEEPERS), kwargs=gone_student),
    Route("grades:student-return", only(404), kwargs=foreign_student),
    Route("grades:student-return", only(200, KEEPERS), "POST", gone_student, form=nothing),
    Route("grades:student-return", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student-elsewhere", only(200, KEEPERS), kwargs=newcomer),
    Route("grades:student-elsewhere", only(404), kwargs=foreign_student),
    Route("grades:student-elsewhere", only(302, KEEPERS), "POST", newcomer, form=nothing),
    Route("grades:student-elsewhere", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student-first-term", only(200, KEEPERS), kwargs=latecomer),
    Route("grades:student-first-term", only(404), kwargs=foreign_student),
    Route("grades:student-first-term", only(200, KEEPERS), "POST", latecomer, form=nothing),
    Route("grades:student-first-term", only(404), "POST", foreign_student, form=nothing),
    Route("grades:student-outside", only(200, ENTERING), kwargs=newcomer),
    Route("grades:student-outside", only(404), kwargs=foreign_student),
    Route("grades:student-outside", only(200, ENTERING), "POST", newcomer, form=nothing),
    Route("grades:student-outside", only(404), "POST", foreign_student, form=nothing),
    # Nothing to take back, says the page the clerk comes back to.
    Route("grades:student-undo", only(302, KEEPERS), "POST", own_student, form=nothing),
    Route("grades:student-undo", only(404), "POST", foreign_student, form=nothing),
]
