"""Codes of requests for correction and of alerts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CorrectionState(models.TextChoices):
    """open → answered → done or refused. What is settled at once skips the answer."""

    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered, not done yet")
    DONE = "done", _("corrected")
    REFUSED = "refused", _("refused")


ENDED = [CorrectionState.DONE, CorrectionState.REFUSED]
EDGES = {
    CorrectionState.OPEN: [CorrectionState.ANSWERED, *ENDED],
    CorrectionState.ANSWERED: ENDED,
}


class AlertKind(models.TextChoices):
    """What an account has asked for more of than its limit."""

    BULK_READING = "bulk_reading", _("many students read")
    CODES_ELSEWHERE = "codes_elsewhere", _("many codes of other students in files")
