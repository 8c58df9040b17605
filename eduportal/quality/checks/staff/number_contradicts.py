"""SF10: the personal number of a member of staff says another sex or year of birth."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.numbers import contradicts, shortened
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "SF10",
    area=Area.STAFF,
    kind=Kind.CONSISTENT,
    about=About.STAFF,
    title=_("Personal number of a member of staff that does not fit"),
    sentence=_("The number %(number)s says another sex or year of birth"),
    why=_("Its fourth to sixth digits are century, sex and year of birth: something is mistyped."),
    mend=_("Compare number, date of birth and sex with the identity card; correct the wrong one."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="staffing:staff-edit",
)
def number_contradicts(checked: Checked) -> Iterator[Found]:
    rows = at_work(checked).exclude(personal_number=None)
    for school, key, number, born, sex in rows.values_list(
        "school", "pk", "personal_number", "birth_date", "sex"
    ):
        if contradicts(number, born, sex):
            yield Found(school, key, facts={"number": shortened(number)})
