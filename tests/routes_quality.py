"""Rows of the addresses of data quality."""

from typing import Any

from eduportal import scoping
from eduportal.quality.models import Finding
from tests import factories
from tests.route import HEADS, OFFICERS, Route, nothing, only
from tests.world import World

SEES = (*HEADS, "clerk", *OFFICERS, "auditor")
SEES_ALL = ("department_officer", "department_admin", "ministry_officer", "auditor")
ANSWERS = (*HEADS, "clerk")
CHECKS = ("commune_officer", "department_officer", "department_admin")


def finding(world: World) -> Finding:
    """One of the teacher's school, stored once."""
    with scoping.everywhere("a test finds something"):
        student = world.enrolments[world.class_group][0].student
        made: Finding = Finding.objects.first() or factories.FindingFactory(student=student)
        return made


def own(world: World) -> dict[str, Any]:
    return {"public_id": finding(world).public_id}


def foreign(world: World) -> dict[str, Any]:
    with scoping.everywhere("a test finds something"):
        student = world.enrolments[world.foreign_class][0].student
        return {"public_id": factories.FindingFactory(student=student).public_id}


def rule(world: World) -> dict[str, Any]:
    finding(world)
    return {"code": "ST04"}


def unknown(world: World) -> dict[str, Any]:
    return {"code": "XX99"}


def answer(world: World) -> dict[str, Any]:
    return {"answer": "right", "words": "Không ghi", "revision": finding(world).revision}


QUALITY = [
    Route("quality:board", only(200, SEES)),
    Route("quality:board", only(200, SEES), query="show=all&area=students"),
    Route("quality:board", only(400, SEES), query="show=x"),
    Route("quality:board", only(404), query="unit=99999"),
    Route("quality:board", only(400, SEES), query="school=x"),
    Route("quality:rule", only(200, SEES), kwargs=rule),
    Route("quality:rule", only(404), kwargs=unknown),
    Route("quality:rule", only(400, SEES), kwargs=rule, query="state=x"),
    Route("quality:finding", only(200, SEES), kwargs=own),
    Route("quality:finding", only(200, SEES_ALL), kwargs=foreign),
    Route("quality:finding", only(302, ANSWERS), "POST", own, form=answer),
    Route("quality:finding", only(404), "POST", own, form=nothing),
    # Officials see several schools: the check is of one.
    Route("quality:check", only(302, ANSWERS), "POST", form=nothing),
    Route("quality:remind", only(302, HEADS, CHECKS), "POST", rule, form=nothing),
]
