"""Who may send for which school."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings

from eduportal.exchange.models import Peer

if TYPE_CHECKING:
    from schools.models import School


class NotTheirSchool(Exception):
    """The school belongs to another node, or is unknown where the register is complete."""


def school_for(peer: Peer, named: dict[str, Any]) -> "School":
    """The school a package speaks of, if the peer may send for it; raises NotTheirSchool.

    A province holds the register: the school must be there and be given to the peer. Above the
    province a school belongs to the first node that delivers for it, and nobody else may send
    for it afterwards (docs/decisions/0002).
    """
    model: type[School] = apps.get_model("schools", "School")
    code = str(named.get("code", ""))
    school = model.objects.filter(code=code).first()
    if school is not None and school.node == peer.code:
        return school
    if school is not None or settings.EDUPORTAL_TIER != "ministry" or not code:
        raise NotTheirSchool(f"{peer.code} may not send for the school {code or '(no code)'}.")
    name = str(named.get("name", ""))[:200] or code
    return model.objects.create(
        code=code,
        name=name,
        search_key=name.lower(),
        stages=[str(stage) for stage in named.get("stages", [])][:5] or ["03"],
        ownership="1",
        managing_body="so",
        node=peer.code,
    )
