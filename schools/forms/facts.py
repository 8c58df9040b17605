"""Forms of dated facts of schools; a school is named by its official code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.forms.rows import RowForm, field_of
from schools.models import NationalStandard, School, SchoolSuccession


class SchoolField(forms.ModelChoiceField):
    """A school by its official code."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            School.objects.all(),
            label=label,
            to_field_name="code",
            widget=forms.TextInput,
            help_text=_("Official code of the school."),
            error_messages={"invalid_choice": _("No school has this code.")},
        )

    def prepare_value(self, value: Any) -> Any:
        """The code of a stored school."""
        if isinstance(value, int):
            return School.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)


class SuccessionForm(RowForm):
    """What became of a school."""

    old = SchoolField(_("Old school"))
    new = SchoolField(_("New school"))
    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"),
        choices=[(grade, str(grade)) for grade in range(1, 13)],
        coerce=int,
        required=False,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of a part: which grades went. Empty where a part of every grade went."),
    )

    class Meta:
        model = SchoolSuccession
        fields = ("old", "new", "relation", "grades", "legal_doc", "on")
        formfield_callback = field_of


class StandardForm(RowForm):
    """A recognition of the national standard."""

    school = SchoolField(_("School"))

    class Meta:
        model = NationalStandard
        fields = ("school", "level", "decision", "valid_from", "valid_to")
        formfield_callback = field_of
