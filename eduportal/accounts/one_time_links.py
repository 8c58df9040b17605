"""The way in that an account has been given: a link good for one password."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OneTimeLink(models.Model):
    """The one link of an account. A new one takes its place, and using it deletes it.

    `digest` is of the code in the link, keyed, so that the row opens nothing; null while the mail
    that will carry the link is on its way. The link is good until `ends_at`, and only as long as
    `made_by` manages the account: one given to a teacher does not open what the account has
    become since.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="one_time_link",
        verbose_name=_("user"),
    )
    digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ends_at = models.DateTimeField(_("good until"))

    def __str__(self) -> str:
        return f"{self.ends_at:%d/%m/%Y %H:%M}"
