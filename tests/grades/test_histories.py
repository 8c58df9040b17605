"""Random histories: students come, move, leave, return, change school; no mark is lost."""

import datetime
import random
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db.models import Q
from django.utils import timezone

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from grades.services import seal_class
from grades.services.writing import update_records
from schools.models import ClassGroup
from students.choices import Direction, Ended, StudentStatus, TransferState
from students.models import Enrolment, Transfer
from students.selectors import in_class_for, in_class_on, reported_for
from students.services import (
    RosterEntry,
    StayRefused,
    change_class,
    come_back,
    end_stay,
    enrol_students,
    offer,
    take_in,
    undo_class_change,
    undo_end,
    withdraw,
)
from tests.grades.conftest import set_state
from tests.world import World

pytestmark = pytest.mark.usefixtures("uncounted", "db_everywhere")
STEPS = 30
SEAL = Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})})


class School:
    """One school whose clerk, teachers and head act at random; it knows what was typed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.draw = world, random.Random(seed)
        # The mark by child, at whichever school, and subject.
        self.typed: dict[tuple[uuid.UUID, int], int] = {}
        self.newcomers = 0
        self.refusals: Counter[str] = Counter()
        self.done: list[str] = []

    def step(self) -> None:
        acts: list[Callable[[], object]] = [
            *[self.mark] * 4,
            *[self.move] * 4,
            self.undo_move,
            self.leave,
            self.undo_leaving,
            self.come_back,
            self.enrol,
            self.let_go,
            self.take_back,
            self.take_in,
        ]
        if len(self.done) > STEPS // 2:
            acts.append(self.seal)
        act = self.draw.choice(acts)
        self.done.append(act.__name__)
        try:
            act()
        except StayRefused as refusal:
            self.refusals[act.__name__] += 1
            assert all(refusal.problems)

    def mark(self) -> None:
        lines = MarkRecord.objects.filter(
            in_class_for(self.world.term, "enrolment__"),
            reported_for(self.world.term, "enrolment__"),
            sheet__class_group__in=self.classes,
            sheet__term=self.world.term,
            sheet__state=SheetState.OPEN,
            sheet__form="scored",
        )
        line = self.draw.choice([*lines.select_related("sheet", "enrolment__student"), None])
        if line is not None:
            line.midterm = self.draw.randint(0, 100)
            update_records([line])
            self.typed[_key(line)] = line.midterm

    def move(self) -> None:
        """Mostly of a student who sits in a class; now and then of one who has left."""
        sitting = [in_class_for(self.world.term)] if self.draw.random() < 0.8 else []
        stay = self.stay(*sitting)
        to = self.draw.choice([each for each in self.classes if each != stay.class_group])
        change_class(enrolment_id=stay.pk, shown=stay.revision, to=to, on=self.day())

    def undo_move(self) -> None:
        stay = self.stay()
        undo_class_change(enrolment_id=stay.pk, shown=stay.revision)

    def leave(self) -> None:
        stay, why = self.stay(), self.draw.choice([Ended.LEFT, Ended.SUSPENDED])
        end_stay(enrolment_id=stay.pk, shown=stay.revision, on=self.day(), ended=why)

    def undo_leaving(self) -> None:
        stay = self.stay()
        undo_end(enrolment_id=stay.pk, shown=stay.revision)

    def come_back(self) -> None:
        stay, to = self.stay(), self.draw.choice(self.classes)
        come_back(enrolment_id=stay.pk, shown=stay.revision, to=to, on=self.day())

    def enrol(self) -> None:
        self.newcomers += 1
        entry = RosterEntry(
            student_id=None,
            fields={
                "full_name": f"Trần Thị Mới {self.newcomers}",
                "birth_date": datetime.date(2014, 5, 1),
            },
            class_name=self.draw.choice(self.classes).name,
            grade_level=6,
            status=self.draw.choice([StudentStatus.STUDYING, StudentStatus.TRANSFERRED_IN]),
        )
        school = self.world.school
        enrol_students(school_id=school.pk, school_year=self.world.year, entries=[entry])

    def let_go(self) -> None:
        """To the neighbour school, which may take the student in."""
        stay = self.stay()
        offer(
            enrolment_id=stay.pk,
            shown=stay.revision,
            to=self.world.neighbour_school,
            last_day=self.day(),
            by=self.world.users["clerk"],
        )

    def way(self, direction: Direction) -> Transfer | None:
        ways = Transfer.objects.filter(direction=direction, state=TransferState.OFFERED)
        return self.draw.choice([*ways.order_by("pk"), None])

    def take_back(self) -> None:
        if (way := self.way(Direction.OUT)) is not None:
            withdraw(transfer_id=way.pk, shown=way.revision, by=self.world.users["clerk"])

    def take_in(self) -> None:
        if (way := self.way(Direction.IN)) is not None:
            take_in(
                transfer_id=way.pk,
                shown=way.revision,
                to=self.draw.choice(self.world.classes[self.world.neighbour_school]),
                on=timezone.localdate(),
                by=self.world.users["clerk"],
            )

    def seal(self) -> None:
        group = self.draw.choice(self.classes)
        for sheet in MarkSheet.objects.filter(class_group=group, state=SheetState.OPEN):
            set_state(sheet, SheetState.APPROVED)
        seal_class(
            without_conduct=True,
            class_group=group,
            term=self.world.term,
            revision=revision_of_class(group, self.world.term),
            scope=SEAL,
            user=self.world.users["head"],
        )

    @property
    def classes(self) -> list[ClassGroup]:
        return self.world.classes[self.world.school]

    def stay(self, *conditions: Q) -> Enrolment:
        stays = Enrolment.objects.filter(*conditions, school=self.world.school).order_by("pk")
        return self.draw.choice(list(stays.select_related("class_group")))

    def day(self) -> datetime.date:
        return timezone.localdate() - datetime.timedelta(days=self.draw.randint(0, 40))

    def story(self, child: uuid.UUID) -> list[str]:
        stays = Enrolment.objects.filter(student__person_uid=child).order_by("starts_on")
        lines = MarkRecord.objects.filter(
            enrolment__student__person_uid=child, sheet__form="scored"
        )
        return [stay.revision for stay in stays] + [
            f"{line.enrolment_id} on {line.sheet.class_group}: {line.midterm}" for line in lines
        ]

    def check(self) -> None:
        """What must hold after every step."""
        term = self.world.term
        schools = (self.world.school, self.world.neighbour_school)
        lines = MarkRecord.objects.filter(
            reported_for(term, "enrolment__"), school__in=schools, sheet__term=term
        ).select_related("sheet", "enrolment__student")
        counted = Counter(map(_key, lines))
        assert set(counted.values()) <= {1}, "one line a child, subject and term"
        here = Enrolment.objects.filter(in_class_for(term), school__in=schools)
        for stay in here.select_related("student"):
            sheets = MarkSheet.objects.filter(class_group=stay.class_group_id, term=term)
            for sheet in sheets:
                key = (stay.student.person_uid, sheet.subject_id)
                assert key in counted, "nobody is without a line"
        held = {_key(line): line.midterm for line in lines}
        for key, mark in self.typed.items():
            assert held.get(key) == mark, (key, mark, self.done, self.story(key[0]))
        today = in_class_on(timezone.localdate())
        sits = Counter(
            Enrolment.objects.filter(today).values_list("student__person_uid", flat=True)
        )
        assert set(sits.values()) <= {1}, "no child in two classes"
        assert digest_of(sealed_lines()) == digest_of(ledger_lines()), "no line without a package"


def _key(line: MarkRecord) -> tuple[uuid.UUID, int]:
    return line.enrolment.student.person_uid, line.sheet.subject_id


@pytest.mark.trial("many")
@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(each, marks=pytest.mark.long) for each in range(3, 40))]
)
def test_no_history_loses_or_doubles_a_line(world: World, seed: int) -> None:
    school = School(world, seed)
    for _ in range(STEPS):
        school.step()
        school.check()
    assert school.refusals["move"] < school.done.count("move"), "some moves were made"
