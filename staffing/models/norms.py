"""Sets of staffing norms: how the Department reads what the circulars leave open."""

from django.conf import settings as portal
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import NormState
from staffing.rules.norm_settings import Norms, norms_of


class StaffingNorms(models.Model):
    """Every open point of the staffing norms, decided from a school year on.

    `settings` is complete and never changes; a change is a new set. Of the sets in force whose
    `from_year` is not after a school year, the one with the latest governs it, and of several of
    those the one put into force last; without any the portal's own defaults do. A trigger refuses
    other writes.
    """

    name = models.CharField(_("name"), max_length=150)
    from_year = models.CharField(
        _("from school year"), max_length=9, validators=[RegexValidator(r"^20\d\d-20\d\d$")]
    )
    settings = models.JSONField(_("settings"))
    decided_by = models.CharField(_("decided by"), max_length=200)
    decision_number = models.CharField(_("number of the decision"), max_length=50)
    decided_on = models.DateField(_("day of the decision"))
    state = models.CharField(_("state"), max_length=9, choices=NormState, default=NormState.DRAFT)
    created_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    moved_at = models.DateTimeField(_("put into force or discarded at"), null=True)

    class Meta:
        verbose_name = _("set of staffing norms")
        verbose_name_plural = _("sets of staffing norms")
        ordering = ["-from_year", "-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_year__regex=r"^20\d\d-20\d\d$"),
                name="staffingnorms_from_year_is_a_school_year",
            ),
            models.CheckConstraint(
                condition=Q(state=NormState.DRAFT, moved_at=None)
                | (~Q(state=NormState.DRAFT) & Q(moved_at__isnull=False)),
                name="staffingnorms_moved_at_unless_draft",
            ),
            known("staffingnorms_state_is_known", "state", NormState.values),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def norms(self) -> Norms:
        """The norms as this set reads them."""
        return norms_of(self.settings)
