"""Reads of the figures: one pass over a term's classes answers every page above the school."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from eduportal.dashboards.models import ClassFigure, KeptFigure
from grades.selectors.days import days_of_schools
from schools.choices import Stage
from schools.models import ClassGroup, School, Term

LEVEL_FIELDS = ("good", "fair", "passed", "not_passed")
SUMMED = ("students", "cells", "filled", "sheets", "submitted", "approved", "sealed", *LEVEL_FIELDS)
# Levels of education with mark sheets by term (TT 27/2020 and TT 22/2021 Art. 1), and those of them
# in which a term ends with a level of learning (TT 22/2021 Art. 9).
SHEET_STAGES = (Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)
LEVEL_STAGES = (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)

SCHOOL_FIELDS = ("public_id", "code", "name", "stages", "address")
UNIT_FIELDS = ("unit__code", "unit__type", "unit__name")

SchoolIds = frozenset[int] | None


class Tally(NamedTuple):
    """Figures of some classes in one term, added up. Sheets are counted in their present state."""

    classes: int = 0
    classes_sealed: int = 0
    students: int = 0
    cells: int = 0
    filled: int = 0
    sheets: int = 0
    submitted: int = 0
    approved: int = 0
    sealed: int = 0
    good: int = 0
    fair: int = 0
    passed: int = 0
    not_passed: int = 0

    @property
    def percent(self) -> int:
        """Whole percent of the mark cells filled, 100 only when nothing is missing."""
        return 100 * self.filled // self.cells if self.cells else 0

    @property
    def handed_in(self) -> int:
        """Sheets handed in by the teachers: submitted, approved or sealed."""
        return self.submitted + self.approved + self.sealed

    @property
    def decided(self) -> int:
        """Sheets the school has approved, sealed ones included."""
        return self.approved + self.sealed

    @property
    def is_finished(self) -> bool:
        return bool(self.sheets) and self.handed_in == self.sheets

    @property
    def is_sealed(self) -> bool:
        return self.classes_sealed == self.classes

    @property
    def unsealed(self) -> int:
        """Classes that are not sealed."""
        return self.classes - self.classes_sealed

    @property
    def levels(self) -> tuple[int, ...]:
        return (self.good, self.fair, self.passed, self.not_passed)


def tally_of(figure: ClassFigure) -> Tally:
    """One class as a tally."""
    is_sealed = bool(figure.sheets) and figure.sealed == figure.sheets
    return Tally(1, int(is_sealed), *(getattr(figure, name) for name in SUMMED))


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one; a page adds up thousands."""
    return Tally(*map(sum, zip(*tallies, strict=True)))


@dataclass(frozen=True)
class SchoolFigures:
    """One school in one term: a tally for each level of education it has sheets in.

    `begins_on` is the first day of the term, `closes_on` the school's last day of entry; `today` is
    looked up once for all schools.
    """

    school: School
    begins_on: datetime.date
    closes_on: datetime.date
    by_stage: dict[str, Tally] = field(default_factory=dict)
    today: datetime.date = field(default_factory=timezone.localdate)

    @cached_property
    def tally(self) -> Tally:
        return total(self.by_stage.values())

    @property
    def keeps_sheets(self) -> bool:
        """Whether the school is expected to keep mark sheets, or has some anyway."""
        return bool(self.by_stage) or not set(SHEET_STAGES).isdisjoint(self.school.stages)

    @property
    def is_over(self) -> bool:
        """Whether the school's last day of entry is over."""
        return self.closes_on < self.today

    @property
    def is_unfinished(self) -> bool:
        """Sheets not handed in, or classes not sealed once entry is over; not before the term."""
        if not self.keeps_sheets or self.begins_on > self.today:
            return False
        return not self.tally.is_finished or (self.is_over and not self.tally.is_sealed)

    @property
    def is_late(self) -> bool:
        """Unfinished after the school's own last day of entry."""
        return self.is_unfinished and self.is_over

    def in_stage(self, stage: str) -> "SchoolFigures":
        """Only one level of education; an empty `stage` is all of them."""
        if not stage:
            return self
        kept = {key: tally for key, tally in self.by_stage.items() if key == stage}
        return replace(self, by_stage=kept)


@dataclass(frozen=True)
class TermFigures:
    """Every school a user may see figures of, by name; `as_of` is when one of them last changed."""

    schools: list[SchoolFigures]
    as_of: datetime.datetime | None

    def counted_as(
        self, counted: "BySchool", as_of: datetime.datetime | None = None
    ) -> "TermFigures":
        """The same schools with other counts."""
        rows = [replace(row, by_stage=counted[row.school.pk]) for row in self.schools]
        return TermFigures(rows, as_of)

    def in_stage(self, stage: str) -> list[SchoolFigures]:
        """The schools that have this level of education, without their other levels."""
        return [
            row.in_stage(stage) for row in self.schools if not stage or stage in row.school.stages
        ]


BySchool = defaultdict[int, dict[str, Tally]]


def term_figures(term: Term, school_ids: SchoolIds, *, with_days: bool = True) -> TermFigures:
    """The open schools among `school_ids` (None: all in the scope): four or five queries.

    Two without their own last days of entry, where nobody asks who is late.
    """
    schools = School.objects.filter(closed_on=None).order_by("search_key", "pk")
    if school_ids is None:
        # A thousand schools are of a hundred communes: each is made once.
        schools = schools.only(*SCHOOL_FIELDS, "unit").prefetch_related("unit")
    else:
        schools = schools.filter(pk__in=school_ids).select_related("unit")
        schools = schools.only(*SCHOOL_FIELDS, *UNIT_FIELDS)
    counted, as_of = _tallies(_of_schools(ClassFigure.objects.filter(term=term), school_ids))
    found, today = list(schools), timezone.localdate()
    closes = dict.fromkeys([school.pk for school in found], term.entry_closes_on)
    if with_days:
        closes = {pk: days.closes_on for pk, days in days_of_schools(term, closes).items()}
    rows = [
        SchoolFigures(school, term.starts_on, closes[school.pk], counted[school.pk], today)
        for school in found
    ]
    return TermFigures(rows, as_of)


def figures_in(term: Term, figures: TermFigures, school_ids: SchoolIds) -> TermFigures:
    """The same schools in another term: one query. Their days stay those of the first."""
    rows = _of_schools(ClassFigure.objects.filter(term=term), school_ids)
    return figures.counted_as(*_tallies(rows))


def kept_figures(
    term: Term, figures: TermFigures, school_ids: SchoolIds, most: int
) -> list[tuple[datetime.date, TermFigures]]:
    """The same schools as on the last days on which the term was kept, newest first: two queries.

    A school had no mark sheets on a day on which no line of it was kept.
    """
    kept = KeptFigure.objects.filter(term=term)
    found = kept.values_list("kept_on", flat=True).distinct().order_by("-kept_on")
    days: dict[datetime.date, BySchool] = {day: defaultdict(dict) for day in found[:most]}
    rows = _of_schools(kept.filter(kept_on__in=days), school_ids)
    for day, school_id, stage, *counts in rows.values_list(
        "kept_on", "school_id", "stage", *Tally._fields
    ):
        days[day][school_id][stage] = Tally(*counts)
    return [(day, figures.counted_as(counted)) for day, counted in days.items()]


def _of_schools(rows: QuerySet[Any], school_ids: SchoolIds) -> QuerySet[Any]:
    return rows if school_ids is None else rows.filter(school__in=school_ids)


def _tallies(figures: "QuerySet[ClassFigure]") -> tuple[BySchool, datetime.datetime | None]:
    """The figures added up by school and stage, and when the newest of them was counted."""
    rows = figures.values_list("school_id", "stage").annotate(
        newest=Max("as_of"),
        classes=Count("pk"),
        classes_sealed=Count("pk", filter=Q(sheets=F("sealed"), sheets__gt=0)),
        **{f"all_{name}": Sum(name) for name in SUMMED},
    )
    counted: BySchool = defaultdict(dict)
    as_of = None
    for school_id, stage, newest, *sums in rows:
        counted[school_id][stage] = Tally(*sums)
        as_of = max(as_of or newest, newest)
    return counted, as_of


@dataclass(frozen=True)
class ClassRow:
    """One class of a school in one term; no figure while it has no mark sheet."""

    class_group: ClassGroup
    figure: ClassFigure | None

    @property
    def tally(self) -> Tally:
        return tally_of(self.figure) if self.figure else Tally()

    @property
    def stage(self) -> str:
        return self.figure.stage if self.figure else self.class_group.grade_level.stage


def figured_classes(school: School, term: Term) -> list[ClassRow]:
    """The classes that have a figure in the term, by level and name: one query."""
    figures = ClassFigure.objects.filter(school=school, term=term)
    ordered = figures.select_related("class_group__grade_level").order_by(
        "class_group__grade_level", "class_group__name"
    )
    return [ClassRow(figure.class_group, figure) for figure in ordered]


def class_rows(school: School, term: Term) -> list[ClassRow]:
    """The school's classes of the term's year, by level and name: two queries."""
    classes = (
        ClassGroup.objects.filter(school=school, school_year=term.school_year_id)
        .select_related("grade_level")
        .prefetch_related(
            Prefetch("figures", ClassFigure.objects.filter(term=term), to_attr="term_figures")
        )
        .order_by("grade_level", "name")
    )
    return [ClassRow(group, next(iter(group.term_figures), None)) for group in classes]
