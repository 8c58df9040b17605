"""Which terms are closed in their middle as well."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MidtermRequest(models.Model):
    """The Department asks for the results of the middle of one term, from every school.

    Without a row the mid-term marks of the term are sealed by nobody. What was sealed stays when
    the request is taken back.
    """

    term = models.OneToOneField("schools.Term", models.CASCADE, related_name="midterm_request")
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("request for mid-term results")
        verbose_name_plural = _("requests for mid-term results")

    def __str__(self) -> str:
        return str(self.term)
