"""MK05: a sheet was handed in with students who get no result from it."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARKS
from eduportal.quality.checks.marks.sheets import HANDED_IN, facts_of, sheets
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import AssessmentForm
from students.selectors.stays import in_class_for


@rule(
    "MK05",
    area=Area.MARKS,
    kind=Kind.COMPLETE,
    about=About.SHEET,
    title=_("Sheet handed in with students without a result"),
    sentence=_("%(subject)s %(class)s; students who get no result from their marks: %(count)s"),
    why=_("These students get no level unless the head decides on each."),
    mend=_("Return the sheet to the teacher, or record why the marks are missing."),
    effect=Effect.SEALING,
    owner=Role.HEAD,
    days=5,
    page="grades:marksheet-edit",
    basis=MARKS,
)
def without_result(checked: Checked) -> Iterator[Found]:
    lacks = Q(records__average=None, records__exempt=False)
    present = in_class_for("term", "records__enrolment__")
    rows = sheets(checked).filter(state__in=HANDED_IN).exclude(form=AssessmentForm.LEVELS.value)
    rows = rows.annotate(lacking=Count("records", filter=lacks & present)).filter(lacking__gt=0)
    for sheet in rows:
        facts = {**facts_of(sheet), "count": sheet.lacking}
        yield Found(sheet.school_id, sheet.pk, facts=facts)
