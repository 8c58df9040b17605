"""Form fields that read texts as every other door does."""

import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused, is_blank, read_text

LONGEST_TEXT = 10_000
# Days beyond them are slips of the hand, and cannot be reckoned with.
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


class TextField(forms.CharField):
    """A text, composed; refused with a sentence where it cannot be read or is too long.

    One of which nothing can be seen is empty.
    """

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length or LONGEST_TEXT, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        try:
            read = read_text(text, self.max_length or LONGEST_TEXT)
        except TextRefused as problem:
            sentence = refusal_sentence(problem, str(self.label or ""))
            raise forms.ValidationError(sentence, code=problem.code) from problem
        return self.empty_value if is_blank(read) else read


class DayField(forms.DateField):
    """A day from a calendar, within the times the register knows of."""

    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


def text_field_of(column: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form's field of a column, whose texts and days are read as everywhere: a
    formfield_callback."""
    if type(column) is models.CharField and not column.choices:
        kwargs["form_class"] = TextField
    elif type(column) is models.DateField:
        kwargs["form_class"] = DayField
    field: forms.Field | None = column.formfield(**kwargs)
    return field


class SecretField(TextField):
    """A password: refused like any other text, but taken sign for sign."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        super().to_python(value)
        return forms.CharField.to_python(self, value)
