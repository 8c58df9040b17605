"""SF03: a teacher has no main subject."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.choices import Stage
from staffing.choices import PostKind
from staffing.models import Post


@rule(
    "SF03",
    area=Area.STAFF,
    kind=Kind.COMPLETE,
    about=About.STAFF,
    title=_("Teacher without a main subject"),
    sentence=_("Holds a teacher's post at a secondary school, and no main subject is recorded"),
    why=_("Too many and too few teachers are counted by subject; this one is in no subject."),
    mend=_("Choose the subject the teacher was trained for."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="staffing:staff-edit",
)
def subject_missing(checked: Checked) -> Iterator[Found]:
    posts = Post.objects.in_force(checked.today).filter(kind=PostKind.TEACHER)
    secondary = [Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY]
    rows = at_work(checked).filter(main_subject=None, school__stages__overlap=secondary)
    return people(rows.filter(pk__in=posts.values("staff")))
