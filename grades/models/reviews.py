"""Requests of students and parents to look at marks again, and what came of them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import ReviewState
from grades.models.amendments import Amendment
from grades.models.sheet import MarkRecord


class MarkReview(models.Model):
    """One request to look again at cells of one student's line.

    Vietnamese: đề nghị phúc khảo, xem lại điểm. `asked_by` names the student or the parent in
    words, `paper` and `came_on` say by what and when the request came. It ends with `outcome`: the
    marks stay, they were changed on the open sheet, or an amendment was asked for.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    record = models.ForeignKey(
        MarkRecord, models.PROTECT, related_name="reviews", db_constraint=False
    )
    cells = ArrayField(models.CharField(max_length=20), verbose_name=_("cells"))
    asked_by = models.CharField(_("asked by"), max_length=100)
    paper = models.CharField(_("paper"), max_length=60)
    came_on = models.DateField(_("came in on"))
    words = models.CharField(_("what is asked"), max_length=300)
    state = models.CharField(
        _("state"), max_length=7, choices=ReviewState, default=ReviewState.OPEN
    )
    outcome = models.CharField(_("outcome in words"), max_length=300, blank=True)
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, related_name="reviews", db_constraint=False
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written down at"), auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("request to look at marks again")
        verbose_name_plural = _("requests to look at marks again")
        indexes = [models.Index(fields=["school", "state", "-id"], name="markreview_school_state")]
        constraints = [
            known("markreview_state_is_known", "state", ReviewState.values),
            models.CheckConstraint(
                condition=Q(state=ReviewState.OPEN, settled_at=None, settled_by=None)
                | ~Q(state=ReviewState.OPEN)
                & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="markreview_ended_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReviewState.STAYS, ReviewState.CHANGED]) | ~Q(outcome=""),
                name="markreview_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.AMENDED, amendment__isnull=False)
                | ~Q(state=ReviewState.AMENDED) & Q(amendment=None),
                name="markreview_amended_by_an_amendment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.came_on}"
