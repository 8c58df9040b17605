"""The classes of a school and year as its office sees them, and steps that can be taken back."""

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q

from eduportal.core.text import search_key
from grades.selectors.classes import last_sealed
from schools.models import ClassGroup, School, SchoolYear, Term
from schools.rules.class_names import sort_key
from staffing.models import HomeroomAssignment, StaffMember
from students.choices import OPEN_TRANSFERS, Began, Direction, Ended, Sex
from students.models import Enrolment, Transfer
from students.selectors import in_class_on, offers_choices

# How far back arrivals and leavings are news.
RECENT = datetime.timedelta(days=30)
MOST_STEPS = 8


@dataclass(frozen=True)
class ClassRow:
    """One class: who leads it, how many sit in it on the day, who came and left lately."""

    group: ClassGroup
    homeroom: StaffMember | None
    students: int
    girls: int
    came: int
    left: int

    @cached_property
    def words(self) -> str:
        """What the class is searched by, without accents."""
        names = (self.group.name, self.homeroom.full_name if self.homeroom else "")
        return search_key(" ".join([*names, self.group.room]))


def class_rows(school: School, year: SchoolYear, day: datetime.date) -> list[ClassRow]:
    """The school's classes of the year by grade and name, as they are on the day: two queries."""
    homerooms = HomeroomAssignment.objects.in_force(day).filter(school=school)
    leads = {each.class_group_id: each.staff for each in homerooms.select_related("staff")}
    sits = in_class_on(day, "enrolments__")
    lately = (day - RECENT, day)
    groups = (
        ClassGroup.objects.filter(school=school, school_year=year)
        .select_related("grade_level")
        .annotate(
            chooses=offers_choices(),
            sitting=Count("enrolments", filter=sits),
            girls=Count("enrolments", filter=sits & Q(enrolments__student__sex=Sex.FEMALE)),
            came=Count(
                "enrolments",
                filter=sits
                & Q(enrolments__starts_on__range=lately)
                & ~Q(enrolments__starts_on=year.starts_on),
            ),
            left=Count("enrolments", filter=Q(enrolments__ends_on__range=lately) & ~sits),
        )
    )
    rows = [
        ClassRow(each, leads.get(each.pk), each.sitting, each.girls, each.came, each.left)
        for each in groups
    ]
    return sorted(rows, key=lambda row: (row.group.grade_level_id, sort_key(row.group.name)))


# How the list can be sorted; by class as class_rows gives it.
SORTS: dict[str, Callable[[ClassRow], Any]] = {
    "class": lambda row: (row.group.grade_level_id, sort_key(row.group.name)),
    "students": lambda row: row.students,
    "homeroom": lambda row: row.homeroom.sort_key if row.homeroom else "",
    "room": lambda row: sort_key(row.group.room),
}
WITHOUT = "none"


@dataclass(frozen=True)
class ClassFilter:
    """What the list is narrowed to."""

    text: str = ""
    grade: str = ""
    session: str = ""
    homeroom: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.grade or self.session or self.homeroom)

    def of(self, rows: Iterable[ClassRow]) -> list[ClassRow]:
        """The rows that are meant, in the order they come in."""
        words = search_key(self.text).split()
        return [
            row
            for row in rows
            if all(word in row.words for word in words)
            and self.grade in ("", str(row.group.grade_level_id))
            and self.session in ("", row.group.session)
            and not (self.homeroom == WITHOUT and row.homeroom)
        ]


@dataclass(frozen=True)
class UndoableStep:
    """One change of class or leaving that can still be taken back.

    `stay` is the newest stay; `old` the one before, for a change of class. `until` is the term
    whose sealing ends the time for it; None past the last term.
    """

    stay: Enrolment
    old: Enrolment | None
    on: datetime.date
    until: Term | None


def undoable_steps(school: School, year: SchoolYear) -> list[UndoableStep]:
    """The newest changes of class and leavings that no sealed term stops: four queries."""
    stays = Enrolment.objects.filter(
        school=school, school_year=year, succeeded_on=None, student__is_current=True
    ).select_related("student", "class_group")
    moved = stays.filter(began=Began.CLASS_CHANGE, ends_on=None).order_by("-starts_on", "-pk")
    left = stays.exclude(ends_on=None).exclude(ended=Ended.COMPLETED)
    newest = [*moved[:MOST_STEPS], *left.order_by("-ends_on", "-pk")[:MOST_STEPS]]
    before = _before([stay for stay in newest if stay.ends_on is None])
    classes = {stay.class_group_id for stay in [*newest, *before.values()]}
    sealed, terms = last_sealed(classes), list(Term.objects.filter(school_year=year))
    steps = [_step(stay, before.get(stay.pk), terms) for stay in newest]
    possible = [step for step in steps if _is_possible(step, sealed)]
    return sorted(possible, key=lambda step: step.on, reverse=True)[:MOST_STEPS]


def _before(moved: Collection[Enrolment]) -> dict[int, Enrolment]:
    """The stay before each, by the key of the stay that followed."""
    days = {(stay.student_id, stay.starts_on): stay.pk for stay in moved}
    olds = Enrolment.objects.filter(
        student__in=[stay.student_id for stay in moved], ended=Ended.CLASS_CHANGE
    ).select_related("class_group")
    found = {(old.student_id, old.succeeded_on): old for old in olds}
    return {pk: found[key] for key, pk in days.items() if key in found}


def _step(stay: Enrolment, old: Enrolment | None, terms: Iterable[Term]) -> UndoableStep:
    on = stay.ends_on + datetime.timedelta(days=1) if stay.ends_on else stay.starts_on
    ahead = [term for term in terms if term.ends_on >= on]
    return UndoableStep(stay, old, on, min(ahead, key=lambda term: term.ends_on, default=None))


def _is_possible(step: UndoableStep, sealed: dict[int, Term]) -> bool:
    if step.stay.ends_on is None and step.old is None:
        return False
    classes = [stay.class_group_id for stay in (step.stay, step.old) if stay is not None]
    return all(pk not in sealed or step.on > sealed[pk].ends_on for pk in classes)


def transfers_waiting(school: School) -> list[Transfer]:
    """Transfers this school has offered or asked for, that it may take back."""
    mine = Transfer.objects.filter(school=school, state__in=OPEN_TRANSFERS)
    own = Q(direction=Direction.OUT, state=OPEN_TRANSFERS[1]) | Q(
        direction=Direction.IN, state=OPEN_TRANSFERS[0]
    )
    return list(mine.filter(own).order_by("-moved_at")[:MOST_STEPS])


@dataclass(frozen=True)
class Roster:
    """One class: who sits in it on the day, by name, and who sat in it before, by name."""

    present: list[Enrolment]
    gone: list[Enrolment]

    def named(self, text: str) -> "Roster":
        """Those whose name has every word of the text, or whose code begins with it."""
        return Roster(_named(self.present, text), _named(self.gone, text))


def roster_of(group: ClassGroup, day: datetime.date) -> Roster:
    """The stays of the class, with their students: one query."""
    stays = Enrolment.objects.filter(class_group=group).select_related("student")
    ordered = stays.order_by("student__sort_key", "student", "starts_on")
    present = [stay for stay in ordered if stay.ends_on is None or stay.ends_on >= day]
    here = {stay.student_id for stay in present}
    gone = {stay.student_id: stay for stay in ordered if stay.student_id not in here}
    return Roster(present, list(gone.values()))


def _named(stays: list[Enrolment], text: str) -> list[Enrolment]:
    words, code = search_key(text).split(), text.strip().lower()
    return [
        stay
        for stay in stays
        if all(word in stay.student.search_key for word in words)
        or (code and (stay.student.ministry_code or "").lower().startswith(code))
    ]


def earlier_year(school: School, year: SchoolYear) -> SchoolYear | None:
    """The newest year before this one in which the school had classes."""
    years = SchoolYear.objects.filter(classes__school=school, starts_on__lt=year.starts_on)
    return years.annotate(count=Count("classes")).order_by(F("starts_on").desc()).first()
