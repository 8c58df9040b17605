"""A school's register leaves the Department as a file and begins the school's own portal."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from eduportal import scoping
from eduportal.exchange.models.changed import ChangedFeed
from eduportal.operations import handover
from eduportal.privacy.models import Access
from grades.models import MarkSheet, RegulationSet
from schools.models import School
from staffing.models import Protection, StaffMember, Wish
from students.models import Student
from tests import factories
from tests.operations.province import forget
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
# What a school's node begins with is brought in by its owner; a Department hands over as it runs.
by_owner = pytest.mark.usefixtures("as_owner")
REASON = "a test looks at two portals"
OWN = "truong-a"


def written(school: School) -> str:
    file = StringIO()
    handover.write_register(school, file)
    return file.getvalue()


@by_owner
def test_the_schools_own_portal_begins_with_the_same_rows(world: World) -> None:
    with scoping.everywhere(REASON):
        people = set(Student.objects.filter(school=world.school).values_list("person_uid"))
        teacher = world.staff["teacher"]
        factories.WishFactory(staff=teacher, to_school=world.neighbour_school)
        factories.ProtectionFactory(staff=teacher)
    register = written(world.school)
    forget()

    assert handover.take_register(StringIO(register)) == world.school.code

    with scoping.everywhere(REASON):
        [school] = School.objects.all()
        assert written(school).splitlines()[1:] == register.splitlines()[1:]
        assert set(Student.objects.values_list("person_uid")) == people
        # The marks of the Department's mark book stay there, and so do its accounts.
        assert not MarkSheet.objects.exists()
        assert set(StaffMember.objects.values_list("user", flat=True)) == {None}
        assert RegulationSet.objects.exists()
        # The school wished for is not there, but its name is.
        assert Wish.objects.get().to_name == world.neighbour_school.name
        assert Protection.objects.exists()
        # Its registers are sealed with the next run, not the night after.
        noted = set(ChangedFeed.objects.filter(school=school).values_list("feed", flat=True))
        assert {"school", "staff", "class", "student"} <= noted
        # The next number of each table is free, and every guard is back.
        factories.StudentFactory(school=school)
    with connection.cursor() as cursor:
        cursor.execute("select tgname from pg_trigger where tgenabled <> 'O' and not tgisinternal")
        assert cursor.fetchall() == []


@by_owner
def test_a_portal_that_has_a_register_keeps_it(world: World) -> None:
    with pytest.raises(handover.CannotTake, match="has a register already"):
        handover.take_register(StringIO(written(world.school)))


@by_owner
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: lines[1:], "holds no school's register"),
        (lambda lines: ["[]", *lines[1:]], "holds no school's register"),
        (lambda lines: lines[:-1], "another version of the portal, or cut short"),
        (
            lambda lines: [*lines[:-1], lines[-1][:-9]],
            "another version of the portal, or cut short",
        ),
        (lambda lines: [lines[0], *lines[2:]], "another version of the portal, or cut short"),
        (
            lambda lines: [lines[0], lines[1].replace('"code"', '"coda"', 1), *lines[2:]],
            "another version of the portal, or cut short",
        ),
    ],
)
def test_another_file_is_refused_and_nothing_is_changed(
    world: World, change, sentence: str
) -> None:
    lines = written(world.school).splitlines()
    forget()
    with pytest.raises(handover.CannotTake, match=sentence):
        handover.take_register(StringIO("\n".join(change(lines))))
    with scoping.everywhere(REASON):
        assert not School.objects.exists()
    assert RegulationSet.objects.exists()


@by_owner
def test_the_commands_hand_over_and_take_the_same_bytes(world: World, tmp_path: Path) -> None:
    path, handed, taken = tmp_path / "register", StringIO(), StringIO()
    call_command("hand_over_school", world.school.code, OWN, str(path), stdout=handed)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with scoping.everywhere(REASON):
        assert School.objects.get(pk=world.school.pk).node == OWN
        seen = Access.objects.filter(route="hand_over_school")
        assert (
            sum(len(entry.persons) for entry in seen)
            > Student.objects.filter(school=world.school).count()
        )
    forget()

    call_command("take_school", str(path), stdout=taken)
    assert handed.getvalue().split("SHA-256 ")[1] == taken.getvalue().split("SHA-256 ")[1]
    with scoping.everywhere(REASON):
        assert School.objects.get().node == ""


def test_a_school_of_another_portal_or_none_is_not_handed_over(
    world: World, tmp_path: Path
) -> None:
    path = str(tmp_path / "register")
    with pytest.raises(CommandError, match="No school here has the code"):
        call_command("hand_over_school", "none", OWN, path)
    call_command("hand_over_school", world.school.code, OWN, path, stdout=StringIO())
    with pytest.raises(CommandError, match=f"come from {OWN}"):
        call_command("hand_over_school", world.school.code, "truong-b", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("take_school", f"{path}.none")


def test_the_file_holds_the_school_and_no_other(world: World) -> None:
    tables = [json.loads(line) for line in written(world.school).splitlines()[1:]]
    rows = {table["table"]: json.loads(table["rows"]) for table in tables}
    assert [row["code"] for row in rows["schools_school"]] == [world.school.code]
    schools = {row["school_id"] for name in rows for row in rows[name] if "school_id" in row}
    assert schools == {world.school.pk}
