"""Asking the solver: facts frozen, answered in a child process, stored as one run.

Equal facts have one run. A run is held by a row's lock while it is worked on, so that a worker that
is killed leaves it waiting, and the sweep offers it again; what takes too long fails.
"""

import datetime
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from eduportal.planning.choices import Question, SolveState
from eduportal.planning.location.answers import CatchmentsAnswer, PlacesJob
from eduportal.planning.location.asking import Done, ask
from eduportal.planning.location.frozen import Job, frozen, thawed
from eduportal.planning.models import SolvePart, SolveRun
from eduportal.planning.services.answered import catchment_figures, place_figures
from eduportal.planning.services.errors import PlanningRefused
from eduportal.solving.children import Limits
from eduportal.solving.highs import SOLVER
from schools.models import AdminUnit

logger = logging.getLogger(__name__)
TASK = "planning.solve"
# A worker is not held longer than this by one question.
LIMITS = Limits(wall_seconds=1200)
LONGEST = datetime.timedelta(hours=1)
ERROR, CLOCK, BROKEN, UNSOLVED = "error", "clock", "broken", "unsolved"


@dataclass(frozen=True)
class Asked:
    """A question with its facts; `told` is what its page needs to name things."""

    question: Question
    unit: AdminUnit | None
    stage: str
    settings: Mapping[str, int | str]
    source: str
    job: Job
    told: dict[str, Any]


def propose(*, asked: Asked, user: User) -> tuple[SolveRun, bool]:
    """The run of this question, and whether it is new; equal facts give the stored one.

    Raises PlanningRefused where there is nothing to ask.
    """
    if not (asked.job.cases if isinstance(asked.job, PlacesJob) else asked.job.hamlets):
        raise PlanningRefused(
            [_("No hamlet with students of this level is known. Bring the list of hamlets first.")]
        )
    facts = frozen(asked.job)
    with transaction.atomic():
        run, is_new = SolveRun.objects.get_or_create(
            digest=_digest(asked, facts),
            defaults={
                "question": asked.question,
                "unit": asked.unit,
                "stage": asked.stage,
                "settings": dict(asked.settings),
                "source": asked.source,
                "asked_by": user,
                "asked_at": timezone.now(),
                "facts": facts,
                "told": asked.told,
                "solver": SOLVER,
            },
        )
        if is_new:
            offer(TASK, run_id=run.pk)
        return run, is_new


def _digest(asked: Asked, facts: bytes) -> str:
    about = f"{asked.question}|{asked.unit.pk if asked.unit else ''}|{asked.stage}|{SOLVER}|"
    return hashlib.sha256(about.encode() + facts).hexdigest()


def propose_again(*, run: SolveRun) -> None:
    """Put a question once more whose answer failed. Raises PlanningRefused."""
    with transaction.atomic():
        found = SolveRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if found.state != SolveState.FAILED:
            raise PlanningRefused([_("Only what failed is computed again. Nothing was done.")])
        found.state, found.problem, found.asked_at = SolveState.WAITING, "", timezone.now()
        found.save()
        offer(TASK, run_id=found.pk)


def work_on_run(run_id: int, limits: Limits = LIMITS) -> None:
    """Answer one question that waits. Safe to run twice and at once, and to lose."""
    with transaction.atomic():
        waiting = SolveRun.objects.select_for_update(skip_locked=True, of=("self",))
        run = waiting.filter(pk=run_id, state=SolveState.WAITING).first()
        if run is None:
            return
        try:
            with transaction.atomic():
                problem = _answer(run, limits)
        except Exception:
            logger.exception("proposal %s failed", run_id)
            problem = ERROR
        run.state = SolveState.FAILED if problem else SolveState.SOLVED
        run.problem = problem[:100]
        run.save()


def resume_runs() -> list[int]:
    """The questions that wait, to be offered again; those that take too long fail."""
    waiting = SolveRun.objects.filter(state=SolveState.WAITING)
    late = waiting.select_for_update(skip_locked=True, of=("self",))
    with transaction.atomic():
        for run in late.filter(asked_at__lt=timezone.now() - LONGEST):
            run.state, run.problem = SolveState.FAILED, CLOCK
            run.save()
    return list(waiting.values_list("pk", flat=True))


def _answer(run: SolveRun, limits: Limits) -> str:
    """Store the answer; what is wrong otherwise."""
    job = thawed(bytes(run.facts))
    done, problem = ask(job, limits)
    if done is None:
        return problem
    run.seconds, run.peak_bytes = done.seconds, done.peak_bytes
    if isinstance(done.found, CatchmentsAnswer):
        figures = catchment_figures(done.found)
        short = sum(done.found.found.without_place.values())
        SolvePart.objects.create(run=run, unit=run.unit, without_place=short, figures=figures)
        return ""
    assert isinstance(job, PlacesJob)
    return _store_places(run, job, done)


def _store_places(run: SolveRun, job: PlacesJob, done: Done) -> str:
    """A plan that breaks a rule is not shown, and none of the others either."""
    assert isinstance(done.found, list)
    units = run.told["units"]
    parts = []
    for case, answer, unit in zip(job.cases, done.found, units, strict=True):
        if answer.plan is None:
            return f"{UNSOLVED}: {case.name} {answer.problem}"
        if answer.broken:
            return f"{BROKEN}: {case.name} {answer.broken[0]}"
        parts.append(
            SolvePart(
                run=run,
                unit_id=unit,
                without_place=round(answer.plan.without_place),
                cost=answer.plan.cost,
                bound=answer.plan.bound,
                stopped_by=answer.plan.stopped_by,
                figures=place_figures(case, answer),
            )
        )
    SolvePart.objects.bulk_create(parts)
    return ""
