"""Reads of results by grade, sex and subject; what is kept is added up by school, never records."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, F, Max, Q, Sum
from django.utils import timezone

from eduportal.dashboards.figures.selectors import (
    LEVEL_FIELDS,
    SCHOOL_FIELDS,
    UNIT_FIELDS,
    SchoolFigures,
    SchoolIds,
    Tally,
    total,
)
from eduportal.dashboards.figures.subjects import WHOLE_MARKS
from eduportal.dashboards.models import ClassFigure
from schools.models import School, Term

Counts = tuple[int, ...]
# Averages below 5.0 by their whole mark.
LOW_MARKS = range(5)


class GradeCounts(NamedTuple):
    """Students of one grade by level of learning, best first, the girls and the boys among them.

    Who is neither in the register is only among all.
    """

    levels: Counts
    girls: Counts
    boys: Counts


@dataclass
class SchoolGrades:
    """One school's results in one term, by level of education: added up, and by grade."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    grades: dict[str, dict[int, GradeCounts]] = field(default_factory=dict)


@dataclass(frozen=True)
class TermResults:
    """Results of one term by school id; `as_of` is when one of them last changed."""

    term: Term
    by_school: dict[int, SchoolGrades]
    as_of: datetime.datetime | None

    def of(self, schools: Iterable[School]) -> list[SchoolFigures]:
        """The schools with their tallies, as the hiding of levels reads them."""
        days = (self.term.starts_on, self.term.entry_closes_on)
        nothing, today = SchoolGrades(), timezone.localdate()
        return [
            SchoolFigures(school, *days, self.by_school.get(school.pk, nothing).tallies, today)
            for school in schools
        ]

    def grades_of(self, school_id: int, stage: str) -> dict[int, GradeCounts]:
        found = self.by_school.get(school_id)
        return found.grades.get(stage, {}) if found else {}


BY_SEX = [f"{sex}_{name}" for sex in ("girls", "boys") for name in LEVEL_FIELDS]


def term_results(term: Term, school_ids: SchoolIds) -> TermResults:
    """The results of the schools a user may see figures of (None: all): one query."""
    rows = ClassFigure.objects.filter(term=term)
    if school_ids is not None:
        rows = rows.filter(school__in=school_ids)
    by_school: defaultdict[int, SchoolGrades] = defaultdict(SchoolGrades)
    as_of = None
    for school_id, stage, grade, newest, classes, sealed, students, *counts in rows.values_list(
        "school_id", "stage", "grade"
    ).annotate(
        newest=Max("as_of"),
        all_classes=Count("pk"),
        all_sealed=Count("pk", filter=Q(sheets=F("sealed"), sheets__gt=0)),
        all_students=Sum("students"),
        **{f"all_{name}": Sum(name) for name in (*LEVEL_FIELDS, *BY_SEX)},
    ):
        found, levels = by_school[school_id], tuple(counts[:4])
        by_grade = found.grades.setdefault(stage, {})
        by_grade[grade] = GradeCounts(levels, tuple(counts[4:8]), tuple(counts[8:]))
        named: dict[str, Any] = dict(zip(LEVEL_FIELDS, levels, strict=True))
        tally = Tally(classes=classes, classes_sealed=sealed, students=students, **named)
        found.tallies[stage] = total([found.tallies.get(stage, Tally()), tally])
        as_of = max(as_of or newest, newest)
    return TermResults(term, dict(by_school), as_of)


def schools_with(results: Iterable[TermResults]) -> list[School]:
    """The open schools of which there is a result in any of these terms, by name: one query."""
    found = School.objects.filter(
        closed_on=None, pk__in={pk for each in results for pk in each.by_school}
    ).select_related("unit")
    return list(found.only(*SCHOOL_FIELDS, *UNIT_FIELDS).order_by("search_key", "pk"))


_SPLITS = """
select school_id, subject_id, sum(bins[1] + bins[2] + bins[3] + bins[4] + bins[5] + not_passed),
    sum(bins[6] + bins[7] + bins[8] + bins[9] + bins[10] + bins[11] + passed)
from dashboards_subjectfigure where term_id = %s and stage = %s group by 1, 2
"""
_BINS = f"""
select school_id, grade, {", ".join(f"sum(bins[{mark + 1}])" for mark in WHOLE_MARKS)}
from dashboards_subjectfigure where term_id = %s and stage = %s and subject_id = %s group by 1, 2
"""


def subject_splits(term: Term, stage: str) -> dict[int, dict[int, Counts]]:
    """By subject and school the students below 5.0 or not passed, and the others: one query."""
    found: defaultdict[int, dict[int, Counts]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SPLITS, [term.pk, stage])
        for school_id, subject_id, low, rest in cursor.fetchall():
            found[subject_id][school_id] = (int(low), int(rest))
    return dict(found)


def subject_bins(term: Term, stage: str, subject_id: int) -> dict[int, dict[int, Counts]]:
    """By school and grade the averages of a subject by their whole mark: one query."""
    found: defaultdict[int, dict[int, Counts]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_BINS, [term.pk, stage, subject_id])
        for school_id, grade, *bins in cursor.fetchall():
            found[school_id][grade] = tuple(map(int, bins))
    return found
