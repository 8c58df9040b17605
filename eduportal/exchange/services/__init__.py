"""The only writers of packages, the ledger, the outbox, receipts and peers.

`sealing` makes a package of this node's records, `receiving` takes one in from a node below
(`vouching`: whose signatures it must carry, `authority`: who may send for which school,
`refusals`: why it is not taken in). Both end in `acceptance`, which decides, writes the `ledger`
and leaves a row in the outbox. `queueing` says what is due, `sending` talks to the node above,
`settling` writes down its answer. `reconciling` compares both nodes and repairs, `fetching` brings
back what was lost, `deciding` is what a person does about two versions, `parking` takes up what
could not be read, `rebuilding` writes the ledger anew from the sealed bytes. `peers` says which
nodes are trusted, `lives` which life of the ledger this is.
"""

from eduportal.exchange.client import Unreachable
from eduportal.exchange.services.deciding import mine_is_right, take_theirs, theirs_of, withdraw
from eduportal.exchange.services.fetching import Unprovable
from eduportal.exchange.services.parking import accept_parked
from eduportal.exchange.services.peers import (
    PeerProblem,
    know_own_key,
    revoke_key,
    revoke_peer,
    trust_peer,
)
from eduportal.exchange.services.queueing import send_again, send_all_again
from eduportal.exchange.services.rebuilding import rebuild
from eduportal.exchange.services.receiving import ItemResult, receive_bundle
from eduportal.exchange.services.reconciling import Comparison, compare, compare_all
from eduportal.exchange.services.sealing import Draft, seal_package, seal_register
from eduportal.exchange.services.sending import send_due
from eduportal.exchange.wire.problem import BadPackage

__all__ = [
    "BadPackage",
    "Comparison",
    "Draft",
    "ItemResult",
    "PeerProblem",
    "Unprovable",
    "Unreachable",
    "accept_parked",
    "compare",
    "compare_all",
    "know_own_key",
    "mine_is_right",
    "rebuild",
    "receive_bundle",
    "revoke_key",
    "revoke_peer",
    "seal_package",
    "seal_register",
    "send_again",
    "send_all_again",
    "send_due",
    "take_theirs",
    "theirs_of",
    "trust_peer",
    "withdraw",
]
