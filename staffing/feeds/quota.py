"""The posts a school was given: one package a school and year, one line a kind of post."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft
from eduportal.exchange.feeds.rows import Column, RowFeed, is_day, maybe, one_of, text, whole
from schools.models import School
from schools.selectors import years_under_way
from staffing.choices import PostKind
from staffing.selectors.travelling import quota_lines

MOST_POSTS = 32767
POSTS = whole(0, MOST_POSTS)
COLUMNS = (
    Column("kind", _("Post"), one_of(PostKind.values)),
    Column("posts", _("Posts given"), POSTS),
    Column("decision", _("Number of the decision"), text(100)),
    Column("decided_on", _("Day of the decision"), is_day),
    Column("approved", _("To be recruited this year"), maybe(POSTS)),
    Column("filled", _("Recruited so far"), maybe(POSTS)),
    Column("plan", _("Plan of recruitment"), text(100)),
)


class QuotaFeed(RowFeed):
    """The quotas of a school year by decision, and the numbers of its recruitment."""

    name = "quota"
    title = _("Quotas of posts")
    is_expected = False
    schemas = ("quota.1",)
    order = 5
    is_whole = True

    def columns(self, schema: str) -> Sequence[Column]:
        return COLUMNS

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        return [
            Draft(
                feed=self.name,
                schema=schema,
                year=year.code,
                closes=year.ends_on,
                unit_name=school.name,
                lines=lines,
                sealed_by="",
            )
            for year in years_under_way()
            if (lines := quota_lines(school, year))
        ]
