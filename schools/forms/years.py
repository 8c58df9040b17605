"""A school year with its terms, and the last day of a school."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from schools.forms.rows import DayField, say
from schools.models import SchoolYear
from schools.services.errors import RegisterRefused
from schools.services.years import TERM_FIELDS, YearPlan, plan_problems

LABELS = {
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "entry_opens_on": _("Mark entry opens on"),
    "entry_closes_on": _("Last day of mark entry"),
}
TERMS = {1: _("Term I"), 2: _("Term II")}


def days_stored(year: SchoolYear) -> dict[str, Any]:
    """What is stored of the year, by the form's names."""
    stored = {"code": year.code, "starts_on": year.starts_on, "ends_on": year.ends_on}
    for term in year.terms.all():
        stored |= {f"term{term.number}_{name}": getattr(term, name) for name in TERM_FIELDS}
    return stored


class YearForm(forms.Form):
    """Every day of a school year on one page."""

    code = TextField(label=_("School year"), max_length=9, help_text="2026-2027")
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(
        self, data: Any, *, initial: dict[str, Any], year: SchoolYear | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.year = year
        self.fields["code"].disabled = year is not None
        for number in TERMS:
            for name in TERM_FIELDS:
                field = DayField(label=LABELS[name])
                self.fields[f"term{number}_{name}"] = field

    @property
    def plan(self) -> YearPlan:
        said = self.cleaned_data
        days = {name: said.get(name) for name in self.fields if name != "code"}
        return YearPlan(code=said.get("code", ""), days=days)

    def clean(self) -> dict[str, Any]:
        say(self, plan_problems(self.plan, self.year))
        return self.cleaned_data

    def refuse(self, refusal: RegisterRefused) -> None:
        say(self, refusal.problems)

    @property
    def of_year(self) -> list[forms.BoundField]:
        return [self[name] for name in ("code", "starts_on", "ends_on")]

    @property
    def of_terms(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The title of each term with its fields."""
        for number, title in TERMS.items():
            yield title, [self[f"term{number}_{name}"] for name in TERM_FIELDS]


class ClosingForm(forms.Form):
    """The last day of a school."""

    on = DayField(label=_("Last day"), initial=timezone.localdate)

    def refuse(self, refusal: RegisterRefused) -> None:
        say(self, refusal.problems)
