"""Review documents: what was promised and what is, frozen on a day."""

import uuid

from django.conf import settings as portal
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.reform.choices import ReviewKind, ReviewState
from eduportal.reform.models.schemes import Scheme


class Review(models.Model):
    """One version of a review of a scheme.

    `lines` are its indicators and measures as they were on `as_of` (selectors/frozen.py) and never
    change; the words do, until it is handed in. `written_by` wrote them last or handed it in; who
    approves it has neither made nor written it.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=12, choices=ReviewKind)
    version = models.PositiveSmallIntegerField(_("version"))
    as_of = models.DateField(_("figures as of"))
    lines = models.JSONField()
    reached = models.TextField(_("what has been reached"), blank=True)
    causes = models.TextField(_("what has not, and why"), blank=True)
    ahead = models.TextField(_("what comes next"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState, default=ReviewState.DRAFT
    )
    sent_back = models.CharField(_("sent back because"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    written_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-pk"]
        constraints = [
            known("review_kind_is_known", "kind", ReviewKind.values),
            known("review_state_is_known", "state", ReviewState.values),
            models.UniqueConstraint(
                fields=["scheme", "kind", "version"], name="review_one_a_version"
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.APPROVED) ^ Q(approved_by=None),
                name="review_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="review_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="review_approved_by_no_writer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, {self.get_kind_display()} {self.version}"
