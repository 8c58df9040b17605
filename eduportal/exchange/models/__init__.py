"""Packages, their way up, and the answers that came back."""

from eduportal.exchange.models.outbox import Delivery, OutboxEntry, OutboxEvent
from eduportal.exchange.models.package import Package, Receipt
from eduportal.exchange.models.peer import Nonce, Peer

__all__ = ["Delivery", "Nonce", "OutboxEntry", "OutboxEvent", "Package", "Peer", "Receipt"]
