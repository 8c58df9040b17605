"""What has changed in the registers since it was last sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangedFeed(models.Model):
    """One statement that changed rows of a school which a feed tells of, noted by a trigger.

    Never one row a school and feed: two people who change the same register must not wait for
    each other, and a note that is not committed yet must not be lost with an older one.
    """

    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    feed = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("changed register")
        verbose_name_plural = _("changed registers")
        indexes = [models.Index(fields=["school"], name="changedfeed_school")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.feed}"
