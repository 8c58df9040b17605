"""Staff with their posts and duties."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from schools.choices import Sex
from staffing.choices import Contract, DutyKind, PostKind, StaffStatus
from staffing.models.periods import PeriodQuerySet, once_a_day


class StaffMember(models.Model):
    """One person on a school's staff. Vietnamese: cán bộ, giáo viên, nhân viên.

    `user` is the account with which the person enters marks; without it a teacher sees no sheet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="staff"
    )
    ministry_code = models.CharField(
        _("Ministry code"), max_length=20, null=True, blank=True, unique=True
    )
    personal_number = models.CharField(_("personal number"), max_length=12, null=True, blank=True)  # noqa: DJ001
    full_name = models.CharField(_("full name"), max_length=150)
    sort_key = models.CharField(max_length=300, editable=False, db_collation="C")
    search_key = models.CharField(max_length=150, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(
        _("sex"), max_length=1, choices=Sex, default=Sex.UNKNOWN, db_default=Sex.UNKNOWN.value
    )
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
        constraints = [
            known("staff_status_is_known", "status", StaffStatus.values),
            known("staff_sex_is_known", "sex", Sex.values),
            models.UniqueConstraint(fields=["school", "user"], name="staff_one_of_an_account"),
            models.UniqueConstraint(
                fields=["school", "personal_number"], name="staff_one_of_a_personal_number"
            ),
            models.CheckConstraint(
                condition=Q(personal_number=None) | Q(personal_number__regex=r"^[0-9]{12}$"),
                name="staff_personal_number_12_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Post(models.Model):
    """One post a staff member holds or held, in full-time equivalents (FTE)."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="posts")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="posts", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PostKind)
    fte = models.DecimalField(_("share of a post"), max_digits=3, decimal_places=2, default=1)
    contract = models.CharField(
        _("bound by"), max_length=8, choices=Contract, default=Contract.PAYROLL
    )
    decision = models.CharField(
        _("decision or paper"), max_length=100, blank=True, default="", db_default=""
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(condition=Q(fte__gt=0, fte__lte=1), name="post_share_of_one"),
            known("post_kind_is_known", "kind", PostKind.values),
            known("post_contract_is_known", "contract", Contract.values),
            ends_after_start("post_ends_after_start"),
            once_a_day(
                "post_once_a_day", "staff", "kind", sentence=_("The post is held on these days.")
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Duty(models.Model):
    """One duty or ground that takes periods off a teacher's norm, in periods a week.

    A homeroom is no row here: it is a HomeroomAssignment.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="duties", db_constraint=False
    )
    kind = models.CharField(_("duty"), max_length=13, choices=DutyKind)
    weekly_periods = models.DecimalField(_("periods a week"), max_digits=4, decimal_places=2)
    decision = models.CharField(
        _("decision or paper"), max_length=100, blank=True, default="", db_default=""
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_periods__gte=0), name="duty_periods_not_negative"
            ),
            known("duty_kind_is_known", "kind", DutyKind.values),
            ends_after_start("duty_ends_after_start"),
            once_a_day(
                "duty_once_a_day", "staff", "kind", sentence=_("The duty is held on these days.")
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
