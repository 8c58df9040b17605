"""MK11: the days of entry are over and students of a class have no conduct."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARKS
from eduportal.quality.checks.marks.sheets import sheets, term_facts
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import RecordMoment
from grades.models import HomeroomRecord
from schools.choices import Stage
from students.models import Enrolment
from students.selectors.stays import reported_for

WITH_CONDUCT = (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)


@rule(
    "MK11",
    area=Area.MARKS,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Students without a conduct result"),
    sentence=_("Class %(class)s, term %(number)s, %(year)s; students without conduct: %(count)s"),
    why=_("The class is sealed without their conduct only if the head says so."),
    mend=_("The homeroom teacher enters it."),
    effect=Effect.SEALING,
    owner=Role.HEAD,
    days=3,
    page="grades:class-seal",
    place="term",
    basis=MARKS,
)
def conduct_missing(checked: Checked) -> Iterator[Found]:
    for term in checked.ended:
        waiting = sheets(checked).filter(term=term).order_by().values("class_group")
        said = HomeroomRecord.objects.filter(
            enrolment=OuterRef("pk"),
            term=term,
            moment=RecordMoment.FINAL,
            conduct__isnull=False,
        )
        rows = Enrolment.objects.filter(
            reported_for(term),
            ~Exists(said),
            school__in=checked.schools,
            class_group__in=waiting,
            class_group__grade_level__stage__in=WITH_CONDUCT,
        )
        counted = rows.values_list("school", "class_group", "class_group__name")
        for school, key, name, count in counted.annotate(count=Count("pk")).order_by():
            facts = {"class": name, "count": count, **term_facts(term)}
            yield Found(school, key, facts=facts)
