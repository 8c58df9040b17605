"""Who studies which clusters of study topics (chuyên đề học tập)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

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
    of_class: set[int] = set()
    own: dict[int, set[int]] = {}
    rows = StudyTopic.objects.filter(
        Q(class_group=class_group) | Q(enrolment__class_group=class_group)
    )
    for enrolment_id, subject_id in rows.values_list("enrolment_id", "subject_id"):
        found = of_class if enrolment_id is None else own.setdefault(enrolment_id, set())
        found.add(subject_id)
    return StudyTopics(
        offered=frozenset(topics_offered(class_group).values_list("subject_id", flat=True)),
        of_class=frozenset(of_class),
        own={pk: frozenset(subjects) for pk, subjects in own.items()},
    )


def subjects_with_topics(topics: StudyTopics) -> list[Subject]:
    """The subjects whose topics can be studied, in the order of the mark book: one query."""
    return list(Subject.objects.filter(pk__in=topics.offered).order_by("position"))
