"""One digest over everything a day brought, which this node has signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyRoot(models.Model):
    """The root of the tree over every package and receipt one day has brought.

    `content` is the signed JSON (wire/daily.py): it names the root, the numbers and the root
    before, so that no day can be taken out later. `stamp` is the RFC 3161 answer of a time-stamp
    authority over content and signature; null where none was asked or none has answered yet.
    """

    append_only = True
    mutable_columns = ("stamp", "stamped_at")

    day = models.DateField(_("day"), unique=True)
    packages = models.PositiveIntegerField(_("packages"))
    receipts = models.PositiveIntegerField(_("receipts"))
    root = models.CharField(_("root"), max_length=64)
    content = models.BinaryField()
    signature = models.BinaryField()
    stamp = models.BinaryField(null=True)
    stamped_at = models.DateTimeField(_("time-stamped at"), null=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("daily root")
        verbose_name_plural = _("daily roots")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.root}"
