"""Forms about leavers: answers of their school, guidance, lists of institutions and their links."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from eduportal.core.fields import TextField
from students.choices import Destination, GuidanceContent
from students.forms.register import day_field
from students.paths.vocabulary import LISTED, SAID, Group
from students.services.leaving import Answer

_ROW = re.compile(r"was-([0-9]{1,9})")
LABELS = dict(Destination.choices)
# In a list of choices one key chooses.
KEYS = "123456789abcdefgh"


def sayable(group: Group) -> list[tuple[str, str, Any]]:
    """What a school may say of one of its leavers: code, the key that chooses it, and words."""
    said = zip(SAID[group], KEYS, strict=False)
    return [(each.value, key, LABELS[each.value]) for each, key in said]


def answers_in(data: QueryDict) -> list[Answer]:
    """What a form says of leavers, of those of whom it says something."""
    rows = (match[1] for match in map(_ROW.fullmatch, data) if match)
    return [
        Answer(int(row), data.get(f"was-{row}", ""), said)
        for row in rows
        if (said := data.get(f"to-{row}", ""))
    ]


class GuidanceForm(forms.Form):
    """One activity of vocational guidance."""

    on = day_field(gettext_lazy("Day"))
    content = forms.ChoiceField(
        label=gettext_lazy("Content"),
        choices=GuidanceContent.choices,
        widget=forms.Select({"class": "select"}),
    )
    grades = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Grades"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    pupils = forms.IntegerField(
        label=gettext_lazy("Students reached"),
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput({"class": "input"}),
    )
    partner = TextField(
        label=gettext_lazy("Partner"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "input"}),
    )

    def __init__(self, *args: Any, grades: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grades"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(grade, str(grade)) for grade in grades]

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class InstitutionForm(forms.Form):
    """Which institution hands over a list, and of which kind it is."""

    institution = TextField(
        label=gettext_lazy("Institution"),
        max_length=200,
        widget=forms.TextInput({"class": "input"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it offers"),
        widget=forms.Select({"class": "select"}),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((each.value, LABELS[each.value]) for each in LISTED[group])]


def file_field() -> forms.FileField:
    """A list as a spreadsheet."""
    return forms.FileField(
        label=gettext_lazy("List"),
        max_length=255,
        help_text=gettext_lazy(
            "A spreadsheet of at most 5 MB and 5,000 rows. Columns: name, date of birth, and as "
            "far as known personal number and lower secondary school."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )


class ListForm(InstitutionForm):
    """A list that an institution has sent."""

    as_of = day_field(gettext_lazy("The list is of this day"))
    file = file_field()


class LinkedListForm(forms.Form):
    """A list that an institution hands over by its link."""

    code = TextField(
        label=gettext_lazy("Code of the link"),
        max_length=100,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    as_of = day_field(gettext_lazy("The list is of this day"))
    file = file_field()
