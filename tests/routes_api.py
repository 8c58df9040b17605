"""Rows of tests/routes.py for the REST interface and the lists people look things up in."""

from typing import Any

from schools.models import CurriculumLine
from tests import factories
from tests.route import (
    HEADS,
    OFFICERS,
    SCHOOL_STAFF,
    SEES_EVERY_SCHOOL,
    SIGNED_IN,
    TEACHERS,
    Expected,
    Route,
    mixed,
    nothing,
    only,
)
from tests.world import MACHINE, OTHER_TEACHER, World

WATCHERS = (*HEADS, *OFFICERS, "auditor")
STAFF = (*SCHOOL_STAFF, OTHER_TEACHER)

# Who may take the list away as a file.
FILLERS = mixed(only(200, HEADS, "clerk"), (403, ("teacher", "homeroom", OTHER_TEACHER)))


def api(status: int, *who: str | tuple[str, ...], others: int = 404) -> Expected:
    """As `only`, but a program that is not signed in is told so instead of being sent on."""
    return only(status, *who, others=others, anonymous=401)


def named(public_id: Any) -> dict[str, str]:
    return {"public_id": str(public_id)}


def own_school(world: World) -> dict[str, str]:
    return named(world.school.public_id)


def foreign_school(world: World) -> dict[str, str]:
    return named(world.foreign_school.public_id)


def own_class(world: World) -> dict[str, str]:
    return named(world.class_group.public_id)


def foreign_class(world: World) -> dict[str, str]:
    return named(world.foreign_class.public_id)


def class_with_topics(world: World) -> dict[str, str]:
    CurriculumLine.objects.filter(subject=world.subjects[0]).update(has_topics=True)
    return own_class(world)


def own_student(world: World) -> dict[str, str]:
    return named(world.enrolments[world.class_group][0].student.public_id)


def foreign_student(world: World) -> dict[str, str]:
    return named(world.enrolments[world.foreign_class][0].student.public_id)


def own_sheet(world: World) -> dict[str, str]:
    return named(world.sheet.public_id)


def foreign_sheet(world: World) -> dict[str, str]:
    return named(world.foreign_sheet.public_id)


def own_package(world: World) -> dict[str, str]:
    return {"hash": factories.PackageFactory(school=world.school).hash}


def foreign_package(world: World) -> dict[str, str]:
    return {"hash": factories.PackageFactory(school=world.foreign_school).hash}


def one_mark(world: World) -> dict[str, Any]:
    """The mark 8,5 typed into an empty cell of the teacher's sheet."""
    cell = {"record": world.record.pk, "cell": "gk", "from": "", "to": "8,5"}
    return {"ops": [{"op": "0b7c3c3e-7f0e-4a3f-9a53-2f6a0c1de002", **cell}]}


IN_SCHOOL = (*SCHOOL_STAFF, *OFFICERS, "auditor", MACHINE)
FAR_AWAY = mixed(api(200, SEES_EVERY_SCHOOL), (404, MACHINE))
LISTS = [
    Route("schools:school-list", only(200, WATCHERS)),
    Route("schools:school-list", only(400, WATCHERS), query="stage=99"),
    Route("students:student-list", only(200, STAFF)),
    Route("students:student-list", only(400, STAFF), query="class=6A1"),
    Route("students:student-template", FILLERS),
    # Without a file the form is shown again.
    Route("students:student-template", FILLERS, "POST"),
    # Who keeps the register of the school's students records what they choose.
    Route("students:class-subjects", only(200, HEADS, "clerk"), kwargs=own_class),
    Route("students:class-subjects", only(404), kwargs=foreign_class),
    Route(
        "students:class-subjects",
        only(200, HEADS, "clerk"),
        "POST",
        own_class,
        form=lambda world: {"class_group": "of another page"},
    ),
    Route("students:class-subjects", only(404), "POST", foreign_class, form=nothing),
    Route("students:class-topics", only(200, HEADS, "clerk"), kwargs=class_with_topics),
    Route("students:class-topics", only(404), kwargs=foreign_class),
    Route(
        "students:class-topics",
        only(200, HEADS, "clerk"),
        "POST",
        own_class,
        form=lambda world: {"class_group": "of another page"},
    ),
    Route("students:class-topics", only(404), "POST", foreign_class, form=nothing),
]
API = [
    Route("api:schema", api(200, SIGNED_IN, MACHINE)),
    Route("api:school-list", api(200, SIGNED_IN, MACHINE)),
    Route("api:school-list", api(400, SIGNED_IN, MACHINE), query="order=name"),
    Route("api:school-detail", api(200, IN_SCHOOL), kwargs=own_school),
    Route("api:school-detail", FAR_AWAY, kwargs=foreign_school),
    Route("api:class-list", api(200, SIGNED_IN, MACHINE)),
    Route("api:class-detail", api(200, IN_SCHOOL), kwargs=own_class),
    Route("api:class-detail", FAR_AWAY, kwargs=foreign_class),
    # Officials see figures; the names of children are for the people of their school.
    # A list is an export: teachers see the students of their classes on the page of students.
    Route("api:student-list", api(200, HEADS, "clerk", MACHINE, others=403)),
    Route(
        "api:student-detail",
        mixed(api(200, SCHOOL_STAFF, MACHINE, others=403), (404, OTHER_TEACHER)),
        kwargs=own_student,
    ),
    Route(
        "api:student-detail",
        mixed(api(403, OFFICERS, "auditor"), (404, MACHINE)),
        kwargs=foreign_student,
    ),
    Route("api:marksheet-list", api(200, TEACHERS, HEADS, "auditor", MACHINE, others=403)),
    Route(
        "api:marksheet-detail",
        mixed(
            # A sheet's lines are an export, except to who enters marks on it.
            api(200, "teacher", HEADS, MACHINE),
            (403, (*OFFICERS, "auditor", "clerk")),
        ),
        kwargs=own_sheet,
    ),
    Route(
        "api:marksheet-detail",
        mixed(api(403, *OFFICERS, "auditor", "clerk"), (404, MACHINE)),
        kwargs=foreign_sheet,
    ),
    Route(
        "api:marksheet-cells",
        mixed(
            api(200, "teacher"),
            (403, (*HEADS, *OFFICERS, "auditor", "clerk", MACHINE)),
        ),
        "POST",
        own_sheet,
        json=one_mark,
    ),
    Route(
        "api:marksheet-cells",
        mixed(api(403, *OFFICERS, "auditor", "clerk"), (404, MACHINE)),
        "POST",
        foreign_sheet,
        json=one_mark,
    ),
    # Receipts may name students: the list is an export.
    Route("api:package-list", api(200, HEADS, OFFICERS, MACHINE, others=403)),
    Route("api:package-detail", api(200, WATCHERS, MACHINE, others=403), kwargs=own_package),
    Route(
        "api:package-detail",
        mixed(
            api(200, SEES_EVERY_SCHOOL, others=403),
            (404, (*HEADS, "commune_officer", MACHINE)),
        ),
        kwargs=foreign_package,
    ),
]
