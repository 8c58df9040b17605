"""Staff, classes, quotas and ratings of a school as they travel.

A line holds what the register says for all its days, with the days, so that it changes with the
register only, and not with the calendar.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from schools.models import ClassGroup, School, SchoolYear
from staffing.models import (
    Duty,
    Elsewhere,
    HomeroomAssignment,
    Leave,
    Post,
    Qualification,
    Quota,
    StaffMember,
    StaffSubject,
    StandardRating,
    TeachingAssignment,
    Title,
    Training,
)

LESSON = ("class_group_id", "subject__code", "staff__public_id", "starts_on", "ends_on")


def staff_lines(school: School) -> list[list[Any]]:
    """A line for each member of the staff: nine queries, in the order of the feed's columns.

    Shares and periods are hundredths. Why somebody is on leave stays at the school.
    """
    facts = [
        _by_person(school, Post, "kind", "fte", "contract"),
        _by_person(school, Duty, "kind", "weekly_periods"),
        _by_person(school, StaffSubject, "subject__code", "level", "basis"),
        _by_person(school, Qualification, "degree", "major", "is_teacher_training", "fits_subject"),
        _by_person(school, Title, "kind", "rank"),
        _by_person(school, Leave, "share"),
        _by_person(school, Elsewhere, "kind", "other_name", "subject__code", "weekly_periods"),
        _by_person(school, Training, "goal", "major", "share", "decision", "outcome"),
    ]
    staff = StaffMember.objects.filter(school=school).select_related("main_subject")
    lines = [
        [
            str(member.public_id),
            member.ministry_code or "",
            member.full_name,
            member.birth_date.isoformat() if member.birth_date else "",
            member.sex,
            member.status,
            member.main_subject.code if member.main_subject else "",
            *(each[member.pk] for each in facts),
        ]
        for member in staff
    ]
    return sorted(lines, key=lambda line: str(line[0]))


def _by_person(
    school: School, model: type[Model], *columns: str
) -> defaultdict[int, list[list[Any]]]:
    """By person, the columns of each row with its first and last day, the oldest first."""
    found: defaultdict[int, list[list[Any]]] = defaultdict(list)
    rows = model._default_manager.filter(school=school).order_by("starts_on", columns[0], "pk")
    for person, first, last, *values in rows.values_list(
        "staff_id", "starts_on", "ends_on", *columns
    ):
        days = [first.isoformat(), last.isoformat() if last else None]
        found[person].append([*map(_travelling, values), *days])
    return found


def _travelling(value: Any) -> Any:
    """Decimals as hundredths, and nothing as an empty text."""
    if isinstance(value, Decimal):
        return round(value * 100)
    return "" if value is None else value


def class_lines(school: School, year: SchoolYear) -> list[list[Any]]:
    """A line for each class of the year: four queries.

    Code, name, grade, programme, session, uid of the homeroom teacher (the last one named; a
    substitute is none), lessons with subject, term and uid of each teacher of the term.
    """
    classes = ClassGroup.objects.filter(school=school, school_year=year).order_by("code")
    of_class = {"class_group__school_year": year, "school": school}
    leading = HomeroomAssignment.objects.filter(**of_class, absent=None)
    rows = leading.order_by("starts_on", "pk").values_list("class_group_id", "staff__public_id")
    homerooms = dict(rows)
    teaching = TeachingAssignment.objects.filter(**of_class, substitution=None)
    lessons = _lessons(teaching.values_list(*LESSON), year)
    return [
        [
            each.code,
            each.name,
            each.grade_level_id,
            each.programme,
            each.session,
            str(homerooms.get(each.pk, "")),
            sorted(lessons[each.pk]),
        ]
        for each in classes
    ]


def quota_lines(school: School, year: SchoolYear) -> list[list[Any]]:
    """A line for each kind of post the school was given in the year: one query."""
    rows = Quota.objects.filter(school=school, school_year=year).order_by("kind")
    return [
        [
            each.kind,
            each.posts,
            each.decision,
            each.decided_on.isoformat(),
            each.approved,
            each.filled,
            each.plan,
        ]
        for each in rows
    ]


def rating_lines(school: School, year: SchoolYear) -> list[list[Any]]:
    """A line for each teacher with a result of the head in the year: one query.

    What teachers say of themselves and of each other stays at the school.
    """
    rows = StandardRating.objects.filter(school=school, school_year=year, result__isnull=False)
    lines = [
        [
            str(each.staff.public_id),
            each.staff.ministry_code or "",
            each.staff.full_name,
            each.result,
            each.assessed_on.isoformat() if each.assessed_on else "",
            each.assessor,
        ]
        for each in rows.select_related("staff")
    ]
    return sorted(lines, key=lambda line: str(line[0]))


def _lessons(
    rows: Iterable[tuple[int, str, Any, date, date | None]], year: SchoolYear
) -> defaultdict[int, list[list[Any]]]:
    """By class: subject, number of the term, teacher; each once."""
    terms = list(year.terms.order_by("number"))
    found: defaultdict[int, set[tuple[str, int, str]]] = defaultdict(set)
    for group, subject, teacher, first, last in rows:
        for term in terms:
            if first <= term.ends_on and (last is None or last >= term.starts_on):
                found[group].add((subject, term.number, str(teacher)))
    by_class: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for group, lessons in found.items():
        by_class[group] = [list(lesson) for lesson in lessons]
    return by_class
