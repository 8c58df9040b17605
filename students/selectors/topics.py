"""Who studies which clusters of study topics (chuyên đề học tập)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from schools.models import ClassGroup, CurriculumLine, Subject
from students.models import StudyTopic


@dataclass(frozen=True)
class StudyTopics:
    """The clusters that one class studies; subjects and enrolments by their ids.

    `offered` are the subjects of the programme that have one; `own` holds the enrolments that
    differ from the class.
    """

    offered: frozenset[int]
    of_class: frozenset[int]
    own: Mapping[int, frozenset[int]]

    def anyone_studies(self, subject_id: int) -> bool:
        """Whether the class or one of its students studies the topics of the subject."""
        studied = self.of_class.union(*self.own.values())
        return subject_id in studied & self.offered

    def studies(self, enrolment_id: int, subject_id: int) -> bool:
        """Whether the student studies the topics of the subject."""
        studied = self.own.get(enrolment_id, self.of_class)
        return subject_id in studied & self.offered


def topics_offered(class_group: ClassGroup) -> "QuerySet[CurriculumLine]":
    """The lines of the class's programme that have a cluster of study topics."""
    return CurriculumLine.objects.filter(
        programme=class_group.programme, grade_level=class_group.grade_level_id, has_topics=True
    )


def study_topics(class_group: ClassGroup) -> StudyTopics:
    """What the class and its students study: two queries."""
    return study_topics_by_class([class_group])[class_group.pk]


def study_topics_by_class(classes: Sequence[ClassGroup]) -> dict[int, StudyTopics]:
    """What each class and its students study, by the class's key: two queries."""
    offered: dict[tuple[str, int], set[int]] = {}
    lines = CurriculumLine.objects.filter(
        programme__in={group.programme for group in classes},
        grade_level__in={group.grade_level_id for group in classes},
        has_topics=True,
    )
    for programme, level, subject_id in lines.values_list("programme", "grade_level", "subject_id"):
        offered.setdefault((programme, level), set()).add(subject_id)
    of_class: dict[int, set[int]] = {group.pk: set() for group in classes}
    own: dict[int, dict[int, set[int]]] = {group.pk: {} for group in classes}
    rows = StudyTopic.objects.filter(
        Q(class_group__in=classes) | Q(enrolment__class_group__in=classes)
    ).annotate(class_id=Coalesce("class_group_id", "enrolment__class_group_id"))
    for class_id, enrolment_id, subject_id in rows.values_list(
        "class_id", "enrolment_id", "subject_id"
    ):
        if enrolment_id is None:
            of_class[class_id].add(subject_id)
        else:
            own[class_id].setdefault(enrolment_id, set()).add(subject_id)
    return {
        group.pk: StudyTopics(
            offered=frozenset(offered.get((group.programme, group.grade_level_id), ())),
            of_class=frozenset(of_class[group.pk]),
            own={pk: frozenset(subjects) for pk, subjects in own[group.pk].items()},
        )
        for group in classes
    }


def subjects_with_topics(topics: StudyTopics) -> list[Subject]:
    """The subjects whose topics can be studied, in the order of the mark book: one query."""
    return list(Subject.objects.filter(pk__in=topics.offered).order_by("position"))
