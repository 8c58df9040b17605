"""Which clusters of study topics a class and its students study."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StudyTopic(models.Model):
    """The cluster of study topics of one subject, studied by one class or by one of its students.

    Vietnamese: cụm chuyên đề học tập (TT 32/2018). A row names the class or the enrolment. The
    rows of an enrolment are the student's whole choice; without any, the student studies what the
    class does. Kept with class and enrolment, because a choice may change with the year.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup",
        models.CASCADE,
        null=True,
        related_name="study_topics",
        db_constraint=False,
    )
    enrolment = models.ForeignKey(
        "students.Enrolment",
        models.CASCADE,
        null=True,
        related_name="study_topics",
        db_constraint=False,
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cluster of study topics")
        verbose_name_plural = _("clusters of study topics")
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "subject"],
                condition=Q(enrolment=None),
                name="studytopic_once_per_class",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "subject"],
                condition=Q(class_group=None),
                name="studytopic_once_per_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(class_group=None, enrolment__isnull=False)
                | Q(class_group__isnull=False, enrolment=None),
                name="studytopic_of_a_class_or_a_student",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.class_group or self.enrolment}: {self.subject}"
