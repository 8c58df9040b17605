"""What the first page of an official asks: how far, whose turn, and what has not arrived above."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.access import PageQuery
from eduportal.dashboards.figures.left import TERM
from eduportal.dashboards.figures.selectors import SchoolFigures
from eduportal.dashboards.models import ClassFigure
from eduportal.dashboards.questions.progress import (
    SHOWN_LATE,
    ProgressLine,
    school_line,
    unfinished,
)
from eduportal.dashboards.questions.received import received_period
from eduportal.exchange.selectors.matrix import Counts, counts_of
from eduportal.exchange.selectors.places import peers_now
from eduportal.exchange.selectors.standing import standing_of_feed
from eduportal.notices.selectors import unread_count
from eduportal.scoping.actions import Action
from eduportal.todo.choices import OPEN
from eduportal.todo.models import Task
from eduportal.todo.selectors import first_of
from grades.selectors.term_lines import FEED
from schools.models import Term
from staffing.selectors.counted import counts_of as balances_of

SHOWN_TASKS = 6

# Where a class stops: at its earliest step that is not done, so that each class counts once.
_HANDED_IN = F("submitted") + F("approved") + F("sealed")
_DECIDED = F("approved") + F("sealed")
STOPS = {
    "entering": Q(sheets__gt=_HANDED_IN, cells__gt=F("filled")),
    "handing": Q(sheets__gt=_HANDED_IN, cells__lte=F("filled")),
    "approving": Q(sheets=_HANDED_IN, sheets__gt=_DECIDED),
    "sealing": Q(sheets=_DECIDED, sheets__gt=F("sealed")),
}
WORDS: dict[str, tuple[Promise, Promise]] = {
    "entering": (_("Marks missing"), _("the teacher's turn")),
    "handing": (_("All marks there, not handed in"), _("the teacher's turn")),
    "approving": (_("Handed in, not approved"), _("the head's turn")),
    "sealing": (_("Approved, not sealed"), _("the head's turn")),
}


@dataclass(frozen=True)
class Bar:
    """One line of a table of bars: so many of all."""

    name: Promise
    count: int
    whole: int
    turn: Promise | str = ""

    @property
    def percent(self) -> float:
        return 100 * self.count / self.whole if self.whole else 0


@dataclass(frozen=True)
class Steps:
    """The classes of a place by where they stop (STOPS), and those above that have arrived.

    `sent` is None where no node is above.
    """

    classes: int
    stops: dict[str, int]
    sent: Counts | None

    @property
    def unsealed(self) -> int:
        return sum(self.stops.values())

    @property
    def sealed(self) -> int:
        return self.classes - self.unsealed

    @property
    def bars(self) -> list[Bar]:
        """How many classes are through each step."""
        left = self.classes
        found = []
        names = (_("All marks entered"), _("Handed in"), _("Approved"), _("Classes sealed"))
        for name, stop in zip(names, STOPS, strict=True):
            left -= self.stops[stop]
            found.append(Bar(name, left, self.classes))
        if self.sent is not None:
            found.append(Bar(_("Accepted by the Ministry"), self.sent.accepted, self.classes))
        return found

    @property
    def waiting(self) -> list[Bar]:
        """Where the classes that are not sealed stop, and whose turn it is."""
        return [
            Bar(WORDS[stop][0], n, self.unsealed, WORDS[stop][1]) for stop, n in self.stops.items()
        ]

    @property
    def not_above(self) -> list[Bar]:
        """Why sealed classes are not accepted above."""
        if self.sent is None:
            return []
        sent = self.sent
        named = {
            _("Waiting to be sent"): sent.queued,
            _("Parked above"): sent.parked,
            _("Returned"): sent.returned,
            _("To be decided by a person"): sent.undecided,
        }
        return [Bar(name, count, sent.open) for name, count in named.items() if count]


def steps_of(term: Term, schools: Sequence[SchoolFigures], stage: str, *, is_all: bool) -> Steps:
    """How far the classes of these schools are, every one in scope with `is_all`: three queries."""
    ids = [row.school.pk for row in schools]
    figures = ClassFigure.objects.filter(term=term, sheets__gt=0)
    if not is_all:
        figures = figures.filter(school__in=ids)
    if stage:
        figures = figures.filter(stage=stage)
    counts = {stop: Count("pk", filter=condition) for stop, condition in STOPS.items()}
    found = figures.aggregate(classes=Count("pk"), **counts)
    sent = None if stage else _sent(term, None if is_all else ids)
    return Steps(found.pop("classes"), found, sent)


def _sent(term: Term, school_ids: Collection[int] | None) -> Counts | None:
    if not peers_now().above:
        return None
    asked = received_period(term)
    return counts_of(standing_of_feed(asked.year, FEED, asked.period, school_ids))


def asked_schools(term: Term, school_ids: Collection[int]) -> dict[int, Task]:
    """The open task by which each of these schools is asked to finish the term: one query."""
    tasks = Task.objects.filter(
        code=TERM, term=term, state__in=OPEN, about_school__in=school_ids
    ).order_by("pk")
    return {task.about_school_id: task for task in tasks if task.about_school_id}


def first_page(
    asked: PageQuery, term: Term, schools: Sequence[SchoolFigures], *, is_all: bool
) -> dict[str, object]:
    """What the first pages of a Department and of a commune have in common, above the figures."""
    request: Any = asked.request
    has_tasks = request.scope.can_somewhere(Action.ANSWER_TASKS)
    rows = unfinished(schools)[:SHOWN_LATE]
    tasks = asked_schools(term, [row.school.pk for row in rows])
    return {
        "steps": steps_of(term, schools, asked.stage, is_all=is_all),
        "unsealed_at": sum(bool(row.tally.unsealed) for row in schools),
        "late_asked": [(school_line(row, asked.stage), tasks.get(row.school.pk)) for row in rows],
        "has_tasks": has_tasks,
        "bell": unread_count(request.user.pk) if has_tasks else None,
        "tasks": first_of(request.user, SHOWN_TASKS) if has_tasks else [],
    }


@dataclass(frozen=True)
class SchoolRow:
    """One school of a commune: its progress, the task about it, students a class, its teachers."""

    line: ProgressLine
    address: str
    task: Task | None
    short: float | None
    surplus: float | None

    @property
    def students_a_class(self) -> float | None:
        tally = self.line.tally
        return tally.students / tally.classes if tally.classes else None


def school_rows(term: Term, schools: Sequence[SchoolFigures], stage: str) -> list[SchoolRow]:
    """The schools of a commune, those with the most left first: two queries."""
    tasks = asked_schools(term, [row.school.pk for row in schools])
    balances = balances_of([row.school for row in schools], term.school_year)
    teachers = {each.school.pk: each.figures for each in balances.rows}
    found = []
    for row in sorted(schools, key=lambda row: (not row.is_late, -row.tally.unsealed)):
        figures = teachers.get(row.school.pk)
        has = figures is not None and figures.has_subjects
        found.append(
            SchoolRow(
                school_line(row, stage),
                row.school.address,
                tasks.get(row.school.pk),
                float(figures.short) if figures and has else None,
                float(figures.surplus) if figures and has else None,
            )
        )
    return found
