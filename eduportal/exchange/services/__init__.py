"""The only writers of the exchange's ledger."""

from eduportal.exchange.services.peers import PeerProblem, revoke_peer, trust_peer
from eduportal.exchange.services.queueing import queue_missed, send_again, send_all_again
from eduportal.exchange.services.receiving import ItemResult, receive_bundle
from eduportal.exchange.services.sealing import seal_package
from eduportal.exchange.services.sending import send_due
from eduportal.exchange.wire.problem import BadPackage

__all__ = [
    "BadPackage",
    "ItemResult",
    "PeerProblem",
    "queue_missed",
    "receive_bundle",
    "revoke_peer",
    "seal_package",
    "send_again",
    "send_all_again",
    "send_due",
    "trust_peer",
]
