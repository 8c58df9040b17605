"""RS04: a student's learning result changed by two levels from one term to the next."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.results.sealed import about_students, sealed
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.models import TermResult

FIRST, SECOND = 1, 2
LEAP = 2


@rule(
    "RS04",
    area=Area.RESULTS,
    kind=Kind.OUTLIER,
    about=About.STUDENT,
    title=_("Learning result that leapt by two levels"),
    sentence=_("Class %(class)s: two levels between the terms of %(year)s"),
    why=_("Marks of another student may have been entered in one of the terms."),
    mend=_("Compare the two terms of the student. If it is so, answer that it is right."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=10,
    page="grades:student",
)
def leap(checked: Checked) -> Iterator[Found]:
    first = TermResult.objects.filter(
        enrolment__student=OuterRef("enrolment__student"),
        term__school_year=checked.year,
        term__number=FIRST,
        learning__isnull=False,
    )
    rows = sealed(checked).filter(term__number=SECOND, learning__isnull=False)
    rows = rows.annotate(before=Subquery(first.values("learning")[:1]))
    changed = Q(learning__gte=F("before") + LEAP) | Q(learning__lte=F("before") - LEAP)
    return about_students(rows.filter(changed))
