"""Deleting students and stays that were entered by mistake."""

from collections.abc import Collection

from students.models import Enrolment, Student


def delete_student(student: Student) -> None:
    """Delete the record and its stays, on which nothing hangs.

    The caller has checked that under the lock of the school's register, and records it.
    """
    delete_students([student.pk])


def delete_students(student_ids: Collection[int]) -> None:
    """The same for several."""
    Enrolment.objects.filter(student__in=student_ids).delete()
    Student.objects.filter(pk__in=student_ids).delete()


def delete_stays(stay_ids: Collection[int]) -> None:
    """Delete stays on which nothing hangs; the students remain. As for delete_student."""
    Enrolment.objects.filter(pk__in=stay_ids).delete()
