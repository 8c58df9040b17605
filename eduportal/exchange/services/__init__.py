"""The only writers of packages, the outbox, receipts and peers.

`sealing` makes a package of this node's records, `receiving` takes one in from a node below
(`vouching`: whose signatures it must carry, `authority`: who may send for which school,
`refusals`: why it is not taken in). Both end in `acceptance`, which decides, issues the receipt
and leaves a row in the outbox. `queueing` leases what is due, `sending` talks to the node above,
`settling` writes down its answer. `peers` says which nodes are trusted.
"""

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
