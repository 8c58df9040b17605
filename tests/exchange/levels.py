"""School, Department and Ministry: what a test does to them, and what must hold afterwards."""

from datetime import UTC, datetime, timedelta

from django.db.models import F

from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.scoping import Scope, everywhere
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from grades.selectors.correcting import sealed_term
from grades.services import correct_class, seal_class
from schools.models import ClassGroup
from tests.exchange.second_node import SecondNode
from tests.grades.conftest import fill, set_state
from tests.owner import owner_cursor, superuser_address
from tests.world import World

AMEND = """
begin;
select set_config('eduportal.scope', '*', true);
alter table grades_markrecord disable trigger markrecord_sealed_update;
update grades_markrecord r
set regular = array_fill(%(mark)s::smallint, array[s.regular_count::int]), midterm = %(mark)s,
    final = %(mark)s, average = %(mark)s
from grades_marksheet s
where s.id = r.sheet_id and s.state = 'sealed' and s.form = 'scored'
    and s.class_group_id = any(%(classes)s);
alter table grades_markrecord enable trigger markrecord_sealed_update;
commit;
"""
# What an older copy of a database lacks: the newest packages, and all that hangs on them.
FORGET = """
begin;
select set_config('eduportal.scope', '*', true);
set local session_replication_role = replica;
create temporary table lost on commit drop as
    select id, hash, prev from exchange_package {which};
delete from exchange_line where package_id in (select id from lost);
delete from exchange_receipt where package_id in (select id from lost);
delete from exchange_outboxentry where package_id in (select id from lost);
delete from exchange_package where id in (select id from lost);
update exchange_package set state = 'accepted'
    where state = 'superseded' and hash in (select prev from lost);
commit;
"""
LONG_AGO = datetime(2026, 9, 5, tzinfo=UTC)


def approve(world: World, mark: int, classes: int = 4) -> None:
    """Fill and approve classes of the province, as their schools would; correct the sealed."""
    groups = list(world.enrolments)[:classes]
    for group in groups:
        approve_one(world, group, mark)
    amend([group.pk for group in groups], mark)


def approve_one(world: World, class_group: ClassGroup, mark: int) -> None:
    """Fill and approve the sheets of a class that are not sealed."""
    with everywhere("a test enters marks"):
        for (group, _subject), sheet in world.sheets.items():
            if group == class_group:
                sheet.refresh_from_db()
                if sheet.state != SheetState.SEALED:
                    fill(sheet, mark if sheet.form == "scored" else 201)
                    set_state(sheet, SheetState.APPROVED)


def amend(class_group_ids: list[int], mark: int) -> None:
    """Correct the sealed marks of classes, which only the owner can."""
    with owner_cursor() as cursor:
        cursor.execute(AMEND, {"classes": class_group_ids, "mark": mark})


def seal(world: World, mark: int, classes: int = 4, reason: str = "") -> list[Package]:
    """Approve classes and seal them; those that were sealed are corrected."""
    approve(world, mark, classes)
    return [_sealed(world, group, reason) for group in list(world.enrolments)[:classes]]


def seal_one(world: World, group: ClassGroup, mark: int) -> Package:
    """Approve a class and seal it."""
    approve_one(world, group, mark)
    return _sealed(world, group, "")


def _sealed(world: World, group: ClassGroup, reason: str) -> Package:
    scope = Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})})
    who = {"scope": scope, "user": world.users["head"]}
    what = {"class_group": group, "term": world.term}
    with everywhere("a test seals"):
        sealed = sealed_term(group, world.term)
        if sealed is not None and sealed.differences:
            return correct_class(
                revision=sealed.revision, basis=reason or "Quyết định 1/QĐ", **what, **who
            )
        revision = revision_of_class(group, world.term)
        return seal_class(revision=revision, reason=reason, without_conduct=True, **what, **who)


def forget(database: str = "", which: str = "") -> None:
    """Take packages out of a database, as if it had been copied before they came."""
    with owner_cursor(superuser_address(database)) as cursor:
        cursor.execute(FORGET.format(which=which))


def make_due() -> None:
    """Let the time pass that packages and peers have to wait for."""
    with everywhere("a test lets time pass"):
        OutboxEntry.objects.filter(state="queued").update(not_before=LONG_AGO)
        Peer.objects.update(paused_until=None)


def let_pass(seconds: int) -> None:
    """Let this much time pass for what waits."""
    with everywhere("a test lets time pass"):
        waiting = OutboxEntry.objects.filter(state="queued")
        waiting.update(not_before=F("not_before") - timedelta(seconds=seconds))
        Peer.objects.update(paused_until=F("paused_until") - timedelta(seconds=seconds))


def states() -> set[str]:
    """Where the packages stand on their way up."""
    with everywhere("a test looks"):
        return set(OutboxEntry.objects.values_list("state", flat=True))


def conserved(ministry: SecondNode) -> bool:
    """Nothing lost, nothing twice, nothing under way.

    School, Department and Ministry hold the same records; every package was accepted above, once,
    and each level knows the other's word for it.
    """
    with everywhere("a test compares"):
        school, department = digest_of(sealed_lines()), digest_of(ledger_lines())
        packages = set(Package.objects.values_list("hash", flat=True))
    above = [package_hash for (package_hash,) in ministry.rows("select hash from exchange_package")]
    twice = ministry.rows(
        "select 1 from exchange_line where counted group by student_uid, year, period, feed "
        "having count(*) > 1"
    )
    return (
        school == department == ministry.digest()
        and sorted(above) == sorted(packages)
        and twice == []
        and states() == {"accepted"}
    )
