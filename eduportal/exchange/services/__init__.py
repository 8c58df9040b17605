"""The only writers of the exchange's ledger."""

from eduportal.exchange.services.peers import PeerProblem, trust_peer
from eduportal.exchange.services.receiving import ItemResult, receive_bundle
from eduportal.exchange.services.sealing import seal_package
from eduportal.exchange.services.sending import send_again, send_due

__all__ = [
    "ItemResult",
    "PeerProblem",
    "receive_bundle",
    "seal_package",
    "send_again",
    "send_due",
    "trust_peer",
]
