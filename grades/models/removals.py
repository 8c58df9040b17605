"""What was removed as a mistake, and sheets the school does not keep: who decided it and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import Removed


class Removal(models.Model):
    """One student, class, sheet or member of staff that was removed because it was a mistake.

    Nothing had hung on it (grades/selectors/hanging.py). The row outlives what it names: `key` is
    that one's key, as the access log keeps it, `name` and `detail` say what it was.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    kind = models.CharField(_("what"), max_length=7, choices=Removed)
    key = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=150)
    detail = models.CharField(_("details"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        indexes = [models.Index(fields=["school", "-at"], name="removal_school_at")]
        constraints = [known("removal_kind_is_known", "kind", Removed.values)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class WithdrawnSheet(models.Model):
    """One subject of one class and term for which the school keeps no sheet: nobody teaches it.

    Without the row the sheet would be opened again with the next student who comes. It opens again
    once a teacher is assigned.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.CASCADE, related_name="withdrawn_sheets", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("withdrawn mark sheet")
        verbose_name_plural = _("withdrawn mark sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "subject", "term"], name="withdrawnsheet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.class_group}, {self.term}"
