"""AS02: an assignment says no periods."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import lessons
from eduportal.quality.checks.laws import WORKING_TIME
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "AS02",
    area=Area.ASSIGNMENTS,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Assignment without periods"),
    sentence=_("Class %(class)s, %(subject)s: no periods a week"),
    why=_("The teacher's load is counted too low, and the school's need of teachers as well."),
    mend=_("Enter the periods a week."),
    effect=Effect.WARNS,
    owner=Role.HEAD,
    days=10,
    page="staffing:class-assignments",
    basis=WORKING_TIME,
)
def no_periods(checked: Checked) -> Iterator[Found]:
    rows = lessons(checked).filter(weekly_periods=0, substitution=None)
    names = ("school", "class_group", "subject", "class_group__name", "subject__name")
    for school, key, subject, name, title in rows.values_list(*names).distinct():
        yield Found(school, key, subject, {"class": name, "subject": title})
