"""Shadow runs as jobs: asked for, worked on a batch at a time, given up."""

import logging
import time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from eduportal.scoping import Scope
from grades.choices import COMPARED, ComparisonState
from grades.models import ComparedResult, RegulationComparison, RegulationSet
from grades.selectors.comparing import Change, ShadowRun, compared_classes, next_classes
from grades.selectors.regulations import governing_without
from grades.services.regulations import SetRefused, require_administrator, require_same
from schools.models import SchoolYear

logger = logging.getLogger(__name__)
# Work between two commits.
SLICE_SECONDS = 10
MOST_ATTEMPTS = 3


def ask_comparison(
    *, regulation: RegulationSet, digest: str, year: SchoolYear, scope: Scope, user: User
) -> RegulationComparison:
    """A new shadow run of the set over a school year, or the one that is already running.

    It is compared with the set that governs without it in that year, or in its own first year if
    that is later. Raises NotAllowed, and SetRefused for a set that is discarded or withdrawn and
    where there is no other set.
    """
    require_administrator(scope)
    require_same(regulation, digest)
    base = _base(regulation, year)
    running = RegulationComparison.objects.filter(
        regulation=regulation, school_year=year, state=ComparisonState.WAITING
    )
    try:
        with transaction.atomic():
            run = RegulationComparison.objects.create(
                regulation=regulation,
                base=base,
                school_year=year,
                classes=compared_classes(regulation, year).count(),
                created_by=user,
            )
    except IntegrityError:
        return running.get()
    offer("grades.compare", comparison_id=run.pk)
    return run


def _base(regulation: RegulationSet, year: SchoolYear) -> RegulationSet:
    """The set to compare with; raises SetRefused."""
    base = governing_without(regulation, year.code)
    if regulation.state not in COMPARED or base is None:
        raise SetRefused(
            _("Only a draft or a set in force is compared, and only with another set in force.")
        )
    return base


def discard_comparison(*, comparison: RegulationComparison, scope: Scope) -> None:
    """Give a shadow run up, or clear a finished one away; what it found is deleted.

    Raises NotAllowed; a run that is discarded already stays so.
    """
    require_administrator(scope)
    with transaction.atomic():
        locked = RegulationComparison.objects.select_for_update().get(pk=comparison.pk)
        if locked.state != ComparisonState.DISCARDED:
            locked.results.all().delete()
            _end(locked, ComparisonState.DISCARDED)


def work_on_comparison(comparison_id: int) -> bool:
    """Compare classes for some seconds; True while there are more to do.

    Safe to run twice and at once: one worker at a time holds the run. A failure undoes the slice;
    after three the run has failed.
    """
    with transaction.atomic():
        waiting = RegulationComparison.objects.select_for_update(skip_locked=True)
        run = waiting.filter(pk=comparison_id, state=ComparisonState.WAITING).first()
        if run is None:
            return False
        try:
            with transaction.atomic():
                more = _compare_slice(run)
        except Exception:
            logger.exception("comparison %s failed", run.public_id)
            return _count_failure(comparison_id)
        if not more:
            _end(run, ComparisonState.FINISHED)
        return more


def _compare_slice(run: RegulationComparison) -> bool:
    shadow = ShadowRun(run.regulation, run.base, run.school_year)
    until = time.monotonic() + SLICE_SECONDS
    more = True
    while more and time.monotonic() < until:
        batch = next_classes(run.regulation, run.school_year, after=run.last_class)
        ComparedResult.objects.bulk_create(
            [_result(run, change) for change in shadow.changes(batch)], batch_size=1000
        )
        more = bool(batch)
        run.classes_done += len(batch)
        run.last_class = batch[-1].pk if batch else run.last_class
    run.students += shadow.students
    run.save(update_fields=["classes_done", "last_class", "students"])
    return more


def _result(run: RegulationComparison, change: Change) -> ComparedResult:
    difference = change.difference
    return ComparedResult(
        comparison=run,
        school_id=change.school_id,
        enrolment_id=change.enrolment_id,
        term_id=change.term_id,
        sealed=change.sealed,
        learning_before=difference.before.level,
        learning_after=difference.after.level,
        decision_before=difference.before.needs_decision,
        decision_after=difference.after.needs_decision,
        subjects=difference.subjects,
        causes=list(difference.causes),
    )


def _count_failure(comparison_id: int) -> bool:
    run = RegulationComparison.objects.get(pk=comparison_id)
    run.attempts = F("attempts") + 1
    run.save(update_fields=["attempts"])
    run.refresh_from_db(fields=["attempts"])
    if run.attempts < MOST_ATTEMPTS:
        return True
    run.results.all().delete()
    _end(run, ComparisonState.FAILED)
    return False


def _end(run: RegulationComparison, state: ComparisonState) -> None:
    run.state, run.ended_at = state, timezone.now()
    run.save(update_fields=["state", "ended_at"])
