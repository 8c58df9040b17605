"""The terms of a plan of training, and the choice of those who go."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from schools.choices import Stage
from staffing.rules.qualification import ROADMAP_ENDS
from staffing.rules.training_plan import Terms

PRICED = (Stage.PRESCHOOL, Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)
MILLION = 1_000_000


def _money(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput({"class": "input"}),
    )


def _part(label: Any, most: str, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_value=Decimal(most),
        decimal_places=2,
        widget=forms.NumberInput({"class": "input", "step": "0.05"}),
    )


class TermsForm(forms.Form):
    """What the plan may use. Money in millions of đồng."""

    place = TextField(label=_("Where they study"), max_length=200)
    first = forms.IntegerField(label=_("First year"), min_value=2026, max_value=2035)
    last = forms.IntegerField(label=_("Last year"), min_value=2026, max_value=2035)
    takes = forms.IntegerField(label=_("Years the training takes"), min_value=1, max_value=4)
    away = _part(
        _("Share of the post without lessons"), "1", _("0.2 is one day of five, while they study")
    )
    overtime = _part(
        _("Overtime of those who stay, share of the norm"),
        "0.5",
        _("at most half, TT 05/2025"),
    )
    money = _money(_("Money a year, million đồng"))

    def __init__(self, data: Any = None, *, begins: int) -> None:
        initial = {
            "first": begins,
            "last": max(begins, ROADMAP_ENDS.year),
            "takes": 2,
            "away": Decimal("0.2"),
            "overtime": Decimal("0.1"),
        }
        super().__init__(data, initial=initial)
        for stage in PRICED:
            self.fields[f"price_{stage.value}"] = _money(
                _("Cost of a person, million đồng: %s") % stage.label
            )
        self.order_fields(["place", "first", "last", "takes", "away", "overtime", "money"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("The last year must not be before the first."))
        return said

    @property
    def terms(self) -> Terms:
        """As the rules take them, money in đồng."""
        said = self.cleaned_data
        return Terms(
            years=tuple(range(said["first"], said["last"] + 1)),
            money=said["money"] * MILLION,
            price={each.value: said[f"price_{each.value}"] * MILLION for each in PRICED},
            away=Fraction(said["away"]),
            takes=said["takes"],
            overtime=Fraction(said["overtime"]),
        )
