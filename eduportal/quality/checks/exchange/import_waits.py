"""EX05: a file was checked and nobody has confirmed it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind

PATIENCE_DAYS = 3


@rule(
    "EX05",
    area=Area.EXCHANGE,
    kind=Kind.TIMELY,
    about=About.JOB,
    title=_("Import that nobody has confirmed"),
    sentence=_("A file of %(day)s waits to be confirmed; rows: %(count)s"),
    why=_("Nothing of the file is written before somebody confirms it."),
    mend=_("Confirm the import, or discard it."),
    effect=Effect.LOOK,
    owner=Role.CLERK,
    days=3,
    page="imports:job-detail",
)
def import_waits(checked: Checked) -> Iterator[Found]:
    rows = ImportJob.objects.filter(
        school__in=checked.schools,
        state=JobState.CHECKED,
        created_at__date__lt=checked.days_ago(PATIENCE_DAYS),
    )
    for school, key, at, count in rows.values_list("school", "pk", "created_at", "total"):
        yield Found(school, key, facts={"day": f"{at:%d/%m/%Y}", "count": count})
