"""The professional standard of a school's staff: one package a school and year."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft, Row
from eduportal.exchange.feeds.references import staff_here
from eduportal.exchange.feeds.rows import Column, RowFeed, is_day, is_uid, one_of, text
from eduportal.exchange.wire.header import Header
from schools.models import School
from schools.selectors import years_under_way
from staffing.choices import Rating
from staffing.selectors.travelling import rating_lines


class StandardFeed(RowFeed):
    """How the head has rated each teacher: 4 Tốt, 3 Khá, 2 Đạt, 1 Chưa đạt."""

    name = "standard"
    title = _("Professional standard")
    is_expected = False
    schemas = ("standard.1",)
    order = 5
    is_whole = True

    def columns(self, schema: str) -> Sequence[Column]:
        return (
            Column("uid", _("Identity"), is_uid),
            Column("code", _("Ministry code"), text(20)),
            Column("name", _("Full name"), text(150, least=1)),
            Column("rating", _("Rating"), one_of(Rating.values)),
            Column("assessed_on", _("Assessed on"), is_day),
            Column("assessor", _("Assessor"), text(150)),
        )

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        """Somebody rated who is not among the staff yet."""
        if self.check(header, lines):
            return ""
        unknown = {line[0] for line in lines} - (staff_here(school) or set())
        if not unknown:
            return ""
        return f"{len(unknown)} of those rated are not among the school's staff yet."

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
            if (lines := rating_lines(school, year))
        ]

    def name_of(self, line: Row) -> str:
        return super().name_of(line[2:])
