"""Scores of public examinations: by school, by class, by student."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, OuterRef, QuerySet, Subquery

from grades.choices.examinations import Examination, ScoreState
from grades.models import Candidate, ExaminationScore
from schools.models import ClassGroup, School, SchoolYear, Subject
from students.models import Enrolment, Student


@dataclass(frozen=True)
class MeanRow:
    """A school or a class: candidates, and the mean of each subject in the order of the page.

    None stands for what is hidden because too few stand behind it; no mean where nobody has one.
    """

    about: School | ClassGroup
    candidates: int | None
    means: Sequence[tuple[int, Decimal] | None]
    hidden: Sequence[bool]

    @property
    def cells(self) -> list[tuple[tuple[int, Decimal] | None, bool]]:
        return list(zip(self.means, self.hidden, strict=True))


def candidates_of(kind: Examination, year: SchoolYear) -> "QuerySet[Candidate]":
    """The candidates of one examination that the scope shows."""
    return Candidate.objects.filter(kind=kind, school_year=year)


def _class_of(student: str, year: SchoolYear) -> Subquery:
    """The class in which a student sat last in the year."""
    stays = Enrolment.objects.filter(student=OuterRef(student), school_year=year)
    return Subquery(stays.order_by("-starts_on", "-pk").values("class_group")[:1])


def subjects_examined(
    kind: Examination, year: SchoolYear, school_ids: Collection[int] | None
) -> list[Subject]:
    """The subjects in which these schools have scores, in the order of the mark book."""
    scores = _scores(kind, year, school_ids).order_by().values("subject")
    return list(Subject.objects.filter(pk__in=scores))


def _scores(
    kind: Examination, year: SchoolYear, school_ids: Collection[int] | None
) -> "QuerySet[ExaminationScore]":
    rows = ExaminationScore.objects.filter(candidate__kind=kind, candidate__school_year=year)
    return rows if school_ids is None else rows.filter(school__in=school_ids)


def means_by_school(
    kind: Examination,
    year: SchoolYear,
    school_ids: Collection[int] | None,
    subjects: Sequence[Subject],
    least: int,
) -> list[MeanRow]:
    """A row a school with candidates, by name: three queries. Fewer than `least` are hidden."""
    people = candidates_of(kind, year)
    if school_ids is not None:
        people = people.filter(school__in=school_ids)
    counts = dict(people.order_by().values_list("school").annotate(Count("pk")))
    scores = _scores(kind, year, school_ids).filter(state=ScoreState.SCORED).order_by()
    rows = scores.values_list("school", "subject").annotate(Count("pk"), Avg("score"))
    schools = School.objects.in_bulk(counts)
    return _rows(schools, counts, rows, subjects, least, lambda school: school.name)


def means_by_class(
    kind: Examination,
    year: SchoolYear,
    classes: Collection[ClassGroup],
    subjects: Sequence[Subject],
    least: int,
) -> list[MeanRow]:
    """The same by class, of those classes of the grade that have candidates: two queries."""
    groups = {group.pk: group for group in classes}
    school_ids = {group.school_id for group in classes}
    people = candidates_of(kind, year).filter(school__in=school_ids)
    people = people.annotate(group=_class_of("student", year)).filter(group__in=groups)
    counts = dict(people.order_by().values_list("group").annotate(Count("pk")))
    scores = _scores(kind, year, school_ids).filter(state=ScoreState.SCORED).order_by()
    scores = scores.annotate(group=_class_of("candidate__student", year)).filter(group__in=groups)
    rows = scores.values_list("group", "subject").annotate(Count("pk"), Avg("score"))
    return _rows(groups, counts, rows, subjects, least, lambda group: group.name)


def _rows(
    about: Mapping[int, Any],
    counts: Mapping[int, int],
    scores: "QuerySet[Any, Any]",
    subjects: Sequence[Subject],
    least: int,
    name: Callable[[Any], str],
) -> list[MeanRow]:
    found = {(key, subject): (count, mean) for key, subject, count, mean in scores}
    hidden = {
        subject.pk: hidden_among(
            {key: found.get((key, subject.pk), (0,))[0] for key in counts}, least
        )
        for subject in subjects
    }
    few = hidden_among(counts, least)
    return [
        MeanRow(
            about[key],
            None if key in few else counts[key],
            [None if key in hidden[each.pk] else found.get((key, each.pk)) for each in subjects],
            [key in hidden[each.pk] for each in subjects],
        )
        for key in sorted((key for key in counts if key in about), key=lambda pk: name(about[pk]))
    ]


def hidden_among(counts: Mapping[int, int], least: int) -> set[int]:
    """Which of the counts are not shown: the small ones, and enough beside them that what is
    hidden is more than one count and at least `least` in all."""
    hidden = {key for key, count in counts.items() if 0 < count < least}
    others = sorted((key for key in counts if counts[key] >= least), key=lambda key: counts[key])
    while hidden and others and (len(hidden) < 2 or sum(counts[key] for key in hidden) < least):
        hidden.add(others.pop(0))
    return hidden


@dataclass(frozen=True)
class CandidateRow:
    """A candidate with what stands in each subject of the page."""

    candidate: Candidate
    scores: Sequence[ExaminationScore | None]

    @property
    def cells(self) -> list[tuple[ExaminationScore | None]]:
        return [(score,) for score in self.scores]


def candidate_rows(
    candidates: "QuerySet[Candidate]", subjects: Sequence[Subject]
) -> list[CandidateRow]:
    """The candidates with their scores, by name: two queries."""
    rows = candidates.select_related("student__school").prefetch_related("scores")
    found = []
    for each in rows.order_by("school", "student__sort_key", "pk"):
        by_subject = {score.subject_id: score for score in each.scores.all()}
        found.append(CandidateRow(each, [by_subject.get(subject.pk) for subject in subjects]))
    return found


def candidates_in(kind: Examination, group: ClassGroup) -> "QuerySet[Candidate]":
    """The candidates who sat last in the class."""
    rows = candidates_of(kind, group.school_year).filter(school=group.school_id)
    return rows.annotate(group=_class_of("student", group.school_year)).filter(group=group.pk)


def examinations_of(student: Student) -> list[Candidate]:
    """The examinations of one student with their scores, the newest first: two queries."""
    rows = Candidate.objects.filter(student=student).select_related("school_year")
    return list(
        rows.prefetch_related("scores__subject").order_by("-school_year__starts_on", "kind")
    )


def classes_examined(
    kind: Examination, year: SchoolYear, school_ids: Collection[int]
) -> list[ClassGroup]:
    """The classes of the grade whose marks the examination is compared with, by name."""
    groups = ClassGroup.objects.filter(
        school_year=year, school__in=school_ids, grade_level=kind.grade
    )
    return list(groups.select_related("school").order_by("school", "name"))
