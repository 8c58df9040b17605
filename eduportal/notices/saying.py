"""How one kind of notice is said."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Words:
    """How one kind is told. `page` is the name of an address; it takes the notice's key, if any,
    cut at each stroke.

    `safe` names no person: what may be said in a mail.
    """

    title: Promise
    page: str
    icon: str
    detail: Promise | None = None
    safe: Promise | None = None
