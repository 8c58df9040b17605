"""Rows of the addresses of classes and their lists, and of removing what was a mistake."""

from typing import Any

from schools.models import ClassGroup
from students.models import Student
from tests.factories import StudentMergeFactory
from tests.route import HEADS, Route, nothing, only
from tests.routes_students import KEEPERS, foreign_student, own_student
from tests.world import World


def own_class(world: World) -> dict[str, Any]:
    return {"public_id": world.class_group.public_id}


def foreign_class(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_class.public_id}


def own_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.sheet.public_id}


def foreign_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.sheets[world.foreign_class, world.subjects[0]].public_id}


def own_person(world: World) -> dict[str, Any]:
    return {"public_id": world.staff["teacher"].public_id}


def neighbour(world: World) -> dict[str, Any]:
    return {"public_id": world.staff["other_teacher"].public_id}


def twins(world: World) -> dict[str, Any]:
    return _both(world, world.class_group)


def foreign_twins(world: World) -> dict[str, Any]:
    return _both(world, world.foreign_class)


def _both(world: World, group: ClassGroup) -> dict[str, Any]:
    first, second = (stay.student for stay in world.enrolments[group][:2])
    return {"public_id": first.public_id, "other": second.public_id}


def parted(world: World) -> dict[str, Any]:
    return _merge(world.enrolments[world.class_group][0].student)


def foreign_parted(world: World) -> dict[str, Any]:
    return _merge(world.enrolments[world.foreign_class][0].student)


def _merge(student: Student) -> dict[str, Any]:
    """A merge of which something has changed since."""
    rows = [["students.student", student.pk, {"full_name": "Lê An"}, {"full_name": "Lê Ân"}]]
    merge = StudentMergeFactory(student=student, rows=rows)
    return {"public_id": student.public_id, "merge": merge.pk}


def years(world: World) -> dict[str, Any]:
    return {"year": world.year.code, "earlier": world.year.code}


REGISTER = [
    Route("grades:register", only(200, KEEPERS)),
    Route("grades:class-new", only(200, KEEPERS)),
    Route("grades:class-new", only(200, KEEPERS), "POST", form=nothing),
    # The year has all its classes: none is made, says the list.
    Route("grades:class-copy", only(302, KEEPERS), "POST", form=years),
    Route("grades:roster", only(200, KEEPERS), kwargs=own_class),
    Route("grades:roster", only(404), kwargs=foreign_class),
    Route("grades:class-edit", only(200, KEEPERS), kwargs=own_class),
    Route("grades:class-edit", only(404), kwargs=foreign_class),
    Route("grades:class-edit", only(200, KEEPERS), "POST", own_class, form=nothing),
    Route("grades:class-edit", only(404), "POST", foreign_class, form=nothing),
    Route("grades:class-remove", only(200, KEEPERS), kwargs=own_class),
    Route("grades:class-remove", only(404), kwargs=foreign_class),
    Route("grades:class-remove", only(200, KEEPERS), "POST", own_class, form=nothing),
    Route("grades:class-remove", only(404), "POST", foreign_class, form=nothing),
    Route("grades:student-remove", only(200, KEEPERS), kwargs=own_student),
    Route("grades:student-remove", only(404), kwargs=foreign_student),
    Route("grades:student-remove", only(200, KEEPERS), "POST", own_student, form=nothing),
    Route("grades:student-remove", only(404), "POST", foreign_student, form=nothing),
    Route("grades:marksheet-remove", only(200, HEADS), kwargs=own_sheet),
    Route("grades:marksheet-remove", only(404), kwargs=foreign_sheet),
    Route("grades:marksheet-remove", only(200, HEADS), "POST", own_sheet, form=nothing),
    Route("grades:marksheet-remove", only(404), "POST", foreign_sheet, form=nothing),
    Route("grades:staff-remove", only(200, KEEPERS), kwargs=own_person),
    Route("grades:staff-remove", only(404), kwargs=neighbour),
    Route("grades:staff-remove", only(200, KEEPERS), "POST", own_person, form=nothing),
    Route("grades:staff-remove", only(404), "POST", neighbour, form=nothing),
    Route("grades:removal-list", only(200, KEEPERS)),
    Route("grades:duplicate-list", only(200, KEEPERS)),
    Route("grades:student-merge", only(200, KEEPERS), kwargs=twins),
    Route("grades:student-merge", only(404), kwargs=foreign_twins),
    Route("grades:student-merge", only(200, KEEPERS), "POST", twins, form=nothing),
    Route("grades:student-merge", only(404), "POST", foreign_twins, form=nothing),
    Route("grades:student-part", only(200, KEEPERS), kwargs=parted),
    Route("grades:student-part", only(404), kwargs=foreign_parted),
    Route("grades:student-part", only(200, KEEPERS), "POST", parted, form=nothing),
    Route("grades:student-part", only(404), "POST", foreign_parted, form=nothing),
    Route("grades:student-apart", only(302, KEEPERS), "POST", twins, form=nothing),
    Route("grades:student-apart", only(404), "POST", foreign_twins, form=nothing),
]
