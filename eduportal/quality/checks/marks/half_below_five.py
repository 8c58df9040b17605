"""MK08: half of a class is below 5.0 in a subject."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.marks.averages import about, averaged
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind

# Tenths.
FIVE = 50


@rule(
    "MK08",
    area=Area.MARKS,
    kind=Kind.OUTLIER,
    about=About.SHEET,
    title=_("Half of a class below 5.0"),
    sentence=_("%(subject)s %(class)s: %(low)s of %(count)s averages are below 5.0"),
    why=_("Either a column was entered wrongly, or the class needs help."),
    mend=_("Look at the columns of the sheet. If it is so, answer what is done about it."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=10,
    page="grades:marksheet-edit",
)
def half_below_five(checked: Checked) -> Iterator[Found]:
    for sheet in averaged(checked, below=FIVE):
        low, count = sheet.low, sheet.students  # type: ignore[attr-defined]
        if 2 * low >= count:
            yield about(sheet, low=low, count=count)
