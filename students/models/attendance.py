"""Who was not in class, half a day at a time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from students.choices import HalfDay
from students.models.register import Enrolment


class Absence(models.Model):
    """One half-day that one student missed. Vietnamese: một buổi vắng, có phép or không phép.

    Nobody's presence is kept: a student without a row was there, if the roll was taken
    (`RollCall`). Changes are in the history of the register; nothing changes once a term that the
    day lies in is sealed (grades/migrations/0003_guards.py). How many of these count against the
    45 of TT 22/2021 Art. 12 is said by the regulation set.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="absences", db_constraint=False
    )
    on = models.DateField(_("day"))
    session = models.CharField(_("half-day"), max_length=9, choices=HalfDay)
    excused = models.BooleanField(_("excused"), default=False)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "on", "session"], name="absence_once_a_half_day"
            ),
            known("absence_session_is_known", "session", HalfDay.values),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.on}, {self.get_session_display()}"


class RollCall(models.Model):
    """That the roll of one class was taken for one half-day: nobody absent is not "not taken".

    Vietnamese: đã điểm danh. `taken_at` and `taken_by` are of the last time it was confirmed.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, related_name="roll_calls", db_constraint=False
    )
    on = models.DateField(_("day"))
    session = models.CharField(_("half-day"), max_length=9, choices=HalfDay)
    taken_at = models.DateTimeField(_("when"), auto_now=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("roll call")
        verbose_name_plural = _("roll calls")
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "on", "session"], name="rollcall_once_a_half_day"
            ),
            known("rollcall_session_is_known", "session", HalfDay.values),
        ]

    def __str__(self) -> str:
        return f"{self.class_group}: {self.on}, {self.get_session_display()}"
