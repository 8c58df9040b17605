"""EX03: two versions differ, and a person has to say which counts."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.exchange.states import OutboxState
from eduportal.quality.checks.exchange.on_the_way import about_packages, entries
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "EX03",
    area=Area.EXCHANGE,
    kind=Kind.CONSISTENT,
    about=About.PACKAGE,
    title=_("Records that wait for a decision"),
    sentence=_("%(unit)s, %(year)s: sending to %(peer)s needs a person, since %(day)s"),
    why=_("The portal never chooses between two signed versions by itself."),
    mend=_("Compare the two versions on the page of the exchange and decide."),
    effect=Effect.SENDING,
    owner=Role.DEPARTMENT_ADMIN,
    days=2,
    page="exchange:board",
    place="",
)
def needs_a_person(checked: Checked) -> Iterator[Found]:
    return about_packages(entries(checked, OutboxState.NEEDS_HUMAN))
