"""Signed requests that were accepted, so that none is accepted twice."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from eduportal.exchange.models import Nonce, Peer

NONCES_KEPT_HOURS = 24


def is_new(peer: Peer, value: str) -> bool:
    """Keep the request's nonce; False when this peer has used it before."""
    try:
        with transaction.atomic():
            Nonce.objects.create(peer=peer, value=value)
    except IntegrityError:
        return False
    return True


def clear_nonces() -> int:
    """Forget requests too old to be accepted again anyway; returns how many."""
    old = timezone.now() - timedelta(hours=NONCES_KEPT_HOURS)
    return Nonce.objects.filter(at__lt=old).delete()[0]
