"""Which students are exempt from which subject: the one answer for every door.

A term's line is exempt where an exemption is in force on the last day of the term. What ended
before asks for the term's marks again; what began in the middle of the term leaves the marks given
before in their cells, where they do not count.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import CurriculumLine, Subject, Term
from students.models import Enrolment, Exemption, Student


def is_exempt() -> Exists:
    """Of a mark record: whether the register exempts the student for the sheet's term."""
    last_day = OuterRef("sheet__term__ends_on")
    return Exists(
        Exemption.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=last_day),
            student=OuterRef("enrolment__student"),
            subject=OuterRef("sheet__subject"),
            starts_on__lte=last_day,
        )
    )


def has_exemptions() -> Q:
    """Of a mark record: whether the register exempts the student from anything; is quickly asked.

    Most students have none, and is_exempt asks about each line.
    """
    return Q(enrolment__student__in=Exemption.objects.values("student"))


def exemptions_for(
    term: Term, subject_id: int, student_ids: Collection[int]
) -> dict[int, Exemption]:
    """What exempts each of these students from the subject for the term: one query."""
    rows = Exemption.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=term.ends_on),
        student__in=student_ids,
        subject=subject_id,
        starts_on__lte=term.ends_on,
    )
    return {row.student_id: row for row in rows}


def subjects_of_student(student: Student) -> "QuerySet[Subject]":
    """What the programmes of the student's classes teach with marks, in their order."""
    stays = Enrolment.objects.filter(student=student).values_list(
        "class_group__programme", "class_group__grade_level"
    )
    taught = Q(pk__in=[])
    for programme, grade in set(stays):
        taught |= Q(programme=programme, grade_level=grade)
    lines = CurriculumLine.objects.filter(taught).exclude(form="")
    return Subject.objects.filter(pk__in=lines.values("subject")).order_by("position", "name")


def exemptions_of(student: Student) -> "QuerySet[Exemption]":
    """Every exemption of the student, the newest first, with its subject."""
    return student.exemptions.select_related("subject").order_by("-starts_on", "-pk")
