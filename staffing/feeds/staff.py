"""The staff of a school: one package a school, one line a person."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.exchange.feeds import Draft, Fact, Row
from eduportal.exchange.feeds.references import STAFF
from eduportal.exchange.feeds.rows import (
    Column,
    RowFeed,
    is_day,
    is_flag,
    is_uid,
    list_of,
    matching,
    maybe,
    one_of,
    text,
    whole,
)
from eduportal.exchange.wire.header import Header
from schools.models import School
from staffing.choices import DutyKind, PostKind, StaffStatus
from staffing.selectors.travelling import staff_lines

MOST_HUNDREDTHS = 9999
COLUMNS = (
    Column("uid", _("Identity"), is_uid),
    Column("code", _("Ministry code"), text(20)),
    Column("name", _("Full name"), text(150, least=1)),
    Column("birth", _("Date of birth"), maybe(is_day, "")),
    Column("state", _("State"), one_of(StaffStatus.values)),
    Column("subject", _("Main subject"), matching("[A-Za-z0-9_-]{0,20}")),
    Column(
        "posts",
        _("Posts"),
        list_of(one_of(PostKind.values), whole(1, 100), is_flag, is_day, maybe(is_day)),
    ),
    Column(
        "duties",
        _("Duties"),
        list_of(one_of(DutyKind.values), whole(0, MOST_HUNDREDTHS), is_day, maybe(is_day)),
    ),
)


class StaffFeed(RowFeed):
    """Who works at the school, in which posts and with which duties, all days included."""

    name = STAFF
    title = _("Staff")
    has_year = False
    schemas = ("staff.1",)
    order = 2
    is_whole = True

    def columns(self, schema: str) -> Sequence[Column]:
        return COLUMNS

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        code = header.scope.school
        for line in lines:
            values = {"school": code, **self.named(header, line)}
            yield Fact("staff", (code, line[0]), values, {"school": (code,)}, person=line[0])

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        lines = staff_lines(school)
        today = timezone.localdate()
        return [Draft(self.name, today, lines, "", schema=schema, unit_name=school.name)]

    def name_of(self, line: Row) -> str:
        return super().name_of(line[2:])
