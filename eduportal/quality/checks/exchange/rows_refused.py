"""EX06: rows of a file were refused, and no other file has mended them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind


@rule(
    "EX06",
    area=Area.EXCHANGE,
    kind=Kind.COMPLETE,
    about=About.JOB,
    title=_("Import with rows that were left out"),
    sentence=_("A file of %(day)s; rows refused and not brought in since: %(count)s"),
    why=_("These rows are in the file and not in the portal."),
    mend=_("Mend the marked rows in the file and bring it in again."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=5,
    page="imports:job-detail",
)
def rows_refused(checked: Checked) -> Iterator[Found]:
    mended = ImportJob.objects.filter(mends=OuterRef("pk"), state=JobState.APPLIED)
    rows = ImportJob.objects.filter(
        ~Exists(mended),
        school__in=checked.schools,
        state=JobState.APPLIED,
        refused__gt=0,
        applied_at__date__gte=checked.year.starts_on,
    )
    for school, key, at, count in rows.values_list("school", "pk", "created_at", "refused"):
        yield Found(school, key, facts={"day": f"{at:%d/%m/%Y}", "count": count})
