"""Code lists about students."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """The Ministry's codes."""

    UNKNOWN = "0", _("unknown")
    MALE = "1", _("male")
    FEMALE = "2", _("female")


class StudentStatus(models.TextChoices):
    """Vietnamese: trạng thái học sinh, as on the Ministry's list of students."""

    STUDYING = "studying", _("studying")
    TRANSFERRED_IN = "transferred_in", _("transferred in")
    TRANSFERRED_OUT = "transferred_out", _("transferred out")
    LEFT = "left", _("left school")
    SUSPENDED = "suspended", _("studies suspended")
    COMPLETED = "completed", _("completed the programme")

    @classmethod
    def present(cls) -> list[str]:
        """Statuses of a student who sits in the class."""
        return [cls.STUDYING, cls.TRANSFERRED_IN]

    @classmethod
    def of_class(cls) -> list[str]:
        """Statuses of a student who counts in the class: present, or there to the year's end."""
        return [*cls.present(), cls.COMPLETED]
