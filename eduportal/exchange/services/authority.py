"""Who may send for which school."""

from django.conf import settings
from django.db.models import CharField

from eduportal.core.written import Given, Written
from eduportal.exchange.feeds.school import SchoolFeed, described
from eduportal.exchange.models import Peer
from eduportal.exchange.services.refusals import Refused
from eduportal.exchange.wire.answer import AFTER
from eduportal.exchange.wire.package import Contents
from eduportal.exchange.wire.problem import BadPackage, Problem
from schools.choices import Stage
from schools.models import School
from schools.services import SchoolNotDescribed, register_school

OF_CODE = Written(lambda: School.objects.filter(code=Given("code", CharField())))


def school_for(peer: Peer, contents: Contents) -> School:
    """The school a package is about, if the peer may send for it; raises Refused, and BadPackage
    for the register of a new school that does not describe it.

    A province holds the register: the school must be there and be given to the peer. Above the
    province a school is entered from the package of its register (docs/decisions/0009). A peer on
    trial sends for schools that do not exist: they are entered until the rehearsal ends.
    """
    code = contents.header.scope.school
    school = next(iter(OF_CODE.ask(code=code)), None)
    if school is None and peer.is_sandbox:
        school = _for_a_trial(peer, contents)
    elif school is None and settings.EDUPORTAL_TIER == "ministry":
        school = _entered(peer, contents)
    if school is None or school.node != peer.code:
        raise Refused("not_your_school", f"{peer.code} may not send for the school {code}.")
    return school


def _for_a_trial(peer: Peer, contents: Contents) -> School | None:
    """A school of every level, named by its code; None where one of that code exists."""
    code = contents.header.scope.school
    if School.objects.filter(code__iexact=code).exists():
        return None
    return register_school(code=code, name=code, stages=Stage.values, node=peer.code)


def _entered(peer: Peer, contents: Contents) -> School | None:
    """The school, new here; None for a peer that may not bring new ones, or not this one."""
    code = contents.header.scope.school
    if not peer.brings_schools or not code.startswith(peer.school_prefix):
        return None
    if School.objects.filter(code__iexact=code).exists():
        # The same letters in another case are another school to nobody who reads the code.
        return None
    if contents.header.feed != SchoolFeed.name:
        message = f"The school {code} is new here: its register comes first."
        raise Refused("unknown_school", message, AFTER)
    name, stages = described(contents.lines)
    try:
        return register_school(code=code, name=name, stages=stages, node=peer.code)
    except SchoolNotDescribed as problem:
        message = f"The school {code} is new here: name it and its levels of education."
        raise BadPackage([Problem("bad_line", message, 1)]) from problem
