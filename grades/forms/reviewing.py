"""A request of a student or a parent to look at marks again, and what came of it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from eduportal.core.fields import DayField, TextField
from grades.models import MarkRecord, MarkReview, MarkSheet
from grades.services.reviewing import ReviewFacts


def _most(field: str) -> int:
    return getattr(MarkReview._meta.get_field(field), "max_length", None) or 0


def _text(label: Any, field: str, help_text: Any = "") -> TextField:
    return TextField(
        label=label,
        max_length=_most(field),
        help_text=help_text,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )


class ReviewForm(forms.Form):
    """Which cells of whose line, who asked, by which paper, and what is asked."""

    record = forms.ModelChoiceField(
        label=gettext_lazy("Student"),
        queryset=MarkRecord.objects.none(),
        empty_label="–",
    )
    cells = forms.MultipleChoiceField(
        label=gettext_lazy("Cells"), widget=forms.CheckboxSelectMultiple
    )
    asked_by = _text(
        gettext_lazy("Asked by"),
        "asked_by",
        gettext_lazy("The student, or whose mother or father: Nguyễn Văn An, father."),
    )
    paper = _text(
        gettext_lazy("Paper"), "paper", gettext_lazy("A letter, an e-mail, with its number if any.")
    )
    came_on = DayField(
        label=gettext_lazy("Came in on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )
    words = TextField(
        label=gettext_lazy("What is asked"),
        max_length=_most("words"),
        widget=forms.Textarea({"class": "input", "rows": 2}),
    )

    def __init__(self, *args: Any, sheet: MarkSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = sheet.records.select_related("enrolment__student")
        field: Any = self.fields["record"]
        field.queryset = lines.order_by("enrolment__position", "pk")
        field.label_from_instance = _name
        self.fields["cells"].choices = [  # type: ignore[attr-defined]
            (column.name, column.label) for column in sheet.columns.values()
        ]

    def clean_came_on(self) -> Any:
        day = self.cleaned_data["came_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("This day is in the future."))
        return day

    @property
    def facts(self) -> ReviewFacts:
        names = ("asked_by", "paper", "came_on", "words")
        return ReviewFacts(**{name: self.cleaned_data[name] for name in names})


def _name(record: MarkRecord) -> str:
    student = record.enrolment.student
    return f"{student.full_name} · {student.birth_date:%d/%m/%Y}"
