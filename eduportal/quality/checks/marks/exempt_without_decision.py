"""MK09: a line says exempt, and no decision exempts the student."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARKS
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import SheetState
from grades.models import MarkRecord
from students.selectors.exemptions import is_exempt


@rule(
    "MK09",
    area=Area.MARKS,
    kind=Kind.CONSISTENT,
    about=About.STUDENT,
    title=_("Exempt without a decision"),
    sentence=_("Class %(class)s: exempt from %(subject)s, and no decision on it is recorded"),
    why=_("The student is not assessed, and nobody can say on what ground."),
    mend=_("Record the decision with its number, or let the student be assessed."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=5,
    page="students:exemptions",
    basis=MARKS,
)
def exempt_without_decision(checked: Checked) -> Iterator[Found]:
    rows = MarkRecord.objects.filter(
        ~is_exempt(),
        school__in=checked.schools,
        exempt=True,
        sheet__term__school_year=checked.year,
    ).exclude(sheet__state=SheetState.SEALED)
    names = ("school", "enrolment__student", "sheet__subject", "sheet__class_group__name")
    for school, key, subject, name, title in rows.values_list(
        *names, "sheet__subject__name"
    ).distinct():
        yield Found(school, key, subject, {"class": name, "subject": title})
