"""Users and their roles: where, and for how long."""

import datetime

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import (
    EVERYWHERE_ROLES,
    MARK_IMPORTERS,
    SCHOOL_ROLES,
    UNIT_ROLES,
    Role,
)
from eduportal.core.constraints import ends_after_start


class User(AbstractBaseUser, PermissionsMixin):
    """One person or machine that signs in. What it may do is its memberships, not this row."""

    username = models.CharField(
        _("user name"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This user name is already taken.")},
    )
    full_name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration site"), default=False)
    is_demo = models.BooleanField(_("demo account"), default=False)
    date_joined = models.DateTimeField(_("created"), default=timezone.now)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by the day they are in force."""

    def in_force(self, day: datetime.date | None = None) -> "MembershipQuerySet":
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Membership(models.Model):
    """One role of one user, at one school, for one commune's schools, or everywhere.

    It decides the scope, so it cannot itself be hidden by the scope.
    """

    scoped_by_school = False

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=18, choices=Role)
    school = models.ForeignKey(
        "schools.School", models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    unit = models.ForeignKey(
        "schools.AdminUnit", models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    imports_marks = models.BooleanField(
        _("brings in marks by file"),
        default=False,
        help_text=_("The Department decides. Teachers are told of marks brought in for them."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=SCHOOL_ROLES, school__isnull=False, unit=None)
                | Q(role__in=UNIT_ROLES, school=None, unit__isnull=False)
                | Q(role__in=EVERYWHERE_ROLES, school=None, unit=None)
                | Q(role=Role.MACHINE, unit=None),
                name="membership_role_fits_place",
                violation_error_message=_(
                    "A school role needs a school, a commune role needs a commune, "
                    "and a department role needs neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(imports_marks=False) | Q(role__in=MARK_IMPORTERS),
                name="membership_mark_importer_is_clerk_or_administrator",
                violation_error_message=_(
                    "Only a clerk or a department administrator may bring in marks by file."
                ),
            ),
            ends_after_start("membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
