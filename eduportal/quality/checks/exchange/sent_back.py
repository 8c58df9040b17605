"""EX02: a package came back from above and no later version is there."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.exchange.models import Package
from eduportal.exchange.states import OutboxState
from eduportal.quality.checks.exchange.on_the_way import about_packages, entries
from eduportal.quality.checks.laws import LEARNING_RECORD
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind

SCOPE = ("year", "period", "unit", "feed")


@rule(
    "EX02",
    area=Area.EXCHANGE,
    kind=Kind.CONSISTENT,
    about=About.PACKAGE,
    title=_("Records returned from above"),
    sentence=_("%(unit)s, %(year)s: %(peer)s returned them, no correction has followed"),
    why=_("The results of these students do not count above until a correction is accepted."),
    mend=_("Read the reason on the page of the exchange, mend the record, seal the correction."),
    effect=Effect.SENDING,
    owner=Role.HEAD,
    days=3,
    page="exchange:packages",
    place="",
    basis=LEARNING_RECORD,
)
def sent_back(checked: Checked) -> Iterator[Found]:
    later = Package.objects.filter(
        school=OuterRef("school"),
        version__gt=OuterRef("package__version"),
        **{field: OuterRef(f"package__{field}") for field in SCOPE},
    )
    rows = entries(checked, OutboxState.RETURNED).filter(~Exists(later))
    return about_packages(rows.order_by(F("pk")))
