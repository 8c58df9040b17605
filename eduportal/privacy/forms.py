"""The period a question is about."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

AS_BROWSERS_SEND = "%Y-%m-%dT%H:%M"
DAYS_SHOWN = 30


def _moment(label: Any) -> forms.DateTimeField:
    """A time of the clock on the wall in Vietnam, to the minute."""
    return forms.DateTimeField(
        label=label,
        input_formats=[AS_BROWSERS_SEND],
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "input"}, AS_BROWSERS_SEND),
    )


class PeriodForm(forms.Form):
    """Two minutes, both included; the last 30 days where the address names none."""

    begins = _moment(gettext_lazy("First minute"))
    ends = _moment(gettext_lazy("Last minute"))

    def __init__(self, asked: Any) -> None:
        now = timezone.localtime().replace(second=0, microsecond=0)
        days = datetime.timedelta(days=DAYS_SHOWN)
        default = {"begins": now - days, "ends": now}
        given = {name: asked[name] for name in default if name in asked}
        texts = {name: f"{moment:{AS_BROWSERS_SEND}}" for name, moment in default.items()}
        super().__init__(texts | given)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends < begins:
            raise forms.ValidationError(_("The end lies before the beginning."))
        return cleaned
