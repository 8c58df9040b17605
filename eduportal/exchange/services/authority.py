"""Who may send for which school."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings

from eduportal.core.text import search_key
from eduportal.exchange.models import Peer

if TYPE_CHECKING:
    from schools.models import School


class NotTheirSchool(Exception):
    """The school belongs to another node, or is not in a register that must hold it."""


def school_for(peer: Peer, named: dict[str, Any]) -> "School":
    """The school a package names, if the peer may send for it; raises NotTheirSchool.

    A province holds the register: the school must be there and be given to the peer. Above the
    province a school belongs to the first node that delivers for it, and no other may send
    for it afterwards (docs/decisions/0009).
    """
    model: type[School] = apps.get_model("schools", "School")
    school = model.objects.filter(code=named["code"]).first()
    if school is None and settings.EDUPORTAL_TIER == "ministry":
        school, _created = model.objects.get_or_create(
            code=named["code"], defaults=_as_named(named) | {"node": peer.code}
        )
    if school is None or school.node != peer.code:
        raise NotTheirSchool(f"{peer.code} may not send for the school {named['code']}.")
    return school


def _as_named(named: dict[str, Any]) -> dict[str, Any]:
    """A school as its packages name it; what they do not say is filled in by nobody here."""
    name = named.get("name") or named["code"]
    return {
        "name": name,
        "search_key": search_key(name)[:200],
        "stages": named.get("stages") or ["03"],
        "ownership": "1",
        "managing_body": "so",
    }
