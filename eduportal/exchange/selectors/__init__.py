"""Reading the exchange: `chain` the versions of a scope, `board` what pages show, `proof` what was
signed, `asked` what other nodes ask."""

from eduportal.exchange.selectors.board import (
    FILTERS,
    PACKAGE_ORDER,
    board_summary,
    latest_deliveries,
    packages_listed,
    way_of,
)
from eduportal.exchange.selectors.chain import versions_of
from eduportal.exchange.selectors.proof import (
    checked_custody,
    checked_receipts,
    is_intact,
    node_names,
    persons_named,
)

__all__ = [
    "FILTERS",
    "PACKAGE_ORDER",
    "board_summary",
    "checked_custody",
    "checked_receipts",
    "is_intact",
    "latest_deliveries",
    "node_names",
    "packages_listed",
    "persons_named",
    "versions_of",
    "way_of",
]
