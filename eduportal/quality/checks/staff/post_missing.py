"""SF04: somebody works here and holds no post."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import at_work, people
from eduportal.quality.choices import About, Area, Effect, Kind
from staffing.models import Post


@rule(
    "SF04",
    area=Area.STAFF,
    kind=Kind.COMPLETE,
    about=About.STAFF,
    title=_("Staff member without a post"),
    sentence=_("Recorded as working here, and holds no post today"),
    why=_("Counts of posts against norm and quota leave the person out."),
    mend=_("Add the post with its first day, or record that the person has left."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=10,
    page="staffing:staff",
)
def post_missing(checked: Checked) -> Iterator[Found]:
    held = Post.objects.in_force(checked.today).values("staff")
    return people(at_work(checked).exclude(pk__in=held))
