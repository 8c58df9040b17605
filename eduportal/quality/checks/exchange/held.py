"""EX04: students of a school are counted at another one."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.exchange.selectors.held import held_lines
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "EX04",
    area=Area.EXCHANGE,
    kind=Kind.DUPLICATE,
    about=About.SCHOOL,
    title=_("Students who count at another school"),
    sentence=_("Results of %(year)s that count elsewhere with their students: %(count)s"),
    why=_("A student counts once. Two schools have reported these as studying."),
    mend=_("Record the transfer at one of the schools, and seal the correction."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=7,
    page="exchange:held",
    place="",
    basis=LEARNING_RECORD,
)
def held(checked: Checked) -> Iterator[Found]:
    rows = held_lines(checked.schools).filter(year=checked.year.code).order_by()
    for school, year, count in rows.values_list("school", "year").annotate(count=Count("pk")):
        yield Found(school, school, facts={"year": year, "count": count})
