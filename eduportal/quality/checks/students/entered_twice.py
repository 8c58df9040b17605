"""ST06: two records of a school may be one child."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from students.selectors.twins import near_duplicates

# Of all the schools of one look: so many are never shown.
MOST = 10_000


@rule(
    "ST06",
    area=Area.STUDENTS,
    kind=Kind.DUPLICATE,
    about=About.STUDENT,
    title=_("Two records of one child?"),
    sentence=_("Another record of the school has the same name and birthday, or nearly its code"),
    why=_("A child entered twice counts twice and has its marks in two places."),
    mend=_("Put the two records together, or say that they are two children."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=5,
    page="grades:duplicate-list",
    place="",
    basis=LEARNING_RECORD,
)
def entered_twice(checked: Checked) -> Iterator[Found]:
    for pair in near_duplicates(checked.schools, MOST):
        yield Found(pair.first.school_id, pair.first.pk, pair.second.pk)
