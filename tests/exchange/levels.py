"""School, Department and Ministry: what a test does to them, and what must hold afterwards."""

from datetime import UTC, datetime, timedelta

from django.db.models import F

from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.scoping import Scope, everywhere
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from grades.services import seal_class
from tests.exchange.second_node import SecondNode
from tests.grades.conftest import fill, set_state
from tests.owner import owner_cursor
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
LONG_AGO = datetime(2026, 9, 5, tzinfo=UTC)


def approve(world: World, mark: int, classes: int = 4) -> None:
    """Fill and approve classes of the province, as their schools would; correct the sealed."""
    with everywhere("a test enters marks"):
        groups = list(world.enrolments)[:classes]
        for (group, _subject), sheet in world.sheets.items():
            if group in groups:
                sheet.refresh_from_db()
                if sheet.state != SheetState.SEALED:
                    fill(sheet, mark if sheet.form == "scored" else 201)
                    set_state(sheet, SheetState.APPROVED)
    amend([group.pk for group in groups], mark)


def amend(class_group_ids: list[int], mark: int) -> None:
    """Correct the sealed marks of classes, which only the owner can."""
    with owner_cursor() as cursor:
        cursor.execute(AMEND, {"classes": class_group_ids, "mark": mark})


def seal(world: World, mark: int, classes: int = 4, reason: str = "") -> list[Package]:
    """Approve classes and seal them."""
    approve(world, mark, classes)
    scope = Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})})
    head = world.users["head"]
    with everywhere("a test seals"):
        return [
            seal_class(
                class_group=group,
                term=world.term,
                revision=revision_of_class(group, world.term),
                scope=scope,
                user=head,
                reason=reason,
            )
            for group in list(world.enrolments)[:classes]
        ]


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
