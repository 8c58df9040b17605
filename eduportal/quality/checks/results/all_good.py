"""RS05: every student of a class has the best learning result."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.results.sealed import sealed
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import Level

# No circular: a number of the portal's own.
FEWEST = 20


@rule(
    "RS05",
    area=Area.RESULTS,
    kind=Kind.OUTLIER,
    about=About.CLASS,
    title=_("Class in which everybody is Good"),
    sentence=_(
        "Class %(class)s, term %(number)s: everybody has the result Good; students: %(count)s"
    ),
    why=_("Out of the ordinary outside specialised classes; worth a look at how marks were given."),
    mend=_("Compare with last year and with examinations; answer what it rests on."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=20,
    page="grades:class-detail",
)
def all_good(checked: Checked) -> Iterator[Found]:
    rows = sealed(checked).select_related(None).filter(learning__isnull=False)
    counted = rows.values_list(
        "school", "enrolment__class_group", "enrolment__class_group__name", "term__number"
    ).annotate(count=Count("pk"), good=Count("pk", filter=Q(learning=Level.GOOD)))
    for school, key, name, number, count, good in counted.order_by():
        if good == count >= FEWEST:
            yield Found(school, key, number, {"class": name, "number": number, "count": count})
