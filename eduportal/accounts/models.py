"""Users and their roles: where, and for how long."""

import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from eduportal.accounts.changes import AccountChange
from eduportal.accounts.choices import MailKind, Outcome
from eduportal.accounts.deputations import Deputation
from eduportal.accounts.devices import Authenticator, RecoveryCodes
from eduportal.accounts.habits import TypingHabits
from eduportal.accounts.one_time_links import OneTimeLink
from eduportal.accounts.roles import (
    EVERYWHERE_ROLES,
    MARK_IMPORTERS,
    SCHOOL_ROLES,
    UNIT_ROLES,
    Role,
)
from eduportal.accounts.sessions import BrowserSession
from eduportal.accounts.user_names import UserNameColumn
from eduportal.core.constraints import ends_after_start, known

__all__ = [
    "AccountChange",
    "Authenticator",
    "BrowserSession",
    "Deputation",
    "GuessCount",
    "MachineToken",
    "Mail",
    "Membership",
    "OneTimeLink",
    "RecoveryCodes",
    "SignIn",
    "TypingHabits",
    "User",
]


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """One person or machine that signs in. What it may do in the portal is its memberships.

    A superuser opens the administration site as well, whole; nobody opens a part of it.
    """

    username = UserNameColumn(_("user name"))
    full_name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(_("every right in the administration"), default=False)
    is_demo = models.BooleanField(_("demo account"), default=False)
    wants_digest = models.BooleanField(_("mails about unread notices"), default=True)
    date_joined = models.DateTimeField(_("created"), default=timezone.now)

    objects = BaseUserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="user_name_in_small_letters"
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """What the administration site asks before each page."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_superuser


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by the day they are in force."""

    def in_force(self, day: datetime.date | None = None) -> "MembershipQuerySet":
        day = day or timezone.localdate()
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: datetime.date | None = None) -> "MembershipQuerySet":
        """Those in force and those that have not begun."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day or timezone.localdate()))


class Membership(models.Model):
    """One role of one user, at one school, for one commune's schools, or everywhere.

    It decides the scope, so it cannot itself be hidden by the scope.
    """

    scoped_by_school = False

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=18, choices=Role)
    school = models.ForeignKey(
        "schools.School",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("school"),
    )
    unit = models.ForeignKey(
        "schools.AdminUnit",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("commune"),
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

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class MachineToken(AuthToken):
    """A library's row, with a name for people."""

    class Meta:
        proxy = True
        verbose_name = _("token of a machine")
        verbose_name_plural = _("tokens of machines")


class GuessCount(models.Model):
    """Wrong guesses in one lane (services/guessing.py). `lane` is a digest and names nobody.

    `user` is whose lane it is, where the name typed is an account's; only such a lane can be
    cleared for its owner.
    """

    lane = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="guesses")
    failures = models.PositiveIntegerField()
    last_failed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.lane[:8]}: {self.failures}"


class SignIn(models.Model):
    """One attempt on an account: who, from where, with which outcome.

    `user` is null for a name or a passkey that does not exist: what was typed as a name may be a
    password, so it is not kept. Attempts that came too soon are written down once a minute for
    each user and address. Rows outlive accounts: a plain number instead of a foreign key.

    The table is partitioned by month of `at` (scoping/migrations/0002_months.py); its key is
    (id, at).
    """

    append_only = True
    database_columns = ("id", "at")

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        User,
        models.DO_NOTHING,
        null=True,
        related_name="sign_ins",
        db_constraint=False,
        verbose_name=_("user"),
    )
    address = models.CharField(_("network address"), max_length=45)
    outcome = models.CharField(_("outcome"), max_length=5, choices=Outcome)
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["user", "address", "at"], name="signin_user_address"),
            models.Index(fields=["at"], name="signin_at"),
        ]
        constraints = [known("signin_outcome_known", "outcome", Outcome.values)]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.get_outcome_display()}"


class Mail(models.Model):
    """One message to send: a row until the mail server has taken it, then kept for the limits.

    A reset is addressed to whatever was typed (`to`); whether an account has that address is found
    out by the worker, so that the page takes the same time for both. `origin` is the scheme and
    host of the portal the links lead to.
    """

    kind = models.CharField(max_length=10, choices=MailKind)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    to = models.EmailField(blank=True)
    origin = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="mail_due", condition=Q(sent_at=None)),
            models.Index(fields=["to", "made_at"], name="mail_to"),
        ]
        constraints = [known("mail_kind_known", "kind", MailKind.values)]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
