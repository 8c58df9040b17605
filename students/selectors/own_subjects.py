"""Which subjects a student takes: compulsory ones by the programme, electives by choice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from schools.choices import LineForm, LineKind
from schools.models import ClassGroup, CurriculumLine, Subject
from students.models import ChosenSubject, Enrolment
from students.selectors.stays import in_class_on

# Of nine electives a student of grades 10 to 12 takes four (TT 32/2018, TT 13/2022).
ELECTIVES_TAKEN = 4


@dataclass(frozen=True)
class OwnSubjects:
    """Which subjects the students of one class take; subjects and enrolments by their ids.

    `chosen` holds the enrolments whose choice is recorded (ChosenSubject).
    """

    compulsory: frozenset[int]
    electives: frozenset[int]
    optional: frozenset[int]
    chosen: Mapping[int, frozenset[int]]

    @property
    def to_choose(self) -> frozenset[int]:
        """The subjects a student may choose."""
        return self.electives | self.optional

    def takes(self, enrolment_id: int, subject_id: int) -> bool:
        """Whether the student takes the subject.

        Without a recorded choice, the electives the class is taught; its optional subjects only
        while no choice of the class is recorded.
        """
        if subject_id not in self.to_choose:
            return True
        chosen = self.chosen.get(enrolment_id)
        if chosen is None:
            return subject_id in self.electives or not self.chosen
        return subject_id in chosen

    def own_list(self, enrolment_id: int, taught: Collection[int]) -> frozenset[int] | None:
        """Every subject a result over all subjects has to wait for.

        `taught` are the subjects of the class. None while it is not known which electives the
        student takes: no choice is recorded, and the class is not taught exactly as many.
        """
        chosen = self.chosen.get(enrolment_id)
        if chosen is None:
            if self.is_open(taught):
                return None
            open_subjects = frozenset(taught) & self.to_choose
            chosen = frozenset(pk for pk in open_subjects if self.takes(enrolment_id, pk))
        return self.compulsory | chosen

    def is_open(self, taught: Collection[int]) -> bool:
        """Whether what the class is taught does not settle the electives of its students."""
        return bool(self.electives) and len(self.electives & set(taught)) != ELECTIVES_TAKEN


def own_subjects(class_group: ClassGroup) -> OwnSubjects:
    """The subjects the students of a class take: two queries."""
    return own_subjects_by_class([class_group])[class_group.pk]


def own_subjects_by_class(classes: Sequence[ClassGroup]) -> dict[int, OwnSubjects]:
    """The subjects the students of each class take, by the class's key: two queries."""
    levels = {(group.programme, group.grade_level_id) for group in classes}
    by_kind = {level: {kind: set[int]() for kind in LineKind.values} for level in levels}
    lines = CurriculumLine.objects.filter(
        programme__in={programme for programme, _level in levels},
        grade_level__in={level for _programme, level in levels},
    ).exclude(form=LineForm.LEVELS)
    for programme, level, kind, subject_id in lines.values_list(
        "programme", "grade_level", "kind", "subject_id"
    ):
        if (programme, level) in by_kind:
            by_kind[programme, level][kind].add(subject_id)
    chosen: dict[int, dict[int, set[int]]] = {group.pk: {} for group in classes}
    rows = ChosenSubject.objects.filter(enrolment__class_group__in=classes)
    for class_id, enrolment_id, subject_id in rows.values_list(
        "enrolment__class_group_id", "enrolment_id", "subject_id"
    ):
        chosen[class_id].setdefault(enrolment_id, set()).add(subject_id)
    return {
        group.pk: _own(by_kind[group.programme, group.grade_level_id], chosen[group.pk])
        for group in classes
    }


def _own(by_kind: Mapping[str, set[int]], chosen: Mapping[int, set[int]]) -> OwnSubjects:
    return OwnSubjects(
        compulsory=frozenset(by_kind[LineKind.COMPULSORY]),
        electives=frozenset(by_kind[LineKind.ELECTIVE]),
        optional=frozenset(by_kind[LineKind.OPTIONAL]),
        chosen={pk: frozenset(subjects) for pk, subjects in chosen.items()},
    )


def offers_choices() -> Exists:
    """Of which classes the students choose subjects: a condition of ClassGroup."""
    lines = CurriculumLine.objects.filter(
        programme=OuterRef("programme"),
        grade_level=OuterRef("grade_level"),
        kind__in=(LineKind.ELECTIVE, LineKind.OPTIONAL),
    )
    return Exists(lines.exclude(form=LineForm.LEVELS))


def has_choices(class_group: ClassGroup) -> bool:
    """Whether the students of the class choose subjects: one query."""
    return ClassGroup.objects.filter(offers_choices(), pk=class_group.pk).exists()


class ChoiceCount(NamedTuple):
    """How many of a class's students have a recorded choice of subjects.

    `has_electives`: everybody has to choose; `is_free`: there are optional subjects.
    """

    has_electives: bool
    is_free: bool
    chosen: int
    students: int


def choices_counted(classes: Sequence[ClassGroup]) -> dict[int, ChoiceCount]:
    """By the class's key: three queries. Students are those in the class today.

    (eduportal.registry.CHOICES_COUNTED)
    """
    own = own_subjects_by_class(classes)
    stays = Enrolment.objects.filter(in_class_on(timezone.localdate()), class_group__in=classes)
    present: dict[int, set[int]] = {group.pk: set() for group in classes}
    for class_id, pk in stays.values_list("class_group_id", "pk"):
        present[class_id].add(pk)
    return {
        pk: ChoiceCount(
            has_electives=bool(own[pk].electives),
            is_free=bool(own[pk].optional),
            chosen=len(stays_of_class & own[pk].chosen.keys()),
            students=len(stays_of_class),
        )
        for pk, stays_of_class in present.items()
    }


def subjects_to_choose(own: OwnSubjects) -> tuple[list[Subject], list[Subject]]:
    """The electives and the optional subjects, in the order of the mark book: one query."""
    subjects = Subject.objects.filter(pk__in=own.to_choose).order_by("position")
    electives = [subject for subject in subjects if subject.pk in own.electives]
    return electives, [subject for subject in subjects if subject.pk not in own.electives]


def subjects_chosen_in(class_group: ClassGroup) -> set[int]:
    """Ids of the subjects that at least one student of the class has chosen."""
    rows = ChosenSubject.objects.filter(enrolment__class_group=class_group)
    return set(rows.values_list("subject_id", flat=True))
