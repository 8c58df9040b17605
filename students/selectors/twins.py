"""Records of one school that may be one child: found to be shown to a person, never merged."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from students.models import Student

MOST_SHOWN = 200
# Letters and digits that are taken for each other; the second line is what they become.
ALIKE = ("OQDILSBZ", "00011582")
PAIRS = """
with own as (
    select id, school_id, search_key, birth_date,
        nullif(translate(
            upper(regexp_replace(coalesce(ministry_code, ''), '[^[:alnum:]]', '', 'g')),
            %(alike)s, %(become)s), '') as code
    from students_student where is_current and school_id = any(%(schools)s)
), pairs as (
    select a.id as first, b.id as second,
        case when a.birth_date = b.birth_date then 'same' else 'exchanged' end as why
    from own a join own b on b.school_id = a.school_id and b.search_key = a.search_key
        and b.id > a.id and (b.birth_date = a.birth_date or (
            extract(year from a.birth_date) = extract(year from b.birth_date)
            and extract(month from a.birth_date) = extract(day from b.birth_date)
            and extract(day from a.birth_date) = extract(month from b.birth_date)))
    union
    select a.id, b.id, 'code' from own a join own b
        on b.school_id = a.school_id and b.code = a.code and b.id > a.id
)
select first, second, min(why) from pairs p
where not exists (
    select from students_distinctstudents d
    where d.first_id = p.first and d.second = p.second)
group by first, second order by first, second limit %(most)s
"""


class Likeness(TextChoices):
    """Why two records may be one child."""

    CODE = "code", _("codes that differ only in letters and digits that look alike")
    EXCHANGED = "exchanged", _("same name; day and month of birth exchanged")
    SAME = "same", _("same name without accents, same date of birth")


@dataclass(frozen=True)
class Pair:
    """Two records that may be one child."""

    first: Student
    second: Student
    why: Likeness


def near_duplicates(school_ids: Collection[int], most: int = MOST_SHOWN) -> list[Pair]:
    """The pairs of these schools of which nobody has said that they are two: two queries."""
    given: dict[str, Any] = {
        "schools": list(school_ids),
        "alike": ALIKE[0],
        "become": ALIKE[1],
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, given)
        found = cursor.fetchall()
    students = Student.objects.select_related("school").in_bulk(
        {pk for first, second, _why in found for pk in (first, second)}
    )
    return [Pair(students[first], students[second], Likeness(why)) for first, second, why in found]
