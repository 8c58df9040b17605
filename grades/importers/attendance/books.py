"""The rolls of one class, read once for a file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from eduportal.imports.importer import Importer
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.class_lists import ClassList
from grades.importers.class_names import ClassNames
from grades.models import HomeroomRecord
from grades.selectors.attendance import half_days_of, states_on
from grades.services.homeroom_rights import is_sealed, may_lead
from schools.models import ClassGroup, SchoolYear, Term
from schools.rules.class_names import class_key
from students.choices import HalfDay
from students.models import Enrolment, RollCall
from students.selectors import in_class_during


@dataclass
class RollBook:
    """One class with its half-day; `refusal` is why nothing can be written into it."""

    class_group: ClassGroup
    students: ClassList[HomeroomRecord]
    session: HalfDay | None
    refusal: Problem | None
    _states: dict[datetime.date, dict[int, str]] = field(default_factory=dict)
    _taken: dict[datetime.date, datetime.datetime | None] = field(default_factory=dict)

    def states_on(self, day: datetime.date) -> dict[int, str]:
        """P or K of each student who sits in the class on the day; empty where present."""
        if self.session is None:
            return {}
        if day not in self._states:
            self._states[day] = states_on(self.class_group, day, self.session)
        return self._states[day]

    def taken_on(
        self, day: datetime.date, moment: datetime.datetime | None
    ) -> datetime.datetime | None:
        """When the roll of the day was last taken, if that was since the moment."""
        if moment is None or self.session is None:
            return None
        if day not in self._taken:
            rolls = RollCall.objects.filter(
                class_group=self.class_group, on=day, session=self.session
            )
            self._taken[day] = rolls.values_list("taken_at", flat=True).first()
        taken = self._taken[day]
        return taken if taken and taken >= moment else None


class RollBooks:
    """Those of one file, by sheet and class; `days` are the days of each sheet."""

    def __init__(self, importer: Importer, classes: ClassNames, year: SchoolYear) -> None:
        self._importer, self._classes, self._year = importer, classes, year
        self.terms = list(Term.objects.filter(school_year=year).order_by("starts_on"))
        self.days: dict[str, list[datetime.date]] = {}
        self._books: dict[tuple[str, str], RollBook | None] = {}

    def opened(self) -> Iterator[RollBook]:
        """Those that were found, in the order of the file."""
        return (book for book in self._books.values() if book is not None)

    def of(self, row: TableRow, name: str, problems: list[Problem]) -> RollBook | None:
        """The row's class; what is wrong with it as a whole is reported at its first row."""
        key = row.header.sheet, class_key(name)
        if key not in self._books:
            place = Place(row.header.sheet, row.number)
            group = self._classes.in_year(self._year.pk).get(key[1])
            book = self._opened(group, place) if group else None
            self._books[key] = book
            if book is None:
                year = str(self._year)
                problems.append(
                    self._importer.problem("class_unknown", place, name=name, year=year)
                )
            elif book.refusal:
                problems.append(book.refusal)
        return self._books[key]

    def _opened(self, group: ClassGroup, place: Place) -> RollBook:
        """The class in the term of the first day of the sheet."""
        found = (term_of(self.terms, day) for day in self.days[place.sheet])
        terms = list({term.pk: term for term in found if term}.values())
        stays = Enrolment.objects.filter(in_class_during(terms[0]), class_group=group)
        lines = [
            HomeroomRecord(enrolment=stay, term=terms[0])
            for stay in stays.select_related("student")
        ]
        session, refusal = _session(self._importer, group, place)
        refusal = _why_refused(self._importer, group, terms, place) or refusal
        return RollBook(group, ClassList(group, terms[0], lines), session, refusal)


def term_of(terms: list[Term], day: datetime.date) -> Term | None:
    """The term that the day lies in."""
    return next((term for term in terms if term.starts_on <= day <= term.ends_on), None)


def _session(
    importer: Importer, group: ClassGroup, place: Place
) -> tuple[HalfDay | None, Problem | None]:
    """The half-day: the one chosen, otherwise the only one with lessons."""
    offered, chosen = half_days_of(group), importer.context.options.get("session")
    if chosen:
        if chosen in offered:
            return HalfDay(chosen), None
        return None, importer.problem("no_lessons_then", place, name=group.name)
    if len(offered) == 1:
        return offered[0], None
    return None, importer.problem("half_day_not_said", place, name=group.name)


def _why_refused(
    importer: Importer, group: ClassGroup, terms: list[Term], place: Place
) -> Problem | None:
    """The questions of services.homeroom_rights.require_homeroom, which has the last word."""
    context = importer.context
    if not may_lead(context.scope, context.user_id, group):
        return importer.problem("not_homeroom", place, name=group.name)
    if any(is_sealed(group, term) for term in terms):
        return importer.problem("class_sealed", place, name=group.name)
    return None
