"""SF08: a member of staff is hardly of an age at which people work."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work
from eduportal.quality.choices import About, Area, Effect, Kind

YOUNGEST, OLDEST = 18, 65


@rule(
    "SF08",
    area=Area.STAFF,
    kind=Kind.IMPLAUSIBLE,
    about=About.STAFF,
    title=_("Date of birth of a member of staff that hardly fits"),
    sentence=_("Born in %(born)s and recorded as working"),
    why=_("The outlook counts the person as retired, or as too young to retire."),
    mend=_("Compare with the staff file, or record that the person has left."),
    effect=Effect.LOOK,
    owner=Role.CLERK,
    days=10,
    page="staffing:staff-edit",
)
def age_at_work(checked: Checked) -> Iterator[Found]:
    rows = at_work(checked).annotate(age=checked.today.year - F("birth_date__year"))
    rows = rows.filter(Q(age__lt=YOUNGEST) | Q(age__gt=OLDEST))
    for school, key, born in rows.values_list("school", "pk", "birth_date__year"):
        yield Found(school, key, facts={"born": str(born)})
