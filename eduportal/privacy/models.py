"""Who looked at whom: append-only, kept by month."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.core.looking import Kind


class Access(models.Model):
    """Persons of one kind and school that one request or command showed.

    `persons` are keys of students, staff members or accounts, each once. `role` names the roles
    in force at the school; `route` is the page by its name in the URL table, or the command. A
    command has no user. An account belongs to no school; every other row has one. Rows outlive
    accounts and schools: plain numbers instead of foreign keys.

    The table is partitioned by month of `at` (docs/decisions/0017); its key is (id, at).
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_default=Now())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    persons = ArrayField(models.BigIntegerField(), verbose_name=_("persons"))
    door = models.CharField(_("door"), max_length=10)
    route = models.CharField(_("page"), max_length=100)
    request_id = models.CharField(_("request"), max_length=12, blank=True)
    client = models.GenericIPAddressField(_("address"), null=True)

    class Meta:
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["school", "at"], name="privacy_access_school"),
            models.Index(fields=["user", "at"], name="privacy_access_user"),
        ]
        constraints = [
            known("privacy_access_kind_is_known", "kind", Kind.values),
            models.CheckConstraint(
                condition=Q(kind=Kind.ACCOUNT, school=None)
                | (~Q(kind=Kind.ACCOUNT) & Q(school__isnull=False)),
                name="privacy_access_school_unless_account",
            ),
            models.CheckConstraint(
                condition=Q(persons__len__gt=0), name="privacy_access_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.route}"
