"""MK10: half of the days of entry are over and a sheet holds nothing."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.laws import MARK_BOOK
from eduportal.quality.checks.marks.sheets import about_sheets, sheets
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.choices import SheetState


@rule(
    "MK10",
    area=Area.MARKS,
    kind=Kind.TIMELY,
    about=About.SHEET,
    title=_("Sheet without a single mark"),
    sentence=_("%(subject)s %(class)s, term %(number)s, %(year)s: half of the days over, empty"),
    why=_("Regular marks belong into the book when they are given; later they are hard to prove."),
    mend=_("The teacher enters what was given so far."),
    effect=Effect.WARNS,
    owner=Role.HEAD,
    days=7,
    page="grades:marksheet-edit",
    basis=MARK_BOOK,
)
def nothing_entered(checked: Checked) -> Iterator[Found]:
    term = checked.term
    half = term.entry_opens_on + (term.entry_closes_on - term.entry_opens_on) / 2
    if not half < checked.today <= term.entry_closes_on:
        return iter(())
    rows = sheets(checked).filter(term=term, state=SheetState.OPEN, revision=0)
    return about_sheets(rows.filter(records__isnull=False).distinct())
