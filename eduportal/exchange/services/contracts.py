"""Which software serves which school, and whether it is still heard."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from eduportal.exchange.models import Contract, Peer
from eduportal.exchange.services.parking import return_parked
from eduportal.scoping import everywhere
from schools.models import School
from schools.services import give_to_node

MISSED_INTERVALS = 2


class ContractRefused(Exception):
    """The contracts cannot be made as asked; `problems` are sentences, one a school."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


def open_contracts(peer: Peer, codes: Sequence[str], *, interval_hours: int) -> list[Contract]:
    """Let a peer serve these schools from now on: their records come from it.

    All or nothing. Raises ContractRefused.
    """
    with transaction.atomic():
        found = School.objects.filter(code__in=codes).order_by("pk")
        schools = {school.code: school for school in found.select_for_update(no_key=True)}
        open_now = Contract.objects.filter(ended_at=None, school__in=schools.values())
        served = {each.school_id: each.peer for each in open_now.select_related("peer")}
        problems = [said for code in codes if (said := _problem(peer, code, schools, served))]
        if peer.revoked_at is not None:
            problems.insert(0, _("It is trusted no longer."))
        if peer.is_sandbox:
            problems.insert(0, _("It is on trial: let it send for real first."))
        if problems:
            raise ContractRefused(problems)
        give_to_node(schools.values(), peer.code)
        return Contract.objects.bulk_create(
            Contract(school=school, peer=peer, interval_hours=interval_hours)
            for school in schools.values()
        )


def _problem(peer: Peer, code: str, schools: dict[str, School], served: dict[int, Peer]) -> str:
    """Why the peer cannot serve the school of this code; empty when it can."""
    school = schools.get(code)
    if school is None:
        return _("No school has the code “%(code)s”.") % {"code": code}
    said = {"code": code, "school": school.name, "node": school.node}
    if school.closed_on is not None:
        return _("%(code)s, %(school)s, is closed.") % said
    if school.pk in served:
        said["peer"] = served[school.pk].name
        return _("%(code)s, %(school)s, is served by %(peer)s already.") % said
    if school.node not in ("", settings.EDUPORTAL_NODE, peer.code):
        return _("%(code)s, %(school)s, belongs to the portal %(node)s.") % said
    return ""


def end_contract(contract: Contract) -> None:
    """From now on the school works in this portal again.

    What was sent for it stays; what could not be judged until now is returned.
    """
    with transaction.atomic():
        still_open = Contract.objects.filter(pk=contract.pk, ended_at=None)
        if still_open.update(ended_at=timezone.now(), silent_since=None):
            give_to_node([contract.school], "")
            return_parked(contract.school)


def watch_contracts() -> int:
    """Tell the administrators of peers that have fallen silent, and stop when they are heard.

    How many contracts are silent. Safe to run twice: told again, a notice is brought up to date.
    """
    with everywhere("software of every school is listened for"):
        watched = Contract.objects.filter(Q(ended_at=None) | Q(silent_since__isnull=False))
        contracts = watched.select_related("peer").defer("peer__told").order_by("peer_id", "pk")
        groups = groupby(contracts, lambda contract: contract.peer)
        return sum(_watch(peer, list(group)) for peer, group in groups)


def _watch(peer: Peer, contracts: Sequence[Contract]) -> int:
    """Bring one peer's contracts up to date, and tell of what has changed."""
    now, changed = timezone.now(), []
    for each in contracts:
        silent_since = _silent_since(peer, each, now)
        if silent_since != each.silent_since:
            each.silent_since = silent_since
            changed.append(each)
    Contract.objects.bulk_update(changed, ["silent_since"])
    silent = [(each.silent_since, each.school_id) for each in contracts if each.silent_since]
    if changed and silent:
        since, school_id = min(silent)
        import_string(registry.ON_NODE_SILENT)(
            code=peer.code, name=peer.name, school_id=school_id, schools=len(silent), since=since
        )
    elif changed:
        import_string(registry.ON_NODE_HEARD)(code=peer.code)
    return len(silent)


def _silent_since(peer: Peer, contract: Contract, now: datetime) -> datetime | None:
    """When the peer was last heard, if that is more than two intervals ago; else None."""
    if peer.revoked_at is not None:
        return None
    last = max(contract.began_at, peer.seen_at or contract.began_at)
    allowed = MISSED_INTERVALS * timedelta(hours=contract.interval_hours)
    return last if now - last > allowed else None
