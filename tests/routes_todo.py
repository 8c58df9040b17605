"""Rows of the addresses of tasks."""

from collections.abc import Callable
from typing import Any

from eduportal import scoping
from eduportal.todo.models import Task
from tests import factories
from tests.route import HEADS, Route, nothing, only
from tests.world import World

GIVERS = ("commune_officer", "department_officer", "department_admin")
DEPARTMENT = ("department_officer", "department_admin")
PDF = b"%PDF-1.7"


def own_task(world: World) -> dict[str, Any]:
    with scoping.everywhere("a test asks"):
        return {"public_id": task_of(world).public_id}


def foreign_task(world: World) -> dict[str, Any]:
    with scoping.everywhere("a test asks"):
        return {"public_id": factories.TaskFactory(asked_school=world.foreign_school).public_id}


def own_file(world: World) -> dict[str, Any]:
    with scoping.everywhere("a test asks"):
        kept = {"file_name": "bao-cao.pdf", "file_kind": "pdf", "content": PDF}
        return {"public_id": factories.TaskMessageFactory(task=task_of(world), **kept).public_id}


def task_of(world: World) -> Task:
    return factories.TaskFactory(asked_school=world.school)


def step(kind: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"step": kind, "revision": "1", "words": "Đã xong"}


def ask(world: World) -> dict[str, Any]:
    return {"to": "department", "words": "Kiểm tra số liệu", "due_on": "2199-01-01"}


TODO = [
    Route("todo:list", only(200, HEADS, "clerk", GIVERS)),
    Route("todo:list", only(400, HEADS, "clerk", GIVERS), query="show=x"),
    Route("todo:new", only(200, GIVERS)),
    Route("todo:new", only(200, GIVERS), query="code=TD-06"),
    Route("todo:new", only(404), query="code=XX-99"),
    Route("todo:new", only(400, GIVERS), query="address=//evil.example/"),
    Route("todo:new", only(302, GIVERS), "POST", form=ask),
    # The commune reads along; the clerk is not asked.
    Route("todo:task", only(200, HEADS, GIVERS), kwargs=own_task),
    Route("todo:task", only(200, DEPARTMENT), kwargs=foreign_task),
    Route("todo:task", only(404), "POST", own_task, form=nothing),
    Route(
        "todo:task",
        only(200, HEADS, GIVERS),
        "POST",
        own_task,
        form=lambda world: {"step": "close", "revision": "9"},
    ),
    Route("todo:file", only(200, HEADS, DEPARTMENT), kwargs=own_file),
]
