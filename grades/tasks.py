"""Scheduled work on the mark book."""

from celery import shared_task

from eduportal.core.hints import offer
from eduportal.scoping.tasks import ScopedTask
from grades.choices import ComparisonState
from grades.models import RegulationComparison
from grades.services.comparing import work_on_comparison
from grades.services.following import follow_some
from grades.services.questioning import find_questions
from grades.services.supporting import count_at_risk
from schools.selectors import current_term

CLASSES_A_RUN = 100


class EverySchool(ScopedTask):
    """Runs over every school."""

    abstract = True
    everywhere_because = "the work concerns every school"


@shared_task(base=EverySchool, name="grades.compare", soft_time_limit=240, time_limit=300)
def compare(*, comparison_id: int) -> None:
    """Work on a shadow run for some seconds, and ask for the rest. Safe to run twice, and to lose.

    Each call commits what it has found.
    """
    if work_on_comparison(comparison_id):
        offer("grades.compare", comparison_id=comparison_id)


@shared_task(base=EverySchool, name="grades.resume_comparisons", soft_time_limit=20, time_limit=30)
def resume_comparisons() -> int:
    """Offer every unfinished shadow run again; returns how many. One held by a worker is left."""
    waiting = RegulationComparison.objects.filter(state=ComparisonState.WAITING)
    ids = list(waiting.values_list("pk", flat=True))
    for pk in ids:
        offer("grades.compare", comparison_id=pk)
    return len(ids)


@shared_task(
    base=EverySchool, name="grades.follow_regulations", soft_time_limit=240, time_limit=300
)
def follow_regulations() -> None:
    """Let open sheets follow the sets in force. Calls itself again while there are many."""
    if follow_some(CLASSES_A_RUN) == CLASSES_A_RUN:
        offer("grades.follow_regulations")


@shared_task(base=EverySchool, name="grades.find_questions", soft_time_limit=240, time_limit=300)
def look_for_questions(*, after: int = 0) -> int:
    """Look for questions about entries on some sheets changed lately, and ask for the rest.

    Safe to run twice, and to lose: the next night looks at the same sheets again.
    """
    last = find_questions(after)
    if last:
        offer("grades.find_questions", after=last)
    return last


@shared_task(base=EverySchool, name="grades.count_at_risk", soft_time_limit=240, time_limit=300)
def count_students_at_risk(*, after: int = 0) -> None:
    """Count the students at risk of the current term at some schools, and ask for the rest.

    Safe to run twice, and to lose: the next night begins anew.
    """
    term = current_term()
    last = count_at_risk(term, after) if term else 0
    if last:
        offer("grades.count_at_risk", after=last)
