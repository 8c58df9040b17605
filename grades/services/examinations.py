"""The only writer of scores of public examinations."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eduportal.core.restoring import RowChange, restore_families
from grades.choices.examinations import Examination, ScoreState
from grades.models import Candidate, ExaminationScore
from schools.models import SchoolYear, Subject
from students.models import Student

# A score as a decimal, or why there is none.
Score = Decimal | ScoreState


@dataclass(frozen=True)
class Announced:
    """Which examination, who announced it and when, and what a subject's highest score is."""

    kind: Examination
    year: SchoolYear
    source: str
    on: datetime.date
    highest: Decimal


@dataclass(frozen=True)
class CandidateFacts:
    """What an announcement says of one student; None and subjects that are missing stay."""

    student_id: int
    number: str
    council: str | None
    total: Decimal | None
    scores: Mapping[str, Score]


def record_candidates(*, announced: Announced, facts: Sequence[CandidateFacts]) -> None:
    """Keep what an announcement says: a fixed number of statements.

    Raises ValueError where another candidate has a number already.
    """
    schools = dict(
        Student.objects.filter(pk__in={each.student_id for each in facts}).values_list(
            "pk", "school_id"
        )
    )
    known = {
        each.student_id: each
        for each in Candidate.objects.filter(
            student__in=schools, kind=announced.kind, school_year=announced.year
        )
    }
    rows = {each.student_id: each for each in (_said(each, known, announced) for each in facts)}
    for row in rows.values():
        row.school_id = schools[row.student_id]
    try:
        with transaction.atomic():
            _save(list(rows.values()))
    except IntegrityError as error:
        raise ValueError(_("Another candidate has this number.")) from error
    _save_scores(rows, facts)


def take_back_candidates(changes: Sequence[RowChange]) -> set[int]:
    """Candidates and scores that a file brought are what they were before it.

    Returns the ids of the candidates who stay, because something of theirs was changed since.
    """
    stays = restore_families(changes, Candidate, "candidate_id")
    return {int(each.facts.get("candidate_id", each.key)) for each in stays}


def _said(each: CandidateFacts, known: dict[int, Candidate], announced: Announced) -> Candidate:
    fresh = Candidate(student_id=each.student_id, kind=announced.kind, school_year=announced.year)
    row = known.setdefault(each.student_id, fresh)
    row.number, row.source = each.number, announced.source
    row.announced_on, row.highest = announced.on, announced.highest
    if each.council is not None:
        row.council = each.council
    if each.total is not None:
        row.total = each.total
    return row


def _save(rows: Sequence[Candidate]) -> None:
    Candidate.objects.bulk_update(
        [row for row in rows if row.pk],
        ["number", "council", "total", "highest", "source", "announced_on"],
        batch_size=500,
    )
    Candidate.objects.bulk_create([row for row in rows if not row.pk], batch_size=1000)


def _save_scores(rows: Mapping[int, Candidate], facts: Sequence[CandidateFacts]) -> None:
    codes = {code for each in facts for code in each.scores}
    subjects = dict(Subject.objects.filter(code__in=codes).values_list("code", "pk"))
    scores = {
        (each.student_id, code): _score(rows[each.student_id], subjects[code], score)
        for each in facts
        for code, score in each.scores.items()
    }
    ExaminationScore.objects.bulk_create(
        scores.values(),
        update_conflicts=True,
        unique_fields=["candidate", "subject"],
        update_fields=["state", "score"],
        batch_size=2000,
    )


def _score(candidate: Candidate, subject_id: int, score: Score) -> ExaminationScore:
    state = ScoreState.SCORED if isinstance(score, Decimal) else score
    return ExaminationScore(
        school_id=candidate.school_id,
        candidate=candidate,
        subject_id=subject_id,
        state=state,
        score=score if isinstance(score, Decimal) else None,
    )
