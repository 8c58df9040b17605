"""The only writers of packages, the ledger, the outbox, receipts and peers.

`sealing` makes a package of this node's records, `receiving` takes one in from a node below
(`vouching`: whose signatures it must carry, `authority`: who may send for which school,
`refusals`: why it is not taken in). Both end in `acceptance`, which decides, writes the `ledger`
and leaves a row in the outbox. `queueing` says what is due, `sending` talks to the node above,
`settling` writes down its answer. `reconciling` compares both nodes and repairs, `fetching` brings
back what was lost, `deciding` is what a person does about two versions, `parking` takes up what
could not be read. `peers` says which nodes are trusted, `contracts` which software serves which
school and whether it is heard, `rehearsing` takes back what a trial wrote, `lives` says which life
of the ledger this is.
"""

from eduportal.exchange.client import Unreachable
from eduportal.exchange.services.contracts import (
    ContractRefused,
    end_contract,
    heard,
    open_contracts,
    watch_contracts,
)
from eduportal.exchange.services.deciding import mine_is_right, take_theirs, theirs_of, withdraw
from eduportal.exchange.services.fetching import Unprovable
from eduportal.exchange.services.parking import accept_parked
from eduportal.exchange.services.peers import (
    PeerProblem,
    end_trial,
    know_own_key,
    revoke_key,
    revoke_peer,
    trust_again,
    trust_key,
    trust_peer,
)
from eduportal.exchange.services.queueing import send_again, send_all_again
from eduportal.exchange.services.receiving import ItemResult, receive_bundle
from eduportal.exchange.services.reconciling import Comparison, compare, compare_all
from eduportal.exchange.services.sealing import Draft, seal_package, seal_register
from eduportal.exchange.services.sending import send_due
from eduportal.exchange.wire.problem import BadPackage

__all__ = [
    "BadPackage",
    "Comparison",
    "ContractRefused",
    "Draft",
    "ItemResult",
    "PeerProblem",
    "Unprovable",
    "Unreachable",
    "accept_parked",
    "compare",
    "compare_all",
    "end_contract",
    "end_trial",
    "heard",
    "know_own_key",
    "mine_is_right",
    "open_contracts",
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
    "trust_again",
    "trust_key",
    "trust_peer",
    "watch_contracts",
    "withdraw",
]
