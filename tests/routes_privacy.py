"""Rows of tests/routes.py for the access log, retention and what persons ask for."""

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


def own_correction(world: World) -> dict[str, Any]:
    student = world.enrolments[world.class_group][0].student
    return {
        "public_id": factories.CorrectionFactory(student=student, school=world.school).public_id
    }


def foreign_correction(world: World) -> dict[str, Any]:
    student = world.enrolments[world.foreign_class][0].student
    row = factories.CorrectionFactory(student=student, school=world.foreign_school)
    return {"public_id": row.public_id}


def account_correction(world: World) -> dict[str, Any]:
    row = factories.CorrectionFactory(
        student=None, account=world.users["teacher"], school=world.school
    )
    return {"public_id": row.public_id}


def own_staff(world: World) -> dict[str, Any]:
    """A member of staff without an account, at whom the clerk has looked."""
    member = factories.StaffMemberFactory(school=world.school, user=None)
    factories.AccessFactory(
        user=world.users["clerk"], school=world.school, kind="staff", persons=[member.pk]
    )
    return {"public_id": member.public_id}


def with_staff(world: World) -> dict[str, Any]:
    own_staff(world)
    return {}


def foreign_staff(world: World) -> dict[str, Any]:
    member = factories.StaffMemberFactory(school=world.foreign_school, user=None)
    return {"public_id": member.public_id}


def staff_with_account(world: World) -> dict[str, Any]:
    return {"public_id": world.staff["teacher"].public_id}


def visiting_account(world: World) -> dict[str, Any]:
    """An account of the Department that has looked at the school's students."""
    own_student(world)
    students = [world.enrolments[world.class_group][0].student_id]
    user = world.users["auditor"]
    factories.AccessFactory(user=user, school=world.school, persons=students)
    return {"pk": user.pk}


def asked(world: World) -> dict[str, Any]:
    return {"asked_by": "mẹ", "came_on": "2026-11-02", "wrong": "Ngày sinh ghi sai."}


def answered(world: World) -> dict[str, Any]:
    return {"seen": "open", "step": "answered", "end": ""}


def empty(world: World) -> dict[str, Any]:
    return {}


def open_alert(world: World) -> dict[str, Any]:
    return {"pk": factories.AlertFactory(user=world.users["teacher"]).pk}


def an_alert(world: World) -> dict[str, Any]:
    """The list shows it; the address does not name it."""
    open_alert(world)
    return {}


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
    Route("privacy:retention", only(200, "department_admin")),
    Route("privacy:student-copy", only(200, ASKS), kwargs=own_student),
    Route("privacy:student-copy", only(200, "department_admin"), kwargs=foreign_student),
    Route("privacy:account-copy", only(200, ASKS), kwargs=own_account),
    Route("privacy:search", only(200, ASKS), kwargs=with_staff, query=f"q={MARK}"),
    Route("privacy:staff-copy", only(200, ASKS), kwargs=own_staff),
    Route("privacy:staff-copy", only(200, "department_admin"), kwargs=foreign_staff),
    Route("privacy:staff-copy", only(404, ASKS), kwargs=staff_with_account),
    Route("privacy:account-copy", only(200, "department_admin"), kwargs=foreign_account),
    Route("privacy:account-copy", only(200, "department_admin"), kwargs=visiting_account),
    Route("privacy:correction-list", only(200, ASKS)),
    Route("privacy:correction-list", only(200, ASKS), query="ended"),
    *(
        Route(name, only(status, who), verb=verb, kwargs=kwargs, form=form)
        for name, own, foreign, sent in (
            ("privacy:student-correction", own_student, foreign_student, asked),
            ("privacy:account-correction", own_account, foreign_account, asked),
            ("privacy:correction-detail", own_correction, foreign_correction, answered),
            ("privacy:correction-detail", account_correction, foreign_correction, answered),
        )
        for kwargs, who in ((own, ASKS), (foreign, ("department_admin",)))
        for verb, form, status in (("GET", None, 200), ("POST", sent, 302), ("POST", empty, 200))
    ),
    Route("privacy:alert-list", only(200, "department_admin"), kwargs=an_alert),
    Route("privacy:alert-detail", only(200, "department_admin"), kwargs=open_alert),
    Route(
        "privacy:alert-detail",
        only(302, "department_admin"),
        "POST",
        open_alert,
        form=lambda world: {"note": "Asked: the list of the graduates."},
    ),
]
