"""What a paper says of a student's first term at another school, besides the results."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grades.choices import LEVEL_NAMES
from grades.forms.outside import SourceForm


class FirstTermForm(SourceForm):
    """The paper, the conduct of the term and the sessions missed there."""

    conduct = forms.TypedChoiceField(
        label=gettext_lazy("Conduct"),
        choices=[("", gettext_lazy("not said"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select({"class": "input"}),
    )
    absences = forms.IntegerField(
        label=gettext_lazy("Sessions missed"),
        min_value=0,
        max_value=400,
        required=False,
        widget=forms.NumberInput({"class": "input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conduct"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("not said")),
            *LEVEL_NAMES,
        ]
