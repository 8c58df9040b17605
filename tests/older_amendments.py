"""Rows of tests/test_older_pages.py for amendments, reviews and questions."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from grades.models import Amendment, MarkQuestion, MarkReview
from grades.services.amendment_steps import revision_of
from tests import factories
from tests.world import World


def _amendment(world: World) -> Amendment:
    """The one there is, or a new one."""
    known = Amendment.objects.first()
    if known is None:
        known = factories.AmendmentFactory(sheet=world.sheet, asked_by=world.users["teacher"])
        factories.AmendedCellFactory(amendment=known, record=world.record)
    return known


def amendment_address(world: World) -> str:
    return reverse("grades:amendment", args=[_amendment(world).public_id])


def _confirmed(world: World) -> Amendment:
    found = _amendment(world)
    Amendment.objects.filter(pk=found.pk, state="asked").update(
        state="confirmed", confirmed_by=world.users["homeroom"]
    )
    return Amendment.objects.get(pk=found.pk)


def approve_address(world: World) -> str:
    return reverse("grades:amendment-approve", args=[_confirmed(world).public_id])


def approve_form(world: World) -> dict[str, Any]:
    _confirmed(world)
    return amendment_form(world)


def amendment_form(world: World) -> dict[str, Any]:
    return {
        "step": "withdraw",
        "words": "Nhầm",
        "revision": revision_of(_amendment(world)),
        "decision": "15/QĐ",
        "decided_on": "2026-01-12",
    }


def a_step_later(world: World) -> None:
    factories.AmendmentStepFactory(amendment=_amendment(world))


def amendments(world: World) -> Any:
    return list(Amendment.objects.values_list("state", "version"))


def question_address(world: World) -> str:
    found = factories.MarkQuestionFactory(
        sheet=world.sheet, state="asked", asked=world.users["teacher"]
    )
    return reverse("grades:question", args=[found.public_id])


def question_form(world: World) -> dict[str, Any]:
    return {"step": "answer", "words": "Bài dễ", "state": "asked"}


def settled(world: World) -> None:
    MarkQuestion.objects.update(state="settled")


def questions(world: World) -> Any:
    return list(MarkQuestion.objects.values_list("state", "steps__words"))


def review_address(world: World) -> str:
    found = factories.MarkReviewFactory(record=world.record)
    return reverse("grades:review", args=[found.public_id])


def review_form(world: World) -> dict[str, Any]:
    return {"state": "stays", "outcome": "Chấm đúng"}


def answered(world: World) -> None:
    MarkReview.objects.update(
        state="changed",
        outcome="Đã sửa",
        settled_by=world.users["teacher"],
        settled_at=timezone.now(),
    )


def reviews(world: World) -> Any:
    return list(MarkReview.objects.values_list("state", "outcome"))
