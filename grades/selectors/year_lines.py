"""A class's year, and a school's summer, as they travel."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from grades.choices import Award, Promotion
from grades.models import AgainSheet, YearResult, YearSubject
from grades.rules.travelling import NOT_TAKEN
from grades.selectors.after_summer import again_of
from grades.selectors.year_end import ClassYear, sealed_results, terms_of
from schools.models import ClassGroup, School, SchoolYear
from students.models import Enrolment
from students.selectors.travelling import identity_of

YEAR_FEED, AGAIN_FEED = "year", "again"
# As feeds/year.py reads it: 0 for no title.
TITLES = {
    "": 0,
    Award.GOOD_STUDENT.value: 1,
    Award.EXCELLENT_STUDENT.value: 2,
    Award.EXEMPLARY_STUDENT.value: 3,
}


def counting_year(class_group: ClassGroup) -> Package | None:
    """The version that counts of the class's year: one query."""
    return _counting(class_group.school_id, YEAR_FEED, class_group.school_year, class_group.code)


def counting_again(school: School, year: SchoolYear) -> Package | None:
    """The version that counts of the school's summer: one query."""
    return _counting(school.pk, AGAIN_FEED, year, "-")


def returned_year(class_group: ClassGroup) -> Package | None:
    """The newest version of the class's year, where that came back from above: one query."""
    return _returned(class_group.school_id, YEAR_FEED, class_group.school_year, class_group.code)


def returned_again(school: School, year: SchoolYear) -> Package | None:
    """The newest version of the school's summer, where that came back from above: one query."""
    return _returned(school.pk, AGAIN_FEED, year, "-")


def _counting(school_id: int, feed: str, year: SchoolYear, unit: str) -> Package | None:
    return _versions(school_id, feed, year, unit).filter(state=PackageState.ACCEPTED).first()


def _returned(school_id: int, feed: str, year: SchoolYear, unit: str) -> Package | None:
    newest = _versions(school_id, feed, year, unit).first()
    return newest if newest and newest.state == PackageState.RETURNED else None


def _versions(school_id: int, feed: str, year: SchoolYear, unit: str) -> "QuerySet[Package]":
    found = Package.objects.filter(school=school_id, feed=feed, year=year.code, unit=unit)
    return found.order_by("-version")


def year_draft(year: ClassYear) -> Draft:
    """What would be sealed of the class's year: every student who sat in the class in it.

    Who left, or was taken out of the class after the seal, keeps a line without results, which does
    not count: the class where the student sits at the end reports the whole year.
    """
    group = year.class_group
    closes = terms_of(group)[2].ends_on
    there = {each.stay.pk for each in year.students}
    results = {
        each.enrolment_id: each for each in sealed_results(group) if each.enrolment_id in there
    }
    layout = _layout(subject for each in results.values() for subject in each.subjects_taken)
    lines = [
        [*identity_of(stay, closes), *_year_cells(results.get(stay.pk), layout)]
        for stay in _last_stays(group)
    ]
    return Draft(
        feed=YEAR_FEED,
        year=group.school_year.code,
        period="year",
        unit=group.code,
        unit_name=group.name,
        closes=closes,
        about={"programme": group.programme, "grade": group.grade_level_id},
        layout=layout,
        lines=sorted(lines, key=lambda line: str(line[0])),
        rules=year.regulation.rules if year.regulation else "",
        sealed_by="",
    )


def again_draft(school: School, year: SchoolYear, results: Iterable[YearResult]) -> Draft:
    """What would be sealed of the school's summer: these students, two cells a subject."""
    results = list(results)
    sheets = AgainSheet.objects.filter(school=school, school_year=year)
    used = YearSubject.objects.filter(sheet__in=sheets).select_related("subject")
    layout = _layout(used)
    lines = [
        [*identity_of(each.enrolment, year.ends_on), *_again_cells(each, layout)]
        for each in results
    ]
    return Draft(
        feed=AGAIN_FEED,
        year=year.code,
        period="again",
        closes=year.ends_on,
        layout=layout,
        lines=sorted(lines, key=lambda line: str(line[0])),
        sealed_by="",
    )


def _last_stays(class_group: ClassGroup) -> list[Enrolment]:
    """One stay of each student in the class, the last: one query."""
    stays = Enrolment.objects.filter(class_group=class_group).select_related("student")
    return list({stay.student_id: stay for stay in stays.order_by("starts_on", "pk")}.values())


def _layout(rows: Iterable[YearSubject]) -> list[list[str]]:
    """Code and form of each subject, by code."""
    return sorted([code, form] for code, form in {(row.subject.code, row.form) for row in rows})


def _year_cells(result: YearResult | None, layout: list[list[str]]) -> list[list[Any]]:
    if result is None:
        return [[NOT_TAKEN] * len(layout), [None] * 6]
    cells = {each.subject.code: each.result for each in result.subjects_taken}
    said = [
        result.learning,
        result.level_before_adjustment,
        result.conduct,
        TITLES[result.award],
        _moves_up(result.promotion),
        result.absences,
    ]
    return [[cells.get(code, NOT_TAKEN) for code, _form in layout], said]


def _again_cells(result: YearResult, layout: list[list[str]]) -> list[list[Any]]:
    may = again_of(result)
    keys = {*may.subjects, *may.tests}
    rows = (each for each in result.subjects.all() if each.sheet_id and each.subject_id in keys)
    sat = {each.subject.code: each for each in rows}
    cells = [
        cell
        for code, _form in layout
        for cell in ((sat[code].result, sat[code].again) if code in sat else (NOT_TAKEN, NOT_TAKEN))
    ]
    return [cells, [result.retrained_conduct, _moves_up(result.promotion_again)]]


def _moves_up(promotion: str) -> int | None:
    """1 or 0; None while the summer has to settle it."""
    return {Promotion.PROMOTED.value: 1, Promotion.RETAINED.value: 0}.get(promotion)
