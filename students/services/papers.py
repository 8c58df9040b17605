"""The only writer of what is known of a student's documents."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from students.choices import PaperKind, PaperState
from students.models import Paper, Student
from students.selectors.papers import NOTHING, PaperFacts, papers_of, papers_revision
from students.services.stays import StayRefused, lock_student


def keep_papers(*, student: Student, shown: str, wanted: Mapping[str, PaperFacts]) -> None:
    """Store what is known of each kind; a kind that is not asked for any more loses its row.

    Raises StayRefused when another person has changed the list meanwhile, and with a sentence for
    each document that says more than its state allows.
    """
    problems = [
        _("“%(kind)s” has a number or a date: say whether it is received or missing.")
        % {"kind": PaperKind(kind).label}
        for kind, facts in wanted.items()
        if facts.state not in PaperState.values and facts != NOTHING
    ]
    if problems:
        raise StayRefused(problems)
    with transaction.atomic():
        lock_student(student)
        known = papers_of(student)
        if papers_revision(known) != shown:
            raise StayRefused(
                [_("The documents have changed since this page was opened. Nothing was saved.")]
            )
        for kind, facts in wanted.items():
            if facts != known[kind]:
                _store(student, kind, facts)


def _store(student: Student, kind: str, facts: PaperFacts) -> None:
    if facts == NOTHING:
        Paper.objects.filter(student=student, kind=kind).delete()
        return
    Paper.objects.update_or_create(
        student=student,
        kind=kind,
        defaults={"school_id": student.school_id, **vars(facts)},
    )
