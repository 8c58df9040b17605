"""ST11: documents of a student have been missing for long."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Fact, Found, rule
from eduportal.quality.checks.seats import seats
from eduportal.quality.choices import About, Area, Effect, Kind
from students.choices import PaperState

PATIENCE_DAYS = 30


@rule(
    "ST11",
    area=Area.STUDENTS,
    kind=Kind.TIMELY,
    about=About.STUDENT,
    title=_("Documents missing for more than a month"),
    sentence=_("Class %(class)s; documents missing since %(day)s: %(count)s"),
    why=_("The school asks for them, and a transfer or completion needs them."),
    mend=_("Get the papers and mark them as received; take away a kind that is not asked for."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="students:papers",
)
def papers_missing(checked: Checked) -> Iterator[Found]:
    rows = seats(checked).filter(starts_on__lt=checked.days_ago(PATIENCE_DAYS))
    missing = Count("student__papers", filter=Q(student__papers__state=PaperState.MISSING))
    found = rows.annotate(missing=missing).filter(missing__gt=0)
    for school, key, name, first, count in found.values_list(
        "school", "student", "class_group__name", "starts_on", "missing"
    ):
        facts: dict[str, Fact] = {"class": name, "count": count, "day": f"{first:%d/%m/%Y}"}
        yield Found(school, key, facts=facts)
