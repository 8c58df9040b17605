"""RS08: what the summer was to bring is not recorded, and the next year has begun."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import PROMOTION
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import Promotion
from grades.models import YearResult

PATIENCE_DAYS = 14
WAITS = (Promotion.REASSESSMENT.value, Promotion.SUMMER_TRAINING.value)


@rule(
    "RS08",
    area=Area.RESULTS,
    kind=Kind.TIMELY,
    about=About.STUDENT,
    title=_("Summer without an outcome"),
    sentence=_("Class %(class)s of %(year)s: re-assessment or training has no outcome"),
    why=_("The new year has begun, and nobody can say whether the student moves up."),
    mend=_("Enter the re-assessment or the outcome of the training, and seal the summer."),
    effect=Effect.SENDING,
    owner=Role.HEAD,
    days=5,
    page="grades:student",
    basis=PROMOTION,
)
def summer_open(checked: Checked) -> Iterator[Found]:
    if checked.begun < PATIENCE_DAYS:
        return
    rows = YearResult.objects.filter(
        school__in=checked.schools,
        promotion__in=WAITS,
        promotion_again="",
        enrolment__school_year__starts_on__lt=checked.year.starts_on,
    )
    names = ("enrolment__class_group__name", "enrolment__school_year__code")
    for school, key, name, code in rows.values_list("school", "enrolment__student", *names):
        yield Found(school, key, facts={"class": name, "year": code})
