"""Code lists of collections."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.collecting.rules import form as forms


class CollectionState(models.TextChoices):
    """A form is written, answered, and closed with its results frozen."""

    DRAFT = "draft", _("being written")
    OPEN = "open", _("open for answers")
    CLOSED = "closed", _("closed, results frozen")


class Audience(models.TextChoices):
    """Who answers."""

    SCHOOLS = "schools", _("schools")
    COMMUNES = "communes", _("commune offices")


class Approver(models.TextChoices):
    """Who approves what is handed in."""

    ASKER = "asker", _("the office that asks")
    COMMUNE = "commune", _("the commune office of the school")


class Statistics(models.TextChoices):
    """The periods of statistical returns (Circular 25/2024/TT-BGDĐT knows two; the middle of the
    year is the Department's own)."""

    NONE = "", _("no statistical return")
    START = "start", _("start of the year")
    MIDDLE = "middle", _("end of the first term")
    END = "end", _("end of the year")


class ReturnState(models.TextChoices):
    """One version of what a school or commune office answers."""

    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("handed in")
    APPROVED = "approved", _("approved")
    SENT_BACK = "sent_back", _("sent back")


class FieldKind(models.TextChoices):
    """What is asked."""

    NUMBER = forms.NUMBER, _("a number")
    CHOICE = forms.CHOICE, _("choice")
    TEXT = forms.TEXT, _("a text")
    TABLE = forms.TABLE, _("table")
    FILE = forms.FILE, _("file")
    FIGURE = forms.FIGURE, _("figure the portal fills in")


class CheckKind(models.TextChoices):
    """What must hold between answers."""

    SUM = forms.SUM, _("the parts add up to the whole")
    MOST = forms.MOST, _("the part is not more than the whole")
    REQUIRED = forms.REQUIRED, _("required if the other is answered and not 0")


class StepKind(models.TextChoices):
    """What somebody did with a collection or a return."""

    OPENED = "opened", _("opened")
    NEW_FORM = "new_form", _("opened a new version of the form")
    EXTENDED = "extended", _("gave more time")
    CLOSED = "closed", _("closed, results frozen")
    REMINDED = "reminded", _("reminded")
    SUBMITTED = "submitted", _("handed in")
    APPROVED = "approved", _("approved")
    SENT_BACK = "sent_back", _("sent back")
    REOPENED = "reopened", _("opened again")
    CORRECTED = "corrected", _("began a correction")
    SEEN = "seen", _("looked at an answer about persons")
