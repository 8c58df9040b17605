"""Rows of tests/routes.py for amendments of sealed marks, reviews, and questions about entries."""

from typing import Any

from grades.choices import SheetState
from tests import factories
from tests.factories.marks import set_state
from tests.route import HEADS, Route, nothing, only
from tests.world import World

ADMINISTRATOR = "department_admin"
MACHINES_ASIDE = ("teacher", "homeroom", *HEADS)
# Teachers of every school have a list of their own.
LISTS = ("teacher", "homeroom", "other_teacher", *HEADS, ADMINISTRATOR, "auditor")


def sealed_sheet(world: World) -> dict[str, Any]:
    set_state(world.sheet, SheetState.SEALED)
    return {"public_id": world.sheet.public_id}


def open_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.sheet.public_id}


def foreign_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_sheet.public_id}


def _amendment(world: World, asked_by: str = "teacher") -> Any:
    found = factories.AmendmentFactory(sheet=world.sheet, asked_by=world.users[asked_by])
    factories.AmendedCellFactory(amendment=found, record=world.record)
    factories.AmendmentStepFactory(amendment=found)
    return found


def asked(world: World) -> dict[str, Any]:
    return {"public_id": _amendment(world).public_id}


def foreign(world: World) -> dict[str, Any]:
    found = factories.AmendmentFactory(sheet=world.foreign_sheet)
    return {"public_id": found.public_id}


def proof(world: World) -> dict[str, Any]:
    named = str(world.record.enrolment.student.public_id).encode()
    found = factories.EvidenceFactory(amendment=_amendment(world), file__data=b"%PDF-1.7 " + named)
    return {"public_id": found.public_id}


def review(world: World) -> dict[str, Any]:
    return {"public_id": factories.MarkReviewFactory(record=world.record).public_id}


def foreign_review(world: World) -> dict[str, Any]:
    record = world.records[world.foreign_sheet][0]
    return {"public_id": factories.MarkReviewFactory(record=record).public_id}


def question(world: World) -> dict[str, Any]:
    found = factories.MarkQuestionFactory(
        sheet=world.sheet, state="asked", asked=world.users["teacher"]
    )
    return {"public_id": found.public_id}


def foreign_question(world: World) -> dict[str, Any]:
    return {"public_id": factories.MarkQuestionFactory(sheet=world.foreign_sheet).public_id}


def step(name: str) -> Any:
    return lambda world: {"step": name, "words": "Đã xem", "revision": "asked-0", "state": ""}


SEES_ALL = (ADMINISTRATOR, "auditor")
AMENDMENTS = [
    Route("grades:amendment-new", only(404), kwargs=open_sheet),
    Route("grades:amendment-new", only(200, "teacher"), kwargs=sealed_sheet),
    Route("grades:amendment-new", only(200, "teacher"), "POST", sealed_sheet, form=nothing),
    Route(
        "grades:amendment-new",
        only(200, "teacher"),
        "POST",
        sealed_sheet,
        form=lambda world: {"preview": "1", f"m-{world.record.pk}-ck": "11"},
    ),
    Route("grades:amendment-new", only(404), kwargs=foreign_sheet),
    Route("grades:amendment-list", only(200, LISTS)),
    Route("grades:amendment-list", only(400, LISTS), query="show=x"),
    Route("grades:amendment-rule", only(200, ADMINISTRATOR)),
    Route("grades:amendment-rule", only(200, ADMINISTRATOR), "POST", form=nothing),
    Route("grades:amendment", only(200, MACHINES_ASIDE, SEES_ALL), kwargs=asked),
    Route("grades:amendment", only(404), "POST", asked, form=nothing),
    # The page it leads back to says why not.
    Route(
        "grades:amendment",
        only(302, MACHINES_ASIDE, SEES_ALL),
        "POST",
        asked,
        form=step("confirm"),
    ),
    Route("grades:amendment", only(200, SEES_ALL), kwargs=foreign),
    Route(
        "grades:amendment-approve",
        only(302, MACHINES_ASIDE, SEES_ALL),
        "POST",
        asked,
        form=nothing,
    ),
    Route("grades:amendment-approve", only(302, SEES_ALL), "POST", foreign, form=nothing),
    Route("grades:evidence", only(200, MACHINES_ASIDE, SEES_ALL), kwargs=proof),
    Route("grades:review-new", only(200, MACHINES_ASIDE, "clerk"), kwargs=open_sheet),
    Route(
        "grades:review-new",
        only(200, MACHINES_ASIDE, "clerk"),
        "POST",
        open_sheet,
        form=nothing,
    ),
    Route("grades:review-new", only(404), kwargs=foreign_sheet),
    Route(
        "grades:review-list",
        only(200, MACHINES_ASIDE, "clerk", "other_teacher", "auditor"),
    ),
    Route("grades:review", only(200, MACHINES_ASIDE, "auditor"), kwargs=review),
    Route(
        "grades:review",
        only(302, MACHINES_ASIDE, "auditor"),
        "POST",
        review,
        form=nothing,
    ),
    Route("grades:review", only(200, "auditor"), kwargs=foreign_review),
    Route("grades:question-list", only(200, LISTS)),
    Route("grades:question-list", only(400, LISTS), query="show=x"),
    Route("grades:question", only(200, "teacher", HEADS, SEES_ALL), kwargs=question),
    Route(
        "grades:question",
        only(302, "teacher", HEADS, SEES_ALL),
        "POST",
        question,
        form=step("answer"),
    ),
    Route("grades:question", only(404), "POST", question, form=nothing),
    Route("grades:question", only(200, SEES_ALL), kwargs=foreign_question),
]
