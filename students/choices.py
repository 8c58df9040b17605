"""Code lists about students."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# One list of persons' sexes: staff and students share it, and neither knows the other.
from schools.choices import Sex as Sex


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
    def gone(cls) -> list[str]:
        """Statuses of a student who has left before the end of the programme."""
        return [cls.TRANSFERRED_OUT, cls.LEFT, cls.SUSPENDED]


class Whereabouts(models.TextChoices):
    """What the list of students is narrowed to."""

    HERE = "here", _("In a class")
    WAITING = "waiting", _("In no class yet")
    LEFT = "left", _("Left the school")
    COMPLETED = "completed", _("Completed the programme")
    ALL = "all", _("All")


class Direction(models.TextChoices):
    """Which side of a transfer a school's row is."""

    OUT = "out", _("leaves for another school")
    IN = "in", _("comes from another school")


class TransferState(models.TextChoices):
    """Where a transfer between two schools stands. The last three are its ends."""

    ASKED = "asked", _("asked for by the new school")
    OFFERED = "offered", _("waits for the new school")
    DONE = "done", _("done")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("refused")


OPEN_TRANSFERS = (TransferState.ASKED, TransferState.OFFERED)


class Began(models.TextChoices):
    """How a stay in a class began."""

    ENROLLED = "enrolled", _("enrolled")
    CLASS_CHANGE = "class_change", _("change of class")
    TRANSFER = "transferred_in", _("transferred in")
    RETURN = "returned", _("came back")


class Ended(models.TextChoices):
    """How a stay in a class ended; the codes of StudentStatus where they mean the same."""

    CLASS_CHANGE = "class_change", _("change of class")
    TRANSFER = StudentStatus.TRANSFERRED_OUT.value, StudentStatus.TRANSFERRED_OUT.label
    LEFT = StudentStatus.LEFT.value, StudentStatus.LEFT.label
    SUSPENDED = StudentStatus.SUSPENDED.value, StudentStatus.SUSPENDED.label
    COMPLETED = StudentStatus.COMPLETED.value, StudentStatus.COMPLETED.label


class PaperKind(models.TextChoices):
    """Documents a school asks for. No circular gives a closed list: these are the usual ones."""

    BIRTH = "birth", _("birth certificate")
    RECORD = "record", _("school record (học bạ)")
    PRIMARY = "primary", _("completion of primary school")
    LOWER = "lower", _("certificate of lower secondary school")
    APPLICATION = "application", _("application for admission")
    TRANSFER = "transfer", _("application for a change of school")
    LETTER = "letter", _("letter of introduction from the old school")
    PRIORITY = "priority", _("proof of a priority or policy")


class PaperState(models.TextChoices):
    """Whether the school has a document it asks for."""

    MISSING = "missing", _("missing")
    RECEIVED = "received", _("received")


class RegisterPart(models.TextChoices):
    """Which part of a student's record a change is about."""

    IDENTITY = "identity", _("identity")
    STAY = "stay", _("class")
    PAPER = "paper", _("document")
    EXEMPTION = "exemption", _("exemption")
    ABSENCE = "absence", _("absence")


class HalfDay(models.TextChoices):
    """One of the two half-days of a school day. Vietnamese: buổi."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
