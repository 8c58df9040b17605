"""How a person types marks: choices that follow the account from machine to machine."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TypingHabits(models.Model):
    """What one user chose for the mark grid. No row, or None: nothing was chosen.

    Machines in staff rooms are shared, so a browser cannot hold these.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="typing_habits",
        verbose_name=_("user"),
    )
    tab_moves_sideways = models.BooleanField(_("Tab moves sideways"), null=True)
    types_one_handed = models.BooleanField(_("one-hand entry"), null=True)

    class Meta:
        verbose_name = _("typing habits")
        verbose_name_plural = _("typing habits")

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def of(cls, user_id: int) -> "TypingHabits":
        """The user's row; one that is not saved where nothing was chosen."""
        return cls.objects.filter(pk=user_id).first() or cls(pk=user_id)
