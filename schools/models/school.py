"""Schools."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from schools.choices import ManagingBody, Ownership, Stage, Zone
from schools.models.unit import AdminUnit


class School(models.Model):
    """One school or centre, at any level of education.

    Vietnamese: cơ sở giáo dục. Row-level security hides it from a scope that lacks its id.
    A node above the province knows a school only by what its packages say: code, name and levels
    of education. The rest is null or empty there.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("official code"),
        max_length=20,
        unique=True,
        error_messages={"unique": _("Another school has this official code.")},
    )
    name = models.CharField(_("name"), max_length=200)
    search_key = models.CharField(max_length=200, editable=False)
    stages = ArrayField(
        models.CharField(max_length=2, choices=Stage), verbose_name=_("levels of education")
    )
    ownership = models.CharField(_("ownership"), max_length=1, choices=Ownership, blank=True)
    managing_body = models.CharField(
        _("managing body"), max_length=8, choices=ManagingBody, blank=True
    )
    unit = models.ForeignKey(
        AdminUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name=_("commune"),
    )
    zone = models.SmallIntegerField(
        _("zone"),
        choices=Zone,
        null=True,
        blank=True,
        help_text=_("Empty until a decision states it; no norm of staff follows without it."),
    )
    sessions_per_day = models.PositiveSmallIntegerField(_("sessions a day"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    node = models.CharField(
        _("node"),
        max_length=50,
        blank=True,
        help_text=_("The portal the school's records come from; empty when it works here."),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sessions_per_day__in=[1, 2]), name="school_one_or_two_sessions"
            ),
            models.CheckConstraint(
                condition=models.Q(stages__len__gte=1), name="school_has_a_stage"
            ),
            models.CheckConstraint(
                condition=models.Q(stages__contained_by=Stage.values),
                name="school_stages_are_known",
            ),
            known("school_ownership_is_known", "ownership", ["", *Ownership.values]),
            known("school_managing_body_is_known", "managing_body", ["", *ManagingBody.values]),
            known("school_zone_is_known", "zone", Zone.values),
        ]

    def __str__(self) -> str:
        return self.name
