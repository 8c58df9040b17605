"""MK06: a question about entries has not been settled."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.marks.sheets import facts_of
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import QuestionState
from grades.models import MarkQuestion

PATIENCE_DAYS = 7


@rule(
    "MK06",
    area=Area.MARKS,
    kind=Kind.OUTLIER,
    about=About.SHEET,
    title=_("Question about entries that nobody has settled"),
    sentence=_("%(subject)s %(class)s: a question found on %(day)s is not settled"),
    why=_("Marks were entered in an unusual way; it may have a good reason."),
    mend=_("Ask the teacher, or settle the question with a reason."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=7,
    page="grades:question-list",
    place="",
)
def question_waits(checked: Checked) -> Iterator[Found]:
    rows = MarkQuestion.objects.filter(
        school__in=checked.schools, found_at__date__lt=checked.days_ago(PATIENCE_DAYS)
    ).exclude(state=QuestionState.SETTLED)
    related = rows.select_related(
        "sheet__subject", "sheet__class_group", "sheet__term__school_year"
    )
    for each in related:
        facts = {**facts_of(each.sheet), "day": f"{each.found_at:%d/%m/%Y}"}
        yield Found(each.school_id, each.sheet_id, each.pk, facts)
