"""MK03: a sheet that was handed in waits for the head."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARK_BOOK
from eduportal.quality.checks.marks.sheets import about_sheets, sheets
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import SheetState

PATIENCE_DAYS = 5


@rule(
    "MK03",
    area=Area.MARKS,
    kind=Kind.TIMELY,
    about=About.SHEET,
    title=_("Sheet that waits for approval"),
    sentence=_("%(subject)s %(class)s, term %(number)s, %(year)s: waits for the head"),
    why=_("The class cannot be sealed, and the teacher does not know whether anything is wrong."),
    mend=_("Approve the sheet, or return it with a reason."),
    effect=Effect.SEALING,
    owner=Role.HEAD,
    days=3,
    page="grades:marksheet-edit",
    basis=MARK_BOOK,
)
def waits_for_approval(checked: Checked) -> Iterator[Found]:
    before = checked.days_ago(PATIENCE_DAYS)
    rows = sheets(checked).filter(state=SheetState.SUBMITTED, changed_at__date__lt=before)
    return about_sheets(rows)
