"""Packages, the ledger they make, their way up, and the answers that came back."""

from eduportal.exchange.models.contract import Contract, ProductUse
from eduportal.exchange.models.line import Line
from eduportal.exchange.models.outbox import Delivery, OutboxEntry
from eduportal.exchange.models.package import Package, Receipt
from eduportal.exchange.models.peer import LedgerLife, NodeKey, Peer

__all__ = [
    "Contract",
    "Delivery",
    "LedgerLife",
    "Line",
    "NodeKey",
    "OutboxEntry",
    "Package",
    "Peer",
    "ProductUse",
    "Receipt",
]
