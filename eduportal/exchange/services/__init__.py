"""The only writers of packages, the ledger, the outbox, receipts and peers.

`sealing` makes a package of this node's records, `receiving` takes one in from a node below
(`vouching`: whose signatures it must carry, `authority`: who may send for which school,
`refusals`: why it is not taken in). Both end in `acceptance`, which decides, writes the `ledger`
and leaves a row in the outbox. `queueing` says what is due, `requeueing` what people let go again,
`sending` talks to the node above, `settling` writes down its answer. `reconciling` compares both
nodes and repairs, `fetching` brings back what was lost, `deciding` is what a person does about two
versions, `parking` takes up what could not be judged, `rebuilding` writes the ledger anew from the
sealed bytes. `registers` seals
what the registers have come to say, in the schema `schemas` gives. `peers` says which nodes are
trusted, `contracts` which software serves which school and whether it is silent, `rehearsing` takes
back what a trial wrote, `hearing` keeps when nodes below are heard and what they say of themselves,
`elsewhere` asks what other schools have sealed of a student, `lives` says which life of the ledger
this is. `rooting` signs what a day has brought, `evidence` writes what is checked without the
portal, `stick` carries bundles and answers as files. `recording` makes the Ministry's own records
of what counts, `reporting` brings them to its database.
"""

from eduportal.exchange.client import Unreachable
from eduportal.exchange.feeds import Draft
from eduportal.exchange.services.contracts import (
    ContractRefused,
    end_contract,
    open_contracts,
    watch_contracts,
)
from eduportal.exchange.services.deciding import (
    Undecided,
    confirm,
    drop,
    mine_is_right,
    propose,
    take_theirs,
    theirs_of,
    withdraw,
)
from eduportal.exchange.services.elsewhere import (
    NotListed,
    Proved,
    leaver_elsewhere,
    results_elsewhere,
)
from eduportal.exchange.services.evidence import About, about_student, write_evidence
from eduportal.exchange.services.fetching import Unprovable
from eduportal.exchange.services.hearing import hear, keep_told
from eduportal.exchange.services.parking import accept_parked
from eduportal.exchange.services.peers import (
    PeerProblem,
    change_own_key,
    end_trial,
    know_own_key,
    prepare_own_key,
    revoke_key,
    revoke_peer,
    trust_again,
    trust_key,
    trust_peer,
)
from eduportal.exchange.services.rebuilding import rebuild
from eduportal.exchange.services.receiving import ItemResult, receive_bundle
from eduportal.exchange.services.reconciling import Comparison, compare, compare_all
from eduportal.exchange.services.recording import is_reporting
from eduportal.exchange.services.registers import (
    learn_what_is_read,
    look_at_everything,
    seal_changed,
)
from eduportal.exchange.services.reporting import (
    report,
    send_everything_again,
    send_refused_again,
)
from eduportal.exchange.services.requeueing import (
    ask_about_parked,
    ask_to_compare,
    send_again,
    send_all_again,
)
from eduportal.exchange.services.rooting import make_roots, stamp_roots
from eduportal.exchange.services.sealing import seal_package, seal_register
from eduportal.exchange.services.sending import send_due
from eduportal.exchange.services.stick import (
    StickProblem,
    read_answer,
    take_in_stick,
    waiting_for,
    write_stick,
)
from eduportal.exchange.wire.problem import BadPackage

__all__ = [
    "NotListed",
    "Proved",
    "About",
    "BadPackage",
    "Comparison",
    "ContractRefused",
    "Draft",
    "ItemResult",
    "PeerProblem",
    "StickProblem",
    "Undecided",
    "Unprovable",
    "Unreachable",
    "about_student",
    "accept_parked",
    "change_own_key",
    "ask_about_parked",
    "ask_to_compare",
    "compare",
    "compare_all",
    "confirm",
    "drop",
    "end_contract",
    "end_trial",
    "hear",
    "know_own_key",
    "learn_what_is_read",
    "look_at_everything",
    "leaver_elsewhere",
    "make_roots",
    "prepare_own_key",
    "read_answer",
    "is_reporting",
    "keep_told",
    "mine_is_right",
    "propose",
    "rebuild",
    "open_contracts",
    "receive_bundle",
    "report",
    "results_elsewhere",
    "revoke_key",
    "revoke_peer",
    "seal_changed",
    "seal_package",
    "seal_register",
    "send_again",
    "send_all_again",
    "send_due",
    "send_everything_again",
    "send_refused_again",
    "stamp_roots",
    "take_in_stick",
    "take_theirs",
    "theirs_of",
    "trust_again",
    "trust_key",
    "trust_peer",
    "waiting_for",
    "watch_contracts",
    "withdraw",
    "write_evidence",
    "write_stick",
]
