"""Signed requests that were accepted, so that none is accepted twice."""

from django.db import IntegrityError, transaction

from eduportal.core.keeping import AgedRows
from eduportal.exchange.models import Nonce, Peer

# Requests too old to be accepted again anyway; eduportal/privacy/retention.py says when.
NONCES = AgedRows(Nonce, "at")


def is_new(peer: Peer, value: str) -> bool:
    """Keep the request's nonce; False when this peer has used it before."""
    try:
        with transaction.atomic():
            Nonce.objects.create(peer=peer, value=value)
    except IntegrityError:
        return False
    return True
