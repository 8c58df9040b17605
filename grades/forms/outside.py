"""The paper on which marks from outside the portal stand."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from eduportal.core.fields import DayField, TextField
from grades.services import Source


def _text(label: Any, most: int, help_text: Any = "") -> TextField:
    return TextField(
        label=label,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )


class SourceForm(forms.Form):
    """Which school gave the marks, where, and what says so. The reason of a change in the history
    holds all of it (MarkChange.reason), hence the lengths."""

    school = _text(gettext_lazy("Former school"), 100)
    place = _text(
        gettext_lazy("Province, country or product"),
        60,
        gettext_lazy("For instance tỉnh Đồng Nai, or the name of the other mark book."),
    )
    paper = _text(
        gettext_lazy("Number of the paper"),
        40,
        gettext_lazy("The transcript or certificate of marks the student brought."),
    )
    on = DayField(
        label=gettext_lazy("Day of the paper"),
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("The day of the paper is in the future."))
        return day

    @property
    def source(self) -> Source:
        names = ("school", "place", "paper", "on")
        return Source(**{name: self.cleaned_data[name] for name in names})
