"""SF06: a teacher gives lessons and has no account."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.models import TeachingAssignment


@rule(
    "SF06",
    area=Area.STAFF,
    kind=Kind.COMPLETE,
    about=About.STAFF,
    title=_("Teacher without an account"),
    sentence=_("Gives lessons, and has no account with which to enter marks"),
    why=_("The mark sheets of these classes cannot be filled by their teacher."),
    mend=_("Create the account, or join the one the person has."),
    effect=Effect.ENTRY,
    owner=Role.HEAD,
    days=5,
    page="staffing:staff",
)
def account_missing(checked: Checked) -> Iterator[Found]:
    lessons = TeachingAssignment.objects.in_force(checked.today)
    lessons = lessons.filter(class_group__school_year=checked.year)
    return people(at_work(checked).filter(user=None, pk__in=lessons.values("staff")))
