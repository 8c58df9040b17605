"""AS07: a teacher has no lessons and no duty."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import lessons
from eduportal.quality.checks.laws import WORKING_TIME
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.choices import Stage
from staffing.choices import PostKind
from staffing.models import Duty, Elsewhere, HomeroomAssignment, Leave, Post

SETTLED_DAYS = 14
GENERAL = [Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY]


@rule(
    "AS07",
    area=Area.ASSIGNMENTS,
    kind=Kind.OUTLIER,
    about=About.STAFF,
    title=_("Teacher without lessons"),
    sentence=_("Holds a teacher's post, and has no lessons, homeroom, duty, leave or other school"),
    why=_("Either assignments are missing, or the person has left."),
    mend=_("Assign the lessons, or record where the person is."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=10,
    page="staffing:staff",
    basis=WORKING_TIME,
)
def no_lessons(checked: Checked) -> Iterator[Found]:
    if checked.begun < SETTLED_DAYS:
        return iter(())
    posts = Post.objects.in_force(checked.today).filter(staff=OuterRef("pk"))
    teaches = Exists(posts.filter(kind=PostKind.TEACHER))
    rows = at_work(checked).filter(teaches, school__stages__overlap=GENERAL)
    rows = rows.filter(~Exists(lessons(checked).filter(staff=OuterRef("pk"))))
    for other in (HomeroomAssignment, Duty, Leave, Elsewhere):
        held = other.objects.in_force(checked.today).filter(staff=OuterRef("pk"))
        rows = rows.filter(~Exists(held))
    return people(rows)
