"""Reads about students and where they are."""

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from eduportal.core.text import search_key
from eduportal.scoping import everywhere
from schools.choices import LineForm, LineKind
from schools.models import ClassGroup, CurriculumLine, SchoolYear, Subject
from students.choices import StudentStatus
from students.models import ChosenSubject, Enrolment, Student


@dataclass(frozen=True)
class StudentFacts:
    """What the register says of one student, and of his or her class in one year.

    `class_name` is empty for a student who is in no class of the year. Dates are ISO texts, so
    that the facts can be kept as JSON and compared later.
    """

    ministry_code: str
    personal_number: str
    full_name: str
    sort_key: str
    birth_date: str
    sex: str
    ethnicity: str
    class_name: str
    status: str


def student_facts(which: Q, school_id: int, school_year: SchoolYear) -> dict[int, StudentFacts]:
    """Facts of the school's students that meet a condition, by their ids: two queries."""
    students = list(Student.objects.filter(which, school=school_id))
    enrolments = (
        Enrolment.objects.filter(student__in=students, school_year=school_year)
        .select_related("class_group")
        # The class the student is in now comes last and stays.
        .order_by("left_on", "pk")
    )
    current: dict[int, Enrolment] = {}
    for enrolment in enrolments:
        known = current.get(enrolment.student_id)
        if known is None or known.left_on is not None:
            current[enrolment.student_id] = enrolment
    return {student.pk: _facts(student, current.get(student.pk)) for student in students}


def _facts(student: Student, enrolment: Enrolment | None) -> StudentFacts:
    return StudentFacts(
        ministry_code=student.ministry_code or "",
        personal_number=student.personal_number or "",
        full_name=student.full_name,
        sort_key=student.sort_key,
        birth_date=student.birth_date.isoformat(),
        sex=student.sex,
        ethnicity=student.ethnicity,
        class_name=enrolment.class_group.name if enrolment else "",
        status=enrolment.status if enrolment else "",
    )


@dataclass(frozen=True)
class CodeHolder:
    """The student a code or number belongs to, anywhere in the province.

    Name and birth date are for comparing, never for showing.
    """

    student_id: int
    school_id: int
    sort_key: str
    birth_date: datetime.date


def holders_of(
    codes: set[str], numbers: set[str]
) -> tuple[dict[str, CodeHolder], dict[str, CodeHolder]]:
    """Who holds these Ministry codes and these personal numbers: one query.

    It looks beyond the open scope, because a code belongs to one student of the whole province;
    what it finds is not for pages.
    """
    with everywhere("a code belongs to one student of the whole province"):
        found = list(
            Student.objects.filter(
                Q(ministry_code__in=codes) | Q(personal_number__in=numbers)
            ).only("ministry_code", "personal_number", "school", "sort_key", "birth_date")
        )
    holders = [
        (each, CodeHolder(each.pk, each.school_id, each.sort_key, each.birth_date))
        for each in found
    ]
    by_code = {each.ministry_code: holder for each, holder in holders if each.ministry_code}
    by_number = {each.personal_number: holder for each, holder in holders if each.personal_number}
    return by_code, by_number


def same_identities(
    school_id: int, wanted: set[tuple[str, datetime.date]]
) -> dict[tuple[str, datetime.date], list[int]]:
    """Ids of the school's students by (sort key of the name, birth date): one query."""
    found: dict[tuple[str, datetime.date], list[int]] = {}
    rows = Student.objects.filter(
        school=school_id,
        sort_key__in={key for key, _day in wanted},
        birth_date__in={day for _key, day in wanted},
    ).values_list("sort_key", "birth_date", "pk")
    for key, day, pk in rows:
        found.setdefault((key, day), []).append(pk)
    return found


def absent_students(class_group_id: int, seen: set[int]) -> dict[int, str]:
    """Who sits in the class and is not among those seen, the name by the id: one query."""
    present = Enrolment.objects.filter(
        class_group=class_group_id, left_on=None, status__in=StudentStatus.present()
    ).exclude(student__in=seen)
    return dict(present.order_by("position").values_list("student", "student__full_name"))


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


def subjects_to_choose(own: OwnSubjects) -> tuple[list[Subject], list[Subject]]:
    """The electives and the optional subjects, in the order of the mark book: one query."""
    subjects = Subject.objects.filter(pk__in=own.to_choose).order_by("position")
    electives = [subject for subject in subjects if subject.pk in own.electives]
    return electives, [subject for subject in subjects if subject.pk not in own.electives]


def choosers_of(class_group: ClassGroup) -> list[Enrolment]:
    """The enrolments of the students present in a class, with the students, in its order."""
    present = Enrolment.objects.filter(
        class_group=class_group, left_on=None, status__in=StudentStatus.of_class()
    )
    return list(present.select_related("student").order_by("position", "student__sort_key"))


def subjects_chosen_in(class_group: ClassGroup) -> set[int]:
    """Ids of the subjects that at least one student of the class has chosen."""
    rows = ChosenSubject.objects.filter(enrolment__class_group=class_group)
    return set(rows.values_list("subject_id", flat=True))


def students_listed(
    *,
    visible: Q,
    school_year: SchoolYear | None,
    text: str = "",
    class_id: uuid.UUID | None = None,
) -> QuerySet[Student]:
    """Students in Vietnamese name order, each with `year_enrolments`, the newest first.

    `text` is sought in the name without accents and at the start of the Ministry's code; never in
    the personal number. `class_id` is a class's public id, `visible` a condition of
    students.visible.
    """
    enrolments = Enrolment.objects.filter(school_year=school_year).select_related("class_group")
    students = (
        Student.objects.filter(visible)
        .select_related("school")
        .prefetch_related(
            Prefetch("enrolments", enrolments.order_by("-pk"), to_attr="year_enrolments")
        )
        .order_by("sort_key", "pk")
    )
    if text:
        students = students.filter(
            Q(search_key__contains=search_key(text)) | Q(ministry_code__istartswith=text)
        )
    if class_id:
        in_class = Enrolment.objects.filter(class_group__public_id=class_id, left_on=None)
        students = students.filter(pk__in=in_class.values("student"))
    return students


def classes_listed(visible: Q, school_year: SchoolYear | None) -> QuerySet[ClassGroup]:
    """The visible classes of the year, in the order of the register."""
    classes = ClassGroup.objects.filter(visible, school_year=school_year).select_related("school")
    return classes.order_by("school__name", "grade_level", "name")


@dataclass(frozen=True)
class StudentLine:
    """One line of the list. `class_group` is None for a student in no class of the year."""

    student: Student
    class_group: ClassGroup | None

    @property
    def is_present(self) -> bool:
        return self.student.status in StudentStatus.present()


def student_line(student: Student) -> StudentLine:
    """The student with the class he or she is in, or was in last."""
    enrolments = sorted(
        student.year_enrolments,  # type: ignore[attr-defined]
        key=lambda each: each.left_on is not None,
    )
    return StudentLine(student, enrolments[0].class_group if enrolments else None)
