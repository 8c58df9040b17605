"""School years, terms and the days on which marks may be entered."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known

TERM_NUMBERS = [(1, _("Term I")), (2, _("Term II"))]


PERIODS = {
    "gk1": _("Middle of term I"),
    "hk1": _("Term I"),
    "gk2": _("Middle of term II"),
    "hk2": _("Term II"),
    "year": _("Whole year"),
    "again": _("After the summer"),
}


def period_title(year: str, period: str) -> str:
    """What people call a period of a year's code: "Học kỳ I, 2026–2027".

    What has no year or period goes without: records may come for years that have no row here.
    """
    parts = (str(PERIODS.get(period, "")), year.replace("-", "–") if year != "-" else "")
    return ", ".join(filter(None, parts))


class Span:
    """What has a first and a last day."""

    starts_on: datetime.date
    ends_on: datetime.date

    def day_in(self, day: datetime.date) -> datetime.date:
        """The day, or the nearest one of the span."""
        return min(max(day, self.starts_on), self.ends_on)

    def today_in(self) -> datetime.date:
        """Today, or the nearest day of the span."""
        return self.day_in(timezone.localdate())


class SchoolYear(Span, models.Model):
    """One school year, for the whole province. Vietnamese: năm học."""

    code = models.CharField(_("code"), max_length=9, unique=True, help_text="2026-2027")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))

    class Meta:
        verbose_name = _("school year")
        verbose_name_plural = _("school years")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="schoolyear_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.code.replace("-", "–")


class Term(Span, models.Model):
    """One of a year's two terms, with the days on which schools may enter marks.

    Vietnamese: học kỳ; 18 and 17 teaching weeks (QĐ 2308/QĐ-BGDĐT for 2026-2027). Locking is a
    rule of the school and the Department, not of a circular; the days are settings.
    """

    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="terms", verbose_name=_("school year")
    )
    number = models.SmallIntegerField(_("number"), choices=TERM_NUMBERS)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    entry_opens_on = models.DateField(_("mark entry opens on"))
    entry_closes_on = models.DateField(_("last day of mark entry"))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["school_year", "number"], name="term_once_per_year"),
            known("term_number_is_known", "number", [number for number, _name in TERM_NUMBERS]),
            ends_after_start("term_ends_after_start"),
            ends_after_start(
                "term_entry_closes_after_opening", "entry_opens_on", "entry_closes_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_number_display()}, {self.school_year}"

    @property
    def code(self) -> str:
        """Code in addresses: "2026-2027-HK1"."""
        return f"{self.school_year.code}-HK{self.number}"

    @property
    def period(self) -> str:
        """The period of the year that packages name: hk1 or hk2."""
        return f"hk{self.number}"
