"""SF02: the date of birth of a member of staff is not recorded."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "SF02",
    area=Area.STAFF,
    kind=Kind.COMPLETE,
    about=About.STAFF,
    title=_("Staff member without a date of birth"),
    sentence=_("No date of birth"),
    why=_("The outlook does not know when the person retires."),
    mend=_("Enter it from the staff file."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="staffing:staff-edit",
)
def birth_missing(checked: Checked) -> Iterator[Found]:
    return people(at_work(checked).filter(birth_date=None))
