"""MK02: a sheet is open though the days of entry are over."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARK_BOOK
from eduportal.quality.checks.marks.sheets import about_sheets, sheets
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import SheetState


@rule(
    "MK02",
    area=Area.MARKS,
    kind=Kind.TIMELY,
    about=About.SHEET,
    title=_("Sheet not handed in after the last day of entry"),
    sentence=_("%(subject)s %(class)s, term %(number)s, %(year)s: not handed in"),
    why=_("The class cannot be sealed while one sheet is open."),
    mend=_("The teacher hands the sheet in; an exception gives more days."),
    effect=Effect.SEALING,
    owner=Role.HEAD,
    days=3,
    page="grades:marksheet-edit",
    basis=MARK_BOOK,
)
def open_too_long(checked: Checked) -> Iterator[Found]:
    no_leave = Q(open_until=None) | Q(open_until__lt=checked.today)
    rows = sheets(checked).filter(no_leave, state=SheetState.OPEN, term__in=checked.ended)
    return about_sheets(rows)
