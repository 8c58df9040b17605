"""Each student's learning result over all subjects of a class's term, computed and not stored."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from eduportal.core.revisions import fingerprint
from grades.models import MarkRecord, RegulationSet, SealDecision
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.schemes import LearningOutcome
from grades.rules.sheets import SubjectResult
from schools.models import ClassGroup, Term
from students.selectors import OwnSubjects, own_subjects, reported_for

# Results that are not stored yet, by enrolment and subject.
Settled = Mapping[tuple[int, int], int | None]


@dataclass(frozen=True)
class Standing:
    """What one student has over all subjects; no `outcome` while it is not classifiable.

    A student without every result of his or her own subjects gets no level: not classifiable yet
    is not "Chưa đạt" (TT 22/2021 Art. 9). `results` are those of the student's subjects by their
    ids, `missing` the subjects that lack one; `own_list` as OwnSubjects.own_list gives it, None
    while it is not recorded which electives are the student's own.
    """

    outcome: LearningOutcome | None
    results: Mapping[int, SubjectResult]
    missing: frozenset[int]
    own_list: frozenset[int] | None

    @property
    def is_choice_open(self) -> bool:
        return self.own_list is None

    @property
    def choices(self) -> tuple[Level, ...]:
        """The levels between which the head decides, because the readings of Art. 9(3) differ."""
        return self.outcome.choices if self.outcome else ()

    @property
    def about(self) -> str:
        """What a decision between readings is about, as sixteen characters; empty without one."""
        if not self.choices:
            return ""
        results = sorted((pk, each.result) for pk, each in self.results.items())
        levels = [level.value for level in self.choices]
        return fingerprint((results, levels), 16)

    def level_by(self, decision: SealDecision | None) -> Level | None:
        """The level the student is sealed with: what the marks give, and what was decided where
        they give none or the readings differ."""
        if self.outcome is not None and not self.choices:
            return self.outcome.final
        if decision is None or decision.level is None or decision.about != self.about:
            return None
        return Level(decision.level)


def standings_of(
    class_group: ClassGroup,
    term: Term,
    regulation: RegulationSet,
    own: OwnSubjects | None = None,
    settled: Settled | None = None,
) -> dict[int, Standing]:
    """The standing of each enrolment the class reports: one query, and two for `own` if not given.

    `settled` stands for results that sealing will store first.
    """
    own = own or own_subjects(class_group)
    records = MarkRecord.objects.filter(
        reported_for(term, "enrolment__"), sheet__class_group=class_group, sheet__term=term
    )
    subjects: defaultdict[int, list[SubjectResult]] = defaultdict(list)
    taught = set()
    for enrolment_id, subject_id, form, average, exempt in records.values_list(
        "enrolment_id", "sheet__subject_id", "sheet__form", "average", "exempt"
    ):
        taught.add(subject_id)
        if own.takes(enrolment_id, subject_id):
            stored = CellCode.EXEMPT.value if exempt else average
            value = (settled or {}).get((enrolment_id, subject_id), stored)
            subjects[enrolment_id].append(SubjectResult(subject_id, AssessmentForm(form), value))
    return {
        enrolment_id: _standing(regulation, own, own.own_list(enrolment_id, taught), results)
        for enrolment_id, results in subjects.items()
    }


def _standing(
    regulation: RegulationSet,
    own: OwnSubjects,
    own_list: frozenset[int] | None,
    results: list[SubjectResult],
) -> Standing:
    by_subject = {cast(int, each.subject): each for each in results}
    there = {pk for pk, each in by_subject.items() if each.result is not None}
    return Standing(
        outcome=regulation.scheme.learning(results, own_list=own_list, optional=own.optional),
        results=by_subject,
        missing=frozenset((by_subject.keys() | (own_list or frozenset())) - there),
        own_list=own_list,
    )
