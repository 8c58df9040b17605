"""AS04: a teacher gives a subject that is neither the main nor a second one."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import lessons
from eduportal.quality.checks.laws import TRAINING
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.choices import Stage
from staffing.models import StaffSubject

BY_SUBJECT = (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)


@rule(
    "AS04",
    area=Area.ASSIGNMENTS,
    kind=Kind.CONSISTENT,
    about=About.STAFF,
    title=_("Lessons in a subject the teacher is not recorded for"),
    sentence=_("Gives %(subject)s; it is neither the main nor a second subject"),
    why=_("Need and supply by subject do not meet: the lessons count here, the teacher there."),
    mend=_("Record the second subject with its basis, or correct the main one."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=20,
    page="staffing:staff",
    basis=TRAINING,
)
def another_subject(checked: Checked) -> Iterator[Found]:
    second = StaffSubject.objects.in_force(checked.day).filter(
        staff=OuterRef("staff"), subject=OuterRef("subject")
    )
    rows = lessons(checked).filter(
        ~Exists(second),
        substitution=None,
        class_group__grade_level__stage__in=BY_SUBJECT,
        staff__main_subject__isnull=False,
    )
    rows = rows.exclude(subject=F("staff__main_subject"))
    names = ("school", "staff", "subject", "subject__name")
    for school, key, subject, title in rows.values_list(*names).distinct():
        yield Found(school, key, subject, {"subject": title})
