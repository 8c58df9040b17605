"""SF07: one person is on the payroll of two schools."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from eduportal.scoping import everywhere
from staffing.choices import Contract, StaffStatus

SAME_PERSON = """
select a.school_id, a.id, b.id, b.school_id, s.name
from staffing_staffmember a
join staffing_staffmember b on b.personal_number = a.personal_number
    and b.school_id <> a.school_id and b.status <> %(left)s
join schools_school s on s.id = b.school_id
where a.school_id = any(%(schools)s) and a.status <> %(left)s
    and exists (select from staffing_post p where p.staff_id = a.id and p.contract = %(payroll)s
        and p.starts_on <= %(day)s and (p.ends_on is null or p.ends_on >= %(day)s))
    and exists (select from staffing_post p where p.staff_id = b.id and p.contract = %(payroll)s
        and p.starts_on <= %(day)s and (p.ends_on is null or p.ends_on >= %(day)s))
order by a.id, b.id
"""


@rule(
    "SF07",
    area=Area.STAFF,
    kind=Kind.DUPLICATE,
    about=About.STAFF,
    title=_("Person on the payroll of two schools"),
    sentence=_("The same personal number is on the payroll of %(school)s as well"),
    why=_("One post is counted twice against the quota of the province."),
    mend=_("End the post at the school the person has left, or record the work at two schools."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="staffing:staff",
    between_schools=True,
)
def at_two_schools(checked: Checked) -> Iterator[Found]:
    given: dict[str, Any] = {
        "schools": list(checked.schools),
        "day": checked.today,
        "left": StaffStatus.LEFT.value,
        "payroll": Contract.PAYROLL.value,
    }
    with everywhere("a person is looked for at every school"), connection.cursor() as cursor:
        cursor.execute(SAME_PERSON, given)
        rows = cursor.fetchall()
    for school, staff, same, other, name in rows:
        yield Found(school, staff, same, {"school": name}, other)
