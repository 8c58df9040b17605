"""The history of accounts and memberships."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.change_words import in_words
from eduportal.accounts.choices import Change
from eduportal.core.constraints import known


class AccountChange(models.Model):
    """One change of an account or of one of its memberships, written by a trigger.

    `old` and `new` hold the columns that changed, without the password itself. The row outlives
    what it tells of: plain numbers instead of foreign keys.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="changes",
        db_constraint=False,
        verbose_name=_("user"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"))
    door = models.CharField(_("door"), max_length=10)
    what = models.CharField(_("what"), max_length=20, choices=Change)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change of an account")
        verbose_name_plural = _("changes of accounts")
        indexes = [models.Index(fields=["account", "id"], name="accountchange_account")]
        constraints = [known("accountchange_what_known", "what", Change.values)]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.get_what_display()}"

    @property
    def in_words(self) -> str:
        """What was done, with the values before and after."""
        return in_words(self.what, self.old, self.new)
