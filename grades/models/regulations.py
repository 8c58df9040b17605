"""Regulation sets: how the Department reads a circular, from which school year on."""

from functools import cached_property

from django.conf import settings as portal
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import SetState
from grades.rules.schemes import Scheme, scheme_of
from schools.choices import Programme

# Characters of the reason for a withdrawal.
LONGEST_REASON = 500


class RegulationSet(models.Model):
    """Every setting of one circular for one programme, in force from a school year on.

    A set ends where a later one begins: of the sets in force whose `from_year` is not after a
    school year, the one with the latest `from_year` governs it, and of several of those the one
    put into force last. `settings` is complete and never changes; a change is a new set. A set
    that is withdrawn before its first year governs none. A trigger refuses any other write.
    `digest` is equal where a circular is applied in the same way. `decisions` names for each
    setting that people have decided who did, the number and the day: {key: {"by": …,
    "number": …, "on": "2026-11-30"}}, those of earlier sets included.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)
    programme = models.CharField(_("programme"), max_length=10, choices=Programme)
    circular = models.CharField(_("circular"), max_length=10)
    from_year = models.CharField(
        _("from school year"),
        max_length=9,
        help_text="2026-2027",
        validators=[RegexValidator(r"^20\d\d-20\d\d$")],
    )
    settings = models.JSONField(_("settings"))
    digest = models.CharField(max_length=12)
    decisions = models.JSONField(_("decisions"), default=dict, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=50, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    state = models.CharField(_("state"), max_length=9, choices=SetState, default=SetState.DRAFT)
    created_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    moved_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    moved_at = models.DateTimeField(_("put into force or discarded at"), null=True)
    withdrawn_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawal_reason = models.CharField(
        _("reason for the withdrawal"), max_length=LONGEST_REASON, blank=True, default=""
    )

    class Meta:
        verbose_name = _("regulation set")
        verbose_name_plural = _("regulation sets")
        ordering = ["-from_year", "-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SetState.DRAFT, moved_at=None)
                | (~Q(state=SetState.DRAFT) & Q(moved_at__isnull=False)),
                name="regulationset_moved_at_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(withdrawal_reason=""), state=SetState.WITHDRAWN, withdrawn_at__isnull=False
                )
                | Q(~Q(state=SetState.WITHDRAWN), withdrawn_at=None, withdrawal_reason=""),
                name="regulationset_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(from_year__regex=r"^20\d\d-20\d\d$"),
                name="regulationset_from_year_is_a_school_year",
            ),
            known("regulationset_state_is_known", "state", SetState.values),
            known("regulationset_programme_is_known", "programme", Programme.values),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scheme(self) -> Scheme:
        """The circular as this set reads it."""
        return scheme_of(self.circular, self.settings)

    @property
    def rules(self) -> str:
        """How packages and receipts name the set: "tt22-0/0f3a5c7e9b1d"."""
        return f"{self.code}/{self.digest}"
