"""What is typed for a student at risk: what is done, and what came of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from grades.choices import SupportKind, SupportOutcome
from grades.services.supporting import WORDS_LENGTH


class ActionForm(forms.Form):
    """One thing that is done."""

    kind = forms.ChoiceField(
        label=_("Action"), choices=SupportKind, widget=forms.Select({"class": "select"})
    )
    words = TextField(
        label=_("What is done"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea({"class": "input", "rows": 2}),
    )


class OutcomeForm(forms.Form):
    """What came of an action."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=SupportOutcome, widget=forms.Select({"class": "select"})
    )
    words = TextField(
        label=_("In words"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea({"class": "input", "rows": 2}),
    )
