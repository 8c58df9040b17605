"""Reading the exchange: `chain` the versions of a scope, `board` packages as pages list them,
`standing`, `expected` and `matrix` where all of them stand, `places` what waits, `proof` what was
signed, `asked` what other nodes ask."""

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
