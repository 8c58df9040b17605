"""Packages, the ledger they make, their way up, and the answers that came back."""

from eduportal.exchange.models.changed import ChangedFeed
from eduportal.exchange.models.contract import Contract, ProductUse
from eduportal.exchange.models.decision import Decision
from eduportal.exchange.models.line import Line
from eduportal.exchange.models.outbox import Delivery, OutboxEntry
from eduportal.exchange.models.package import Package, Receipt
from eduportal.exchange.models.peer import LedgerLife, NodeKey, Peer
from eduportal.exchange.models.record import MinistryRecord, MinistryScope
from eduportal.exchange.models.root import DailyRoot

__all__ = [
    "ChangedFeed",
    "Contract",
    "DailyRoot",
    "Decision",
    "Delivery",
    "LedgerLife",
    "Line",
    "MinistryRecord",
    "MinistryScope",
    "NodeKey",
    "OutboxEntry",
    "Package",
    "Peer",
    "ProductUse",
    "Receipt",
]
