"""SF05: no degree of a teacher is recorded."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import TRAINING
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.choices import PostKind
from staffing.models import Post, Qualification


@rule(
    "SF05",
    area=Area.STAFF,
    kind=Kind.COMPLETE,
    about=About.STAFF,
    title=_("Teacher without a degree on record"),
    sentence=_("Holds a teacher's post, and no degree is recorded"),
    why=_("Whether the standard of training is met cannot be said."),
    mend=_("Add the degree with its major from the staff file."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=20,
    page="staffing:staff",
    basis=TRAINING,
)
def degree_missing(checked: Checked) -> Iterator[Found]:
    posts = Post.objects.in_force(checked.today).filter(kind=PostKind.TEACHER)
    degrees = Qualification.objects.filter(staff=OuterRef("pk"))
    return people(at_work(checked).filter(~Exists(degrees), pk__in=posts.values("staff")))
