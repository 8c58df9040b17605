"""Who may send for which school."""

from typing import Any

from django.conf import settings

from eduportal.exchange.models import Peer
from eduportal.exchange.services.refusals import Refused
from schools.models import School
from schools.services import SchoolNotDescribed, register_school


class NotTheirSchool(Exception):
    """The school belongs to another node, or is not in a register that must hold it."""


def school_for(peer: Peer, named: dict[str, Any]) -> School:
    """The school a package names, if the peer may send for it; raises NotTheirSchool.

    A province holds the register: the school must be there and be given to the peer. Above the
    province a school belongs to the first node that delivers for it, and no other may send
    for it afterwards (docs/decisions/0009). Raises Refused when such a school is not described.
    """
    if settings.EDUPORTAL_TIER == "ministry":
        school: School | None = _entered(peer, named)
    else:
        school = School.objects.filter(code=named["code"]).first()
    if school is None or school.node != peer.code:
        raise NotTheirSchool(f"{peer.code} may not send for the school {named['code']}.")
    return school


def _entered(peer: Peer, named: dict[str, Any]) -> School:
    try:
        return register_school(
            code=named["code"],
            name=named.get("name", ""),
            stages=named.get("stages", []),
            node=peer.code,
        )
    except SchoolNotDescribed as problem:
        message = f"The school {named['code']} is new here: name it and its levels of education."
        raise Refused(422, "unknown_school", message) from problem
