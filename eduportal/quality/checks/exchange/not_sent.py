"""EX01: a sealed package has not left for a day."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.exchange.states import OutboxState
from eduportal.quality.checks.exchange.on_the_way import about_packages, entries
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind

PATIENCE = datetime.timedelta(days=1)


@rule(
    "EX01",
    area=Area.EXCHANGE,
    kind=Kind.TIMELY,
    about=About.PACKAGE,
    title=_("Sealed records that have not been sent"),
    sentence=_("%(unit)s, %(year)s: waits to be sent to %(peer)s since %(day)s"),
    why=_("What is not received above does not count there."),
    mend=_("Look on the page of the exchange why nothing is sent: line, key, or the other side."),
    effect=Effect.SENDING,
    owner=Role.DEPARTMENT_ADMIN,
    days=2,
    page="exchange:board",
    place="",
    basis=LEARNING_RECORD,
)
def not_sent(checked: Checked) -> Iterator[Found]:
    before = timezone.now() - PATIENCE
    return about_packages(entries(checked, OutboxState.QUEUED).filter(created_at__lt=before))
