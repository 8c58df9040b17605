"""Administrative units, before and after July 2025."""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from schools.choices import Succession, UnitLevel, UnitType


class AdminUnitQuerySet(models.QuerySet["AdminUnit"]):
    """Units by the day they are valid on."""

    def valid_on(self, day: datetime.date) -> "AdminUnitQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def communes(self) -> "AdminUnitQuerySet":
        return self.filter(level=UnitLevel.COMMUNE)


class AdminUnit(models.Model):
    """One administrative unit during one period of validity.

    Vietnamese: đơn vị hành chính. A code is not a key: code 80 was Long An until 30 June 2025 and
    is Tây Ninh since, and all 96 communes of today reuse a former commune's code.
    """

    code = models.CharField(_("code"), max_length=5)
    level = models.CharField(_("level"), max_length=8, choices=UnitLevel)
    type = models.CharField(_("type"), max_length=9, choices=UnitType)
    name = models.CharField(_("name"), max_length=100, help_text=_("Without the type."))
    search_key = models.CharField(max_length=100, editable=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)
    legal_doc = models.CharField(_("legal document"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )

    objects = AdminUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("administrative unit")
        verbose_name_plural = _("administrative units")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "level", "valid_from"], name="adminunit_one_per_code_and_start"
            ),
            ends_after_start("adminunit_ends_after_start", "valid_from", "valid_to"),
            known("adminunit_level_is_known", "level", UnitLevel.values),
            known("adminunit_type_is_known", "type", UnitType.values),
            ExclusionConstraint(
                name="adminunit_periods_do_not_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Name as written in documents: "Phường Long An"."""
        return f"{UNIT_TYPE_NAMES[UnitType(self.type)]} {self.name}"


# Official names of places are Vietnamese in every language of the interface.
UNIT_TYPE_NAMES = {
    UnitType.PROVINCE: "Tỉnh",
    UnitType.CITY: "Thành phố",
    UnitType.DISTRICT: "Huyện",
    UnitType.TOWN: "Thị xã",
    UnitType.TOWNSHIP: "Thị trấn",
    UnitType.WARD: "Phường",
    UnitType.COMMUNE: "Xã",
}


class AdminUnitSuccession(models.Model):
    """One old unit going, whole or in part, into one new unit."""

    old = models.ForeignKey(AdminUnit, models.CASCADE, related_name="successions")
    new = models.ForeignKey(AdminUnit, models.CASCADE, related_name="origins")
    relation = models.CharField(_("relation"), max_length=5, choices=Succession)
    legal_doc = models.CharField(_("legal document"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("succession of units")
        verbose_name_plural = _("successions of units")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once_per_pair"),
            known("succession_relation_is_known", "relation", Succession.values),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
