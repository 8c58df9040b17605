"""Statistical returns on their way up: one package a school and year, one line a question."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduportal.collecting.choices import ReturnState, Statistics
from eduportal.collecting.models import Return
from eduportal.collecting.rules import form as forms
from eduportal.exchange.feeds import Draft
from eduportal.exchange.feeds.rows import Column, RowFeed, is_day, one_of, text
from schools.models import School, SchoolYear
from schools.selectors import years_under_way

PERIODS = [each.value for each in Statistics if each.value]
COLUMNS = (
    Column("item", _("Question of the return"), text(60, 1)),
    Column("period", _("Statistical return"), one_of(PERIODS)),
    Column("title", _("Title"), text(150, 1)),
    Column("question", _("Question"), text(200, 1)),
    Column("figure", _("Figure"), text(20)),
    Column("value", _("Answer"), text(2000)),
    Column("as_of", _("Figures of the day"), is_day),
    Column("approved_on", _("Approved on"), is_day),
)


class StatisticsFeed(RowFeed):
    """The newest approved answers of the statistical returns of a school year.

    Tables and files stay with the office that asked: a line is one answer.
    """

    name = "statistics"
    title = _("Statistical returns")
    is_expected = False
    schemas = ("statistics.1",)
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
            if (lines := _lines(school, year))
        ]


def _lines(school: School, year: SchoolYear) -> list[list[Any]]:
    approved = Return.objects.filter(
        of_school=school,
        state=ReturnState.APPROVED,
        collection__statistics__in=PERIODS,
        collection__as_of__range=(year.starts_on, year.ends_on),
    ).select_related("collection", "version")
    newest = {row.collection_id: row for row in approved.order_by("number")}
    return sorted(line for row in newest.values() for line in _of_return(row))


def _of_return(row: Return) -> Iterable[list[Any]]:
    asked = row.collection
    assert row.decided_at is not None
    for field in row.version.form.fields:
        if field.kind in (forms.TABLE, forms.FILE):
            continue
        yield [
            f"{asked.statistics}.{asked.public_id}.{field.key}",
            asked.statistics,
            asked.title,
            field.label,
            field.figure,
            row.answers.get(field.key, ""),
            asked.as_of.isoformat(),
            row.decided_at.date().isoformat(),
        ]
