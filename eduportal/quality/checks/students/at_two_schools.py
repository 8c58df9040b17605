"""ST07: a child sits in classes of two schools of the province."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from eduportal.scoping import everywhere

# Two different numbers prove two children.
SAME_CHILD = """
select a.school_id, a.id, c.name, b.id, b.school_id, s.name
from students_student a
join students_enrolment e on e.student_id = a.id and e.school_year_id = %(year)s
    and e.starts_on <= %(day)s and (e.ends_on is null or e.ends_on >= %(day)s)
join schools_classgroup c on c.id = e.class_group_id
join students_student b on b.sort_key = a.sort_key and b.birth_date = a.birth_date
    and b.school_id <> a.school_id and b.is_current
    and (a.personal_number is null or b.personal_number is null)
join students_enrolment f on f.student_id = b.id and f.school_year_id = %(year)s
    and f.starts_on <= %(day)s and (f.ends_on is null or f.ends_on >= %(day)s)
join schools_school s on s.id = b.school_id
where a.is_current and a.school_id = any(%(schools)s)
order by a.id, b.id
"""


@rule(
    "ST07",
    area=Area.STUDENTS,
    kind=Kind.DUPLICATE,
    about=About.STUDENT,
    title=_("Child in classes of two schools"),
    sentence=_("Class %(class)s: a child of the same name and birthday sits at %(school)s as well"),
    why=_("One child counts once. Until it is known where, figures of both schools are too high."),
    mend=_("Record the transfer, or enter both personal numbers: they prove two children."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=5,
    page="grades:student",
    basis=LEARNING_RECORD,
    between_schools=True,
)
def at_two_schools(checked: Checked) -> Iterator[Found]:
    given: dict[str, Any] = {
        "year": checked.year.pk,
        "day": checked.day,
        "schools": list(checked.schools),
    }
    with everywhere("a child is looked for at every school"), connection.cursor() as cursor:
        cursor.execute(SAME_CHILD, given)
        rows = cursor.fetchall()
    for school, student, name, same, other, other_name in rows:
        facts = {"class": name, "school": other_name}
        yield Found(school, student, same, facts, other)
