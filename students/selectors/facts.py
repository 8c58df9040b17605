"""What the register says of students, and who holds a code: what lists are compared with."""

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from django.db import connection
from django.db.models import Q

from eduportal.core.text import name_sort_key
from eduportal.scoping import everywhere
from schools.models import SchoolYear
from students.models import Enrolment, Student
from students.selectors.stays import last_stays_of

# Lists have hundreds of thousands of rows: many texts are one value, in JSON, which both ends read
# and write several times as fast as an array of texts.
TEXTS = "array(select jsonb_array_elements_text(%s::jsonb))"
HOLDERS = f"""
select ministry_code, personal_number, id, school_id, sort_key, birth_date from students_student
where is_current and (ministry_code = any({TEXTS}) or personal_number = any({TEXTS}))
"""
SAME = f"""
select s.school_id, s.sort_key, s.birth_date, s.id, coalesce(s.ministry_code, '') <> '',
    coalesce(s.personal_number, '') <> '', s.is_current
from unnest({TEXTS}, {TEXTS}::date[]) as w(sort_key, birth_date)
join students_student s on s.sort_key = w.sort_key collate "C" and s.birth_date = w.birth_date
order by s.id
"""

# The sort key of a name, and a birth date.
Identity: TypeAlias = tuple[str, datetime.date]


@dataclass(frozen=True)
class StudentFacts:
    """What the register says of one student, and of his or her class in one year.

    `class_name` is empty for a student who is in no class of the year. Dates are ISO texts, so
    that the facts can be kept as JSON and compared later.
    """

    ministry_code: str
    personal_number: str
    full_name: str
    sort_key: str
    birth_date: str
    sex: str
    ethnicity: str
    class_name: str
    status: str


def student_facts(which: Q, school_id: int, school_year: SchoolYear) -> dict[int, StudentFacts]:
    """Facts of the school's students that meet a condition, by their ids: two queries."""
    students = list(Student.objects.filter(which, school=school_id))
    last = last_stays_of(students, school_year)
    return {student.pk: _facts(student, last.get(student.pk)) for student in students}


def _facts(student: Student, enrolment: Enrolment | None) -> StudentFacts:
    return StudentFacts(
        ministry_code=student.ministry_code or "",
        personal_number=student.personal_number or "",
        full_name=student.full_name,
        sort_key=student.sort_key,
        birth_date=student.birth_date.isoformat(),
        sex=student.sex,
        ethnicity=student.ethnicity,
        class_name=enrolment.class_group.name if enrolment else "",
        status=enrolment.status if enrolment else "",
    )


@dataclass(frozen=True)
class CodeHolder:
    """The student a code or number belongs to, anywhere in the province.

    Name and birth date are for comparing, never for showing.
    """

    student_id: int
    school_id: int
    sort_key: str
    birth_date: datetime.date


def holders_of(
    codes: set[str], numbers: set[str]
) -> tuple[dict[str, CodeHolder], dict[str, CodeHolder]]:
    """Who holds these Ministry codes and these personal numbers: one query.

    It looks beyond the open scope, because a code belongs to one student of the whole province;
    what it finds is not for pages.
    """
    with (
        everywhere("a code belongs to one student of the whole province"),
        connection.cursor() as cursor,
    ):
        cursor.execute(HOLDERS, [json.dumps(list(codes)), json.dumps(list(numbers))])
        found = cursor.fetchall()
    holders = [(code, number, CodeHolder(*who)) for code, number, *who in found]
    by_code = {code: holder for code, _number, holder in holders if code}
    by_number = {number: holder for _code, number, holder in holders if number}
    return by_code, by_number


class CodesHeld(NamedTuple):
    """Which codes a student has, and nothing of what they are."""

    ministry_code: bool
    personal_number: bool


def same_children(
    school_id: int, wanted: Collection[Identity]
) -> tuple[dict[Identity, list[int]], dict[Identity, set[CodesHeld]]]:
    """Who has one of these names and birth dates, as (sort key of the name, birth date): one query.

    Ids of the school's students, and what students of other schools have of codes. What it finds
    elsewhere is not for pages, except that a list is told that there is somebody.
    """
    here: dict[Identity, list[int]] = {}
    elsewhere: dict[Identity, set[CodesHeld]] = {}
    for school, key, day, pk, code, number, is_current in _same(wanted) if wanted else ():
        if school == school_id:
            here.setdefault((key, day), []).append(pk)
        elif is_current:
            elsewhere.setdefault((key, day), set()).add(CodesHeld(code, number))
    return here, elsewhere


def may_be_known(school_id: int, fields: dict[str, Any]) -> tuple[bool, bool]:
    """Whether a student here, and one elsewhere, may be the child of these fields: two queries.

    The same name and birth date, and none of the codes that are given. It looks beyond the open
    scope; what it finds elsewhere is not for pages, except that there is somebody.
    """
    named = Q(sort_key=name_sort_key(fields["full_name"]), birth_date=fields["birth_date"])
    for name in ("ministry_code", "personal_number"):
        if fields.get(name):
            named &= Q(**{name: None})
    with everywhere("a child is entered once in the province"):
        known = Student.objects.filter(named, is_current=True)
        here = known.filter(school=school_id).exists()
        return here, known.exclude(school=school_id).exists()


def _same(wanted: Collection[Identity]) -> list[tuple[Any, ...]]:
    keys = json.dumps([key for key, _day in wanted])
    days = json.dumps([day.isoformat() for _key, day in wanted])
    with everywhere("a child is entered once in the province"), connection.cursor() as cursor:
        cursor.execute(SAME, [keys, days])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
