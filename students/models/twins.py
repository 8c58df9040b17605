"""Records that may be, or were, one child entered twice at a school."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DistinctStudents(models.Model):
    """A person's word that two records that look alike are two children.

    `second` is the key of the other record, the higher one; it may be gone by now.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    first = models.ForeignKey(
        "students.Student", models.CASCADE, related_name="+", db_constraint=False
    )
    second = models.BigIntegerField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    said_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("two children who look alike")
        verbose_name_plural = _("children who look alike")
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="distinctstudents_once_per_pair"
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="distinctstudents_lower_id_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second}"


class StudentMerge(models.Model):
    """One record of a child that was merged into another of the same school, and by whom.

    `gone` is the key that the histories of before know the child by. `rows` are the table, key, old
    and new values of each row that the merge changed, by which it is taken back; none of a merge
    that came along with the record that went. The row goes with the record that went on.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(
        "students.Student", models.CASCADE, related_name="merges", db_constraint=False
    )
    gone = models.BigIntegerField()
    gone_name = models.CharField(max_length=150)
    rows = models.JSONField(default=list)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("merging of two records")
        verbose_name_plural = _("mergings of records")
        indexes = [models.Index(fields=["student"], name="studentmerge_student")]

    def __str__(self) -> str:
        return self.gone_name
