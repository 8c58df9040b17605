"""AS06: the periods given to a class differ from the programme."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import compulsory, lessons
from eduportal.quality.checks.laws import PROGRAMME
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.rules.load import weekly_periods

# Annual periods do not come out even in 35 weeks.
EVEN = Decimal("0.5")


@rule(
    "AS06",
    area=Area.ASSIGNMENTS,
    kind=Kind.CONSISTENT,
    about=About.CLASS,
    title=_("Periods that differ from the programme"),
    sentence=_("Class %(class)s, %(subject)s: %(periods)s a week; the programme has %(wanted)s"),
    why=_("Loads and needs of teachers rest on these periods."),
    mend=_("Correct the periods, or answer how they are spread over the year."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=20,
    page="staffing:class-assignments",
    basis=PROGRAMME,
)
def periods_of_programme(checked: Checked) -> Iterator[Found]:
    rows = lessons(checked).filter(substitution=None).values_list("class_group", "subject")
    found = rows.annotate(Sum("weekly_periods")).order_by()
    given = {(group, subject): periods for group, subject, periods in found}
    for group, line in compulsory(checked):
        periods = given.get((group.pk, line.subject_id))
        wanted = weekly_periods(line.annual_periods)
        if periods and abs(periods - wanted) > EVEN:
            facts = {
                "class": group.name,
                "subject": line.subject.name,
                "periods": str(periods),
                "wanted": str(wanted),
            }
            yield Found(group.school_id, group.pk, line.subject_id, facts)
