"""What is typed into a request to amend sealed marks, and into the steps that follow."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from eduportal.core.fields import TextField
from grades.choices import AmendmentCause
from grades.services import Asked
from grades.services.amending import REASON_LENGTH
from grades.services.amendment_deciding import POLICY_LENGTH

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea({"class": "input", "rows": rows})


class AskForm(forms.Form):
    """Why the mark is wrong, in a word and in words, and the file that shows it."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"), choices=AmendmentCause, widget=forms.RadioSelect
    )
    reason = TextField(
        label=gettext_lazy("What happened"), max_length=REASON_LENGTH, widget=_area()
    )
    file = forms.FileField(
        label=gettext_lazy("Evidence"),
        max_length=255,
        help_text=gettext_lazy(
            "A picture of the paper with its mark, or the minutes (JPEG, PNG, WebP, PDF). Only "
            "those who confirm, approve and inspect see it."
        ),
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    @property
    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)


class AnswerForm(forms.Form):
    """The answer to what was asked back, perhaps with another file."""

    file = forms.FileField(
        label=gettext_lazy("Another piece of evidence"),
        max_length=255,
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )


class PolicyForm(forms.Form):
    """Whether the Department approves amendments as well, and why."""

    department_approves = forms.BooleanField(
        label=gettext_lazy("The Department approves every amendment after the head"),
        required=False,
    )
    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=POLICY_LENGTH,
        widget=forms.TextInput({"class": "input"}),
    )

    def given(self) -> dict[str, Any]:
        return self.cleaned_data
