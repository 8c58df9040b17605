"""Reading the exchange: `chain` the versions of a scope, `board` packages as pages list them,
`standing`, `expected` and `matrix` where all of them stand, `places` what waits, `differences` and
`sides` what two versions say otherwise, `held` who counts elsewhere. `proof`, `judging` and
`student` what was signed and whether it counts, `roots` the days, `evidence` what a file of it
holds. `asked`, `digests` and `persons` what other nodes ask, `nodes` who those below are.
`ministry` and `ministry_forms` the Ministry's own records and spreadsheets.
"""

from eduportal.exchange.selectors.board import (
    FILTERS,
    PACKAGE_ORDER,
    Narrowed,
    latest_deliveries,
    packages_listed,
    way_of,
)
from eduportal.exchange.selectors.chain import accepted_above, versions_of
from eduportal.exchange.selectors.proof import (
    checked_custody,
    checked_receipts,
    contents_of,
    is_intact,
    node_names,
    persons_named,
)

__all__ = [
    "FILTERS",
    "PACKAGE_ORDER",
    "Narrowed",
    "accepted_above",
    "checked_custody",
    "checked_receipts",
    "contents_of",
    "is_intact",
    "latest_deliveries",
    "node_names",
    "packages_listed",
    "persons_named",
    "versions_of",
    "way_of",
]
