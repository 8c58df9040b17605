"""Staff and classes of a school as they travel.

A line holds what the register says for all its days, with the days, so that it changes with the
register only, and not with the calendar.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from schools.models import ClassGroup, School, SchoolYear
from staffing.choices import Contract
from staffing.models import Duty, HomeroomAssignment, Post, StaffMember, TeachingAssignment

LESSON = ("class_group_id", "subject__code", "staff__public_id", "starts_on", "ends_on")


def staff_lines(school: School) -> list[list[Any]]:
    """A line for each member of the staff: three queries.

    Uid, Ministry code, name, birth date, state, main subject; posts with kind, hundredths of a
    post, on contract, first and last day; duties with kind, hundredths of a period a week, days.
    """
    posts, duties = defaultdict(list), defaultdict(list)
    for post in Post.objects.filter(school=school).order_by("starts_on", "kind"):
        share = round(post.fte * 100)
        posts[post.staff_id].append(
            [post.kind, share, post.contract != Contract.PAYROLL, *_days(post)]
        )
    for duty in Duty.objects.filter(school=school).order_by("starts_on", "kind"):
        duties[duty.staff_id].append([duty.kind, round(duty.weekly_periods * 100), *_days(duty)])
    staff = StaffMember.objects.filter(school=school).select_related("main_subject")
    lines = [
        [
            str(member.public_id),
            member.ministry_code or "",
            member.full_name,
            member.birth_date.isoformat() if member.birth_date else "",
            member.status,
            member.main_subject.code if member.main_subject else "",
            posts[member.pk],
            duties[member.pk],
        ]
        for member in staff
    ]
    return sorted(lines, key=lambda line: str(line[0]))


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


def _days(row: Post | Duty) -> list[str | None]:
    return [row.starts_on.isoformat(), row.ends_on.isoformat() if row.ends_on else None]
