"""The forms of the yearly review: its days, what a school declares, what the check answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduportal.core.fields import DayField, TextField
from staffing.forms.people import day_input
from staffing.models import StaffingReview
from staffing.rules.declaring import Line
from staffing.services import ReviewDays

MOST = Decimal(9999)
ANSWERS = (("yes", pgettext_lazy("a declared number", "accepted")), ("no", _("not accepted")))
DAYS = ("declare_by", "check_by", "object_by", "decide_by")


class ReviewForm(forms.Form):
    """The paper a review rests on and the last day of each step."""

    basis = TextField(label=_("Number of the plan"), max_length=100)
    declare_by = DayField(label=_("Schools declare by"), widget=day_input())
    check_by = DayField(label=_("Checked by"), widget=day_input())
    object_by = DayField(label=_("Objections by"), widget=day_input())
    decide_by = DayField(label=_("Decided by the day"), widget=day_input())

    def __init__(self, data: Any = None, *, review: StaffingReview | None = None) -> None:
        names = ("basis", *DAYS)
        super().__init__(data, initial={name: getattr(review, name, None) for name in names})

    @property
    def days(self) -> ReviewDays:
        """The days of a valid form."""
        return ReviewDays(**self.cleaned_data)


@dataclass(frozen=True)
class FormLine:
    """One line of the declaration with its two fields."""

    line: Line
    name: str
    first: BoundField
    second: BoundField


class DeclareForm(forms.Form):
    """For each line the number the school declares, and why it differs."""

    def __init__(self, lines: Sequence[Line], names: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data)
        self.lines, self.names = lines, names
        for line in lines:
            label = names[line.code]
            self.fields[f"declared-{line.code}"] = forms.DecimalField(
                label=_("%s: declared") % label,
                min_value=0,
                max_value=MOST,
                decimal_places=2,
                localize=True,
                initial=line.declared,
                widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal"}),
            )
            self.fields[f"reason-{line.code}"] = TextField(
                label=_("%s: why") % label,
                max_length=300,
                required=False,
                initial=line.reason,
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    def clean(self) -> dict[str, Any]:
        """Beside a number that is none, what else the service would refuse: a missing reason."""
        said: dict[str, Any] = super().clean() or {}
        for line in self.lines if self.errors else ():
            number = said.get(f"declared-{line.code}")
            is_other = number is not None and number != line.counted
            if is_other and not said.get(f"reason-{line.code}"):
                self.add_error(f"reason-{line.code}", _("Say why the number is otherwise."))
        return said

    @property
    def rows(self) -> list[FormLine]:
        return _rows(self, self.lines, "declared", "reason")

    @property
    def declared(self) -> dict[str, Decimal]:
        """The numbers of a valid form by the code of their line."""
        return {line.code: self.cleaned_data[f"declared-{line.code}"] for line in self.lines}

    @property
    def reasons(self) -> dict[str, str]:
        return {line.code: self.cleaned_data[f"reason-{line.code}"] for line in self.lines}


class AnswerForm(forms.Form):
    """For each line that differs whether it is accepted, and what is said about it."""

    def __init__(self, lines: Sequence[Line], names: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data)
        self.lines, self.names = [line for line in lines if line.differs], names
        for line in self.lines:
            self.fields[f"accepted-{line.code}"] = forms.ChoiceField(
                label=_("%s: accepted or not") % names[line.code],
                choices=[("", "–"), *ANSWERS],
                required=False,
                widget=forms.Select(attrs={"class": "select"}),
            )
            self.fields[f"answer-{line.code}"] = TextField(
                label=_("%s: answer") % names[line.code], max_length=300, required=False
            )

    @property
    def rows(self) -> list[FormLine]:
        return _rows(self, self.lines, "accepted", "answer")

    @property
    def accepted(self) -> dict[str, bool]:
        """The answers that were given, by the code of their line."""
        said = {line.code: self.cleaned_data[f"accepted-{line.code}"] for line in self.lines}
        return {code: answer == "yes" for code, answer in said.items() if answer}

    @property
    def answers(self) -> dict[str, str]:
        return {line.code: self.cleaned_data[f"answer-{line.code}"] for line in self.lines}


class WordsForm(forms.Form):
    """Why somebody objects, sends back or opens again."""

    text = TextField(label=_("Why"), max_length=500)


class DecideForm(forms.Form):
    """The decision that ends a declaration."""

    decision = TextField(label=_("Number of the decision"), max_length=100)
    decided_on = DayField(label=_("Day of the decision"), widget=day_input())


def _rows(form: forms.Form, lines: Sequence[Line], first: str, second: str) -> list[FormLine]:
    names: Mapping[str, str] = form.names  # type: ignore[attr-defined]
    return [
        FormLine(
            line,
            names[line.code],
            form[f"{first}-{line.code}"],
            form[f"{second}-{line.code}"],
        )
        for line in lines
    ]
