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
from schools.choices import Sex, Stage
from schools.models import School
from staffing.choices import (
    Basis,
    Contract,
    Degree,
    DutyKind,
    ElsewhereKind,
    PostKind,
    Rank,
    StaffStatus,
    TitleKind,
    TrainingOutcome,
)
from staffing.selectors.travelling import staff_lines

MOST_HUNDREDTHS = 9999
SUBJECT = matching("[A-Za-z0-9_-]{0,20}")
DAYS = (is_day, maybe(is_day))
SHARE, PERIODS = whole(0, 100), whole(0, MOST_HUNDREDTHS)
COLUMNS = (
    Column("uid", _("Identity"), is_uid),
    Column("code", _("Ministry code"), text(20)),
    Column("name", _("Full name"), text(150, least=1)),
    Column("birth", _("Date of birth"), maybe(is_day, "")),
    Column("sex", _("Sex"), one_of(Sex.values)),
    Column("state", _("State"), one_of(StaffStatus.values)),
    Column("subject", _("Main subject"), SUBJECT),
    Column(
        "posts",
        _("Posts"),
        list_of(one_of(PostKind.values), whole(1, 100), one_of(Contract.values), *DAYS),
    ),
    Column("duties", _("Duties"), list_of(one_of(DutyKind.values), PERIODS, *DAYS)),
    Column(
        "also",
        _("Second subjects"),
        list_of(SUBJECT, one_of(Stage.values), one_of(Basis.values), *DAYS),
    ),
    Column(
        "degrees",
        _("Degrees and certificates"),
        list_of(one_of(Degree.values), text(150), is_flag, is_flag, *DAYS),
    ),
    Column(
        "titles",
        _("Professional titles"),
        list_of(one_of(TitleKind.values), one_of(Rank.values), *DAYS),
    ),
    Column("leave", _("Leave"), list_of(SHARE, *DAYS)),
    Column(
        "elsewhere",
        _("Work at other schools"),
        list_of(one_of(ElsewhereKind.values), text(200), SUBJECT, PERIODS, *DAYS),
    ),
    Column(
        "training",
        _("Training towards the standard"),
        list_of(
            one_of(Degree.values),
            text(150),
            SHARE,
            text(100),
            one_of(TrainingOutcome.values),
            *DAYS,
        ),
    ),
)


class StaffFeed(RowFeed):
    """Who works at the school, and what is recorded of each person, all days included."""

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
