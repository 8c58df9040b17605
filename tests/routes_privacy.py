"""Rows of tests/routes.py for the access log."""

from typing import Any

from tests import factories
from tests.personal import MARK
from tests.route import Route, only
from tests.world import World

ASKS = ("head", "department_admin")


def own_student(world: World) -> dict[str, Any]:
    """A student of the school, at whom the teacher has looked."""
    student = world.enrolments[world.class_group][0].student
    factories.AccessFactory(user=world.users["teacher"], school=world.school, persons=[student.pk])
    return {"public_id": student.public_id}


def foreign_student(world: World) -> dict[str, Any]:
    return {"public_id": world.enrolments[world.foreign_class][0].student.public_id}


def own_account(world: World) -> dict[str, Any]:
    """The teacher, who has looked at two students of the school."""
    students = [each.student_id for each in world.enrolments[world.class_group][:2]]
    factories.AccessFactory(user=world.users["teacher"], school=world.school, persons=students)
    return {"pk": world.users["teacher"].pk}


def foreign_account(world: World) -> dict[str, Any]:
    return {"pk": factories.MembershipFactory(school=world.foreign_school).user_id}


PRIVACY = [
    Route("privacy:search", only(200, ASKS)),
    Route("privacy:search", only(200, ASKS), query=f"q={MARK}"),
    Route("privacy:student", only(200, ASKS), kwargs=own_student),
    Route("privacy:student", only(200, "department_admin"), kwargs=foreign_student),
    Route("privacy:account", only(200, ASKS), kwargs=own_account),
    Route("privacy:account", only(200, "department_admin"), kwargs=foreign_account),
    Route("privacy:account-students", only(200, ASKS), kwargs=own_account),
    Route("privacy:account-students", only(200, ASKS), kwargs=own_account, query="export=csv"),
    Route("privacy:account-students", only(200, ASKS), kwargs=own_account, query="export=xlsx"),
    Route("privacy:account-students", only(400, ASKS), kwargs=own_account, query="export=pdf"),
    Route("privacy:account-students", only(200, "department_admin"), kwargs=foreign_account),
]
