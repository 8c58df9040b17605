"""Two connections: a student enrolled while the class is sealed is never on a sealed sheet that no
package carries."""

import datetime
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.selectors import scope_for
from eduportal.exchange.models import Line, Package
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.selectors import revision_of_class
from grades.services import ShownOtherwise, seal_class
from students.choices import Ended, StudentStatus
from students.models import Enrolment
from students.services import RosterEntry, StayRefused, change_class, enrol_students
from tests.grades.conftest import fill
from tests.stays import leave
from tests.world import STUDENTS, World, build_world

pytestmark = pytest.mark.usefixtures("signing_key")
# Long enough for the other connection to come as far as it can.
MEANWHILE_SECONDS = 1.0
NEWCOMER = "Trần Thị Mới"


@pytest.fixture
def world(transactional_db: None) -> World:
    """The province, committed, with the class 6A1 approved and complete."""
    world = build_world()
    with scoping.everywhere("a test approves a class"):
        for subject in world.subjects:
            sheet = world.sheets[world.class_group, subject]
            fill(sheet, 80 if sheet.form == "scored" else 201)
            for state in (SheetState.SUBMITTED, SheetState.APPROVED):
                MarkSheet.objects.filter(pk=sheet.pk).update(state=state)
    return world


def seal(world: World) -> Package:
    user = world.users["head"]
    return seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_for(user),
        user=user,
    )


def enrol(world: World) -> None:
    entry = RosterEntry(
        student_id=None,
        fields={"full_name": NEWCOMER, "birth_date": datetime.date(2014, 5, 1)},
        class_name=world.class_group.name,
        grade_level=world.class_group.grade_level_id,
        status=StudentStatus.STUDYING,
    )
    enrol_students(school_id=world.school.pk, school_year=world.year, entries=[entry])


def add_lines_by_hand(world: World) -> None:
    """What a program that knows no service might do."""
    stay = world.enrolments[world.classes[world.school][1]][0]
    leave(stay, Ended.LEFT)
    enrolment = Enrolment.objects.create(
        school=world.school,
        student=stay.student,
        class_group=world.class_group,
        school_year=world.year,
        starts_on=world.term.ends_on,
    )
    MarkRecord.objects.create(
        school=world.school, sheet=world.sheet, enrolment=enrolment, regular=[None] * 4
    )


class Other(threading.Thread):
    """One act in a connection of its own; `error` is what it ended with."""

    def __init__(self, act: Callable[[World], object], world: World) -> None:
        super().__init__()
        self.act, self.world, self.error = act, world, None

    def run(self) -> None:
        try:
            with scoping.schools([self.world.school.pk]):
                self.act(self.world)
        except Exception as error:
            self.error = error
        finally:
            connection.close()


@contextmanager
def while_open(act: Callable[[World], object], world: World) -> Iterator[None]:
    """Do the act in a transaction that ends after the block."""
    with scoping.schools([world.school.pk]), transaction.atomic():
        act(world)
        yield


def run_both(first: Callable[[World], object], second: Callable, world: World) -> Other:
    """The second begins when the first has done everything but commit; it must wait for it."""
    other = Other(second, world)
    with while_open(first, world):
        other.start()
        time.sleep(MEANWHILE_SECONDS)
        assert other.is_alive(), "the second did not wait"
    other.join(30)
    assert not other.is_alive()
    return other


def sealed_and_carried() -> tuple[set[str], set[str]]:
    """The students on sealed sheets and in the ledger."""
    with scoping.everywhere("the test looks"):
        sealed = MarkRecord.objects.filter(sheet__state=SheetState.SEALED)
        return (
            set(map(str, sealed.values_list("enrolment__student__person_uid", flat=True))),
            set(map(str, Line.objects.values_list("student_uid", flat=True))),
        )


def names_on_sheet(world: World) -> set[str]:
    with scoping.everywhere("the test looks"):
        return set(world.sheet.records.values_list("enrolment__student__full_name", flat=True))


def move_to_the_other_class(world: World) -> None:
    stay = Enrolment.objects.get(pk=world.enrolments[world.class_group][0].pk)
    to, today = world.classes[world.school][1], timezone.localdate()
    change_class(enrolment_id=stay.pk, shown=stay.revision, to=to, on=today)


@pytest.mark.parametrize("come_or_go", [enrol, move_to_the_other_class])
def test_who_comes_or_goes_waits_for_the_seal_and_is_refused(
    world: World, come_or_go: Callable[[World], None]
) -> None:
    other = run_both(seal, come_or_go, world)

    assert isinstance(other.error, StayRefused)
    sealed, carried = sealed_and_carried()
    assert sealed == carried and len(sealed) == STUDENTS
    assert NEWCOMER not in names_on_sheet(world)
    with scoping.everywhere("the test looks"):
        assert not Enrolment.objects.filter(student__full_name=NEWCOMER).exists()


def test_a_seal_waits_for_the_enrolment_and_asks_to_look_at_the_new_lines(world: World) -> None:
    other = run_both(enrol, seal, world)

    assert isinstance(other.error, ShownOtherwise)
    assert sealed_and_carried() == (set(), set())
    with scoping.schools([world.school.pk]):
        seal(world)
    sealed, carried = sealed_and_carried()
    assert sealed == carried and len(sealed) == STUDENTS + 1
    assert NEWCOMER in names_on_sheet(world)


def test_a_line_written_past_the_services_waits_and_is_refused(world: World) -> None:
    other = run_both(seal, add_lines_by_hand, world)

    assert isinstance(other.error, IntegrityError) and "is sealed" in str(other.error)
    sealed, carried = sealed_and_carried()
    assert sealed == carried


def test_a_seal_waits_for_a_line_written_past_the_services(world: World) -> None:
    other = run_both(add_lines_by_hand, seal, world)

    assert isinstance(other.error, ShownOtherwise)
    with scoping.schools([world.school.pk]):
        seal(world)
    sealed, carried = sealed_and_carried()
    assert sealed == carried and len(sealed) == STUDENTS + 1
