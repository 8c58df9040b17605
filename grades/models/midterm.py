"""Which terms are closed in their middle as well."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MidtermRequest(models.Model):
    """The Department asks for the results of the middle of one term, from every school.

    Without a row the mid-term marks of the term are sealed by nobody. What was sealed stays when
    the request is taken back. On a school's own portal `heard_from` names the Department whose
    portal has said so (grades.services.midterm.follow_above); elsewhere a person has asked.
    """

    term = models.OneToOneField("schools.Term", models.CASCADE, related_name="midterm_request")
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    heard_from = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("request for mid-term results")
        verbose_name_plural = _("requests for mid-term results")
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by=None) ^ Q(heard_from=""), name="midtermrequest_says_whose"
            )
        ]

    def __str__(self) -> str:
        return str(self.term)

    @property
    def whose(self) -> str:
        """Who asks."""
        return str(self.asked_by) if self.asked_by else self.heard_from
