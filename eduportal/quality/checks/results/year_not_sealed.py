"""RS06: the year of a class is not sealed though entry of its last term has long ended."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import PROMOTION
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import LAST_GRADE
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import YearState
from grades.models import YearStep
from schools.models import ClassGroup

PATIENCE_DAYS = 21
LAST_TERM = 2


@rule(
    "RS06",
    area=Area.RESULTS,
    kind=Kind.TIMELY,
    about=About.CLASS,
    title=_("Class whose year is not sealed"),
    sentence=_("Class %(class)s of %(year)s: the year is not sealed"),
    why=_("Nobody can say who moves up, and the results of the year do not reach the Ministry."),
    mend=_("Decide what is open, and seal the year of the class."),
    effect=Effect.SENDING,
    owner=Role.HEAD,
    days=7,
    page="grades:class-year",
    basis=PROMOTION,
)
def year_not_sealed(checked: Checked) -> Iterator[Found]:
    before = checked.days_ago(PATIENCE_DAYS)
    years = [
        term.school_year_id
        for term in checked.ended
        if term.number == LAST_TERM and term.entry_closes_on < before
    ]
    sealed = YearStep.objects.filter(class_group=OuterRef("pk"), to_state=YearState.SEALED)
    rows = ClassGroup.objects.filter(
        ~Exists(sealed),
        school__in=checked.schools,
        school_year__in=years,
        grade_level__lte=LAST_GRADE,
        sheets__isnull=False,
    )
    for school, key, name, code in rows.values_list(
        "school", "pk", "name", "school_year__code"
    ).distinct():
        yield Found(school, key, facts={"class": name, "year": code})
