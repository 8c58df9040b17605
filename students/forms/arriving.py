"""The form for a student who comes from a school with another portal."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from eduportal.core.fields import TextField
from schools.models import ClassGroup
from students.forms.register import AskForm, day_field
from students.services import Comer


class ComerForm(AskForm):
    """Which school let the student go, who it is, and class and first day here."""

    former = TextField(
        label=gettext_lazy("Code of the former school"),
        max_length=20,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    class_group = forms.ModelChoiceField(
        ClassGroup.objects.none(),
        empty_label="–",
        to_field_name="public_id",
        label=gettext_lazy("Class"),
        widget=forms.Select({"class": "select"}),
    )
    on = day_field(gettext_lazy("First day here"))
    field_order = ("former", "code", "full_name", "birth_date", "class_group", "on")

    def __init__(self, data: Any, *, classes: "QuerySet[ClassGroup]") -> None:
        super().__init__(data, schools=())
        self.fields["class_group"].queryset = classes  # type: ignore[attr-defined]

    @property
    def comer(self) -> Comer:
        given = self.cleaned_data
        return Comer(given["former"], self.wanted, given["class_group"], given["on"])
