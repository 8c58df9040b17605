"""What a request for correction can be."""

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
