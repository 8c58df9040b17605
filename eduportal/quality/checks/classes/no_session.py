"""CL05: nobody has said when a class has its lessons."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import classes, classes_with
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "CL05",
    area=Area.CLASSES,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Class without a half-day"),
    sentence=_("Class %(class)s: morning, afternoon or whole day is not recorded"),
    why=_("How many rooms a school needs follows from it."),
    mend=_("Choose the half-day of the class."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="grades:class-edit",
)
def no_session(checked: Checked) -> Iterator[Found]:
    return classes_with(classes(checked).filter(session="").values_list("school", "pk", "name"))
