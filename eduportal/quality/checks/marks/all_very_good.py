"""MK07: the averages of a whole class are very high."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.marks.averages import about, averaged
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind

# Tenths.
VERY_HIGH = 92


@rule(
    "MK07",
    area=Area.MARKS,
    kind=Kind.OUTLIER,
    about=About.SHEET,
    title=_("Whole class with very high averages"),
    sentence=_("%(subject)s %(class)s: the mean of the averages is %(mean)s"),
    why=_("Worth a question, never a finding against a person: tests may have been too easy."),
    mend=_("Compare with the other subjects of the class and with examinations."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=10,
    page="grades:marksheet-edit",
)
def all_very_good(checked: Checked) -> Iterator[Found]:
    for sheet in averaged(checked):
        if sheet.mean >= VERY_HIGH:  # type: ignore[attr-defined]
            yield about(sheet, mean=f"{sheet.mean / 10:.1f}")  # type: ignore[attr-defined]
