"""States of a package and of its way up, and the only edges between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PackageState(models.TextChoices):
    """What this node has decided about a package it sealed or received."""

    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    PARKED = "parked", _("parked")
    SUPERSEDED = "superseded", _("superseded")


class OutboxState(models.TextChoices):
    """How far one package is on its way to one peer."""

    QUEUED = "queued", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted above")
    RETURNED = "returned", _("returned from above")
    PARKED = "parked", _("parked above")
    NEEDS_HUMAN = "needs_human", _("needs a person")


PACKAGE_EDGES = {
    PackageState.RECEIVED: {PackageState.ACCEPTED, PackageState.RETURNED, PackageState.PARKED},
    PackageState.PARKED: {PackageState.ACCEPTED, PackageState.RETURNED},
    PackageState.ACCEPTED: {PackageState.SUPERSEDED},
}
OUTBOX_EDGES = {
    OutboxState.QUEUED: {OutboxState.SENDING},
    OutboxState.SENDING: {
        OutboxState.QUEUED,
        OutboxState.ACCEPTED,
        OutboxState.RETURNED,
        OutboxState.PARKED,
        OutboxState.NEEDS_HUMAN,
    },
    OutboxState.PARKED: {OutboxState.ACCEPTED, OutboxState.RETURNED},
    OutboxState.NEEDS_HUMAN: {OutboxState.QUEUED},
}
