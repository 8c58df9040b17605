"""The period a question is about; a request for correction and its steps; what an alert was."""

import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import DayField, TextField
from eduportal.privacy.choices import EDGES, CorrectionState

AS_BROWSERS_SEND = "%Y-%m-%dT%H:%M"
DAYS_SHOWN = 30


def _moment(label: Any) -> forms.DateTimeField:
    """A time of the clock on the wall in Vietnam, to the minute."""
    return forms.DateTimeField(
        label=label,
        input_formats=[AS_BROWSERS_SEND],
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "input"}, AS_BROWSERS_SEND),
    )


# Outside them lies nothing, and a minute more may not be a date.
YEARS = (2000, 2101)


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
        years = range(*YEARS)
        if any(moment and moment.year not in years for moment in (begins, ends)):
            raise forms.ValidationError(_("The year must lie between 2000 and 2100."))
        if begins and ends and ends < begins:
            raise forms.ValidationError(_("The end lies before the beginning."))
        return cleaned


class CorrectionForm(forms.Form):
    """Who asks, since when, and what is wrong."""

    asked_by = TextField(
        label=gettext_lazy("Asked by"),
        help_text=gettext_lazy("The person, or the parent; how identity was checked."),
        max_length=150,
        widget=forms.TextInput({"class": "input"}),
    )
    came_on = DayField(
        label=gettext_lazy("Came in on"),
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )
    wrong = TextField(
        label=gettext_lazy("What is wrong, and what is right"),
        help_text=gettext_lazy("Name the field, what stands there and what should."),
        max_length=1000,
        widget=forms.Textarea({"rows": 5, "class": "input"}),
    )

    def clean_came_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["came_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class StepForm(forms.Form):
    """The next state of a request. `seen` is the state the page showed."""

    seen = forms.ChoiceField(choices=CorrectionState.choices, widget=forms.HiddenInput)
    step = forms.ChoiceField(label=gettext_lazy("What happens now"), widget=forms.RadioSelect)
    end = TextField(
        label=gettext_lazy("What was done, or why it is refused"),
        help_text=gettext_lazy("Needed to end the request; the person may ask for it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3, "class": "input"}),
    )

    def __init__(self, posted: Any, *, state: str) -> None:
        super().__init__(posted, initial={"seen": state})
        seen = self.data.get("seen", state)
        steps = EDGES.get(CorrectionState(seen), []) if seen in CorrectionState.values else []
        step = cast(forms.ChoiceField, self.fields["step"])
        step.choices = [(each.value, each.label) for each in steps]


class AnswerForm(forms.Form):
    """What an alert turned out to be."""

    note = TextField(
        label=gettext_lazy("What it was"),
        help_text=gettext_lazy(
            "For example: asked, the clerk prepared the list of the graduates. Name no student."
        ),
        max_length=500,
        widget=forms.Textarea({"class": "input", "rows": 4}),
    )
