"""Who may see which rows, enforced by PostgreSQL row-level security.

`with scoping.schools([7])`, `with scoping.everywhere("nightly rebuild")`: without one of them no
scoped table shows, accepts or changes a row.
"""

from eduportal.scoping.context import (
    Actor,
    acting_as,
    everywhere,
    narrow,
    reasoned,
    schools,
    scoped_stream,
)
from eduportal.scoping.scope import NOWHERE, Principal, Scope, signed

__all__ = [
    "NOWHERE",
    "Actor",
    "Principal",
    "Scope",
    "acting_as",
    "everywhere",
    "narrow",
    "reasoned",
    "schools",
    "scoped_stream",
    "signed",
]
