"""Who teaches what and who leads which class, day by day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start
from staffing.models.people import StaffMember
from staffing.models.periods import PeriodQuerySet, once_a_day


class TeachingAssignment(models.Model):
    """One teacher giving one subject to one class from a day on.

    Vietnamese: phân công giảng dạy. It decides who may write on the mark sheet that day, so that
    a substitute needs no change anywhere else. Several rows: several teachers of the subject.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="assignments")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="assignments", db_constraint=False
    )
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, related_name="assignments", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    weekly_periods = models.DecimalField(
        _("periods a week"), max_digits=4, decimal_places=2, default=0
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("teaching assignment")
        verbose_name_plural = _("teaching assignments")
        indexes = [models.Index(fields=["school", "class_group"], name="assignment_school_class")]
        constraints = [
            once_a_day(
                "assignment_once_a_day",
                "staff",
                "class_group",
                "subject",
                sentence=_("The teacher gives the class this subject on these days."),
            ),
            models.CheckConstraint(
                condition=Q(weekly_periods__gte=0), name="assignment_periods_not_negative"
            ),
            ends_after_start("assignment_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.subject}, {self.class_group}"


class Substitution(models.Model):
    """One assignment that is a substitute's, and the teacher who is away. Vietnamese: dạy thay."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    assignment = models.OneToOneField(
        TeachingAssignment, models.CASCADE, related_name="substitution", db_constraint=False
    )
    absent = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="absences", db_constraint=False
    )

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")

    def __str__(self) -> str:
        return f"{self.assignment} ({self.absent})"


class HomeroomAssignment(models.Model):
    """One homeroom teacher of one class from a day on. Vietnamese: giáo viên chủ nhiệm.

    `absent` is whom a substitute leads the class for, until the last day.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="homerooms")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="homerooms", db_constraint=False
    )
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, related_name="homerooms", db_constraint=False
    )
    absent = models.ForeignKey(
        StaffMember,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="homerooms_left",
        db_constraint=False,
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("homeroom assignment")
        verbose_name_plural = _("homeroom assignments")
        constraints = [
            once_a_day(
                "homeroom_one_a_day",
                "class_group",
                sentence=_("The class has a homeroom teacher on these days."),
            ),
            ends_after_start("homeroom_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.staff}, {self.class_group}"
