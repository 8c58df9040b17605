"""SF01: a member of staff has no personal number."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "SF01",
    area=Area.STAFF,
    kind=Kind.COMPLETE,
    about=About.STAFF,
    title=_("Staff member without a personal number"),
    sentence=_("No personal number"),
    why=_("A teacher who works at two schools is found by this number alone."),
    mend=_("Enter the 12 digits of the identity card."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="staffing:staff-edit",
)
def number_missing(checked: Checked) -> Iterator[Found]:
    return people(at_work(checked).filter(personal_number=None))
