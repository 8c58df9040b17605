"""States of a package and of its way up, and the only edges between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PackageState(models.TextChoices):
    """What this node holds a package for. A package is inserted in its first state."""

    ACCEPTED = "accepted", _("accepted")
    PARKED = "parked", _("parked")
    RETURNED = "returned", _("returned")
    SUPERSEDED = "superseded", _("superseded")
    VOID = "void", _("void")


class OutboxState(models.TextChoices):
    """How far one package is on its way to one peer."""

    QUEUED = "queued", _("waiting to be sent")
    ACCEPTED = "accepted", _("accepted above")
    PARKED = "parked", _("parked above")
    RETURNED = "returned", _("returned from above")
    NEEDS_HUMAN = "needs_human", _("needs a person")
    VOID = "void", _("void")


class RecordState(models.TextChoices):
    """How far the newest version of a record is on its way to the Ministry's front end."""

    BLOCKED = "blocked", _("cannot be expressed")
    WAITING = "waiting", _("waiting to be sent")
    UNDER_WAY = "under_way", _("arrived, not taken in yet")
    ACCEPTED = "accepted", _("accepted above")
    REFUSED = "refused", _("refused above")
    VOID = "void", _("void")


# Superseded to accepted: the version after it was returned above or made void, and what it had
# replaced counts again.
PACKAGE_EDGES = {
    PackageState.PARKED: {PackageState.ACCEPTED, PackageState.RETURNED},
    PackageState.ACCEPTED: {PackageState.SUPERSEDED, PackageState.RETURNED, PackageState.VOID},
    PackageState.SUPERSEDED: {PackageState.ACCEPTED},
}
# What a person may send again: the node above has answered, and kept or lost it.
SENT_AGAIN = (OutboxState.NEEDS_HUMAN, OutboxState.PARKED, OutboxState.ACCEPTED)
# Accepted to queued: the node above has lost what it had accepted, and gets it again.
OUTBOX_EDGES = {
    OutboxState.QUEUED: {
        OutboxState.ACCEPTED,
        OutboxState.PARKED,
        OutboxState.RETURNED,
        OutboxState.NEEDS_HUMAN,
        OutboxState.VOID,
    },
    OutboxState.ACCEPTED: {OutboxState.QUEUED, OutboxState.RETURNED},
    OutboxState.PARKED: {OutboxState.ACCEPTED, OutboxState.RETURNED, OutboxState.QUEUED},
    OutboxState.NEEDS_HUMAN: {OutboxState.QUEUED, OutboxState.VOID},
}
