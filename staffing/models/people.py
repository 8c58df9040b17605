"""Staff, posts and who teaches what."""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from staffing.choices import PostKind, StaffStatus


class StaffMember(models.Model):
    """One person on a school's staff. Vietnamese: cán bộ, giáo viên, nhân viên."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="staff"
    )
    ministry_code = models.CharField(
        _("Ministry code"), max_length=20, null=True, blank=True, unique=True
    )
    full_name = models.CharField(_("full name"), max_length=150)
    sort_key = models.CharField(max_length=300, editable=False, db_collation="C")
    search_key = models.CharField(max_length=150, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    main_subject = models.ForeignKey(
        "schools.Subject", models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(
        _("status"), max_length=8, choices=StaffStatus, default=StaffStatus.WORKING
    )

    class Meta:
        verbose_name = _("staff member")
        verbose_name_plural = _("staff members")
        indexes = [models.Index(fields=["school", "sort_key"], name="staff_school_sort")]
        constraints = [known("staff_status_is_known", "status", StaffStatus.values)]

    def __str__(self) -> str:
        return self.full_name


class PeriodQuerySet(models.QuerySet):
    """Rows with dates: which are in force on a day."""

    def in_force(self, day: datetime.date | None = None) -> "PeriodQuerySet":
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Post(models.Model):
    """One post a staff member holds or held, in full-time equivalents (FTE)."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="posts")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="posts", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PostKind)
    fte = models.DecimalField(_("share of a post"), max_digits=3, decimal_places=2, default=1)
    is_contract = models.BooleanField(_("on contract"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(condition=Q(fte__gt=0, fte__lte=1), name="post_share_of_one"),
            known("post_kind_is_known", "kind", PostKind.values),
            ends_after_start("post_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


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
            models.UniqueConstraint(
                fields=["staff", "class_group", "subject", "starts_on"],
                name="assignment_once_per_start",
            ),
            models.CheckConstraint(
                condition=Q(weekly_periods__gte=0), name="assignment_periods_not_negative"
            ),
            ends_after_start("assignment_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.subject}, {self.class_group}"


class HomeroomAssignment(models.Model):
    """One homeroom teacher of one class from a day on. Vietnamese: giáo viên chủ nhiệm."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="homerooms")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="homerooms", db_constraint=False
    )
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, related_name="homerooms", db_constraint=False
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("homeroom assignment")
        verbose_name_plural = _("homeroom assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["class_group"], condition=Q(ends_on=None), name="homeroom_one_at_a_time"
            ),
            ends_after_start("homeroom_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.staff}, {self.class_group}"
