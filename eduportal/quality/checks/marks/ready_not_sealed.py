"""MK04: every sheet of a class is approved, and nobody seals it."""

from collections.abc import Iterator

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARK_BOOK
from eduportal.quality.checks.marks.sheets import term_facts
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import SheetState
from schools.models import ClassGroup

PATIENCE_DAYS = 7


@rule(
    "MK04",
    area=Area.MARKS,
    kind=Kind.TIMELY,
    about=About.CLASS,
    title=_("Class that is ready and not sealed"),
    sentence=_("Class %(class)s, term %(number)s, %(year)s: every sheet is approved, not sealed"),
    why=_("Its results reach neither the Department nor the Ministry before it is sealed."),
    mend=_("Seal the class."),
    effect=Effect.SENDING,
    owner=Role.HEAD,
    days=5,
    page="grades:class-seal",
    place="term",
    basis=MARK_BOOK,
)
def ready_not_sealed(checked: Checked) -> Iterator[Found]:
    before = checked.days_ago(PATIENCE_DAYS)
    for term in checked.ended:
        approved = Q(sheets__term=term, sheets__state=SheetState.APPROVED)
        rows = ClassGroup.objects.filter(school__in=checked.schools, sheets__term=term)
        rows = rows.annotate(
            all=Count("sheets", filter=Q(sheets__term=term)),
            ready=Count("sheets", filter=approved),
            last=Max("sheets__changed_at", filter=approved),
        )
        waiting = rows.filter(ready__gt=0, last__date__lt=before)
        for school, key, name, count, ready in waiting.values_list(
            "school", "pk", "name", "all", "ready"
        ):
            if count == ready:
                yield Found(school, key, facts={"class": name, **term_facts(term)})
