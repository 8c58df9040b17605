"""What is typed when a task is given, and at each step of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from eduportal.todo.models import Task, TaskMessage

ACCEPTED = "image/jpeg,image/png,application/pdf,.xlsx,.docx"
TASK_LENGTH = Task._meta.get_field("words").max_length or 0
WORDS_LENGTH = TaskMessage._meta.get_field("words").max_length or 0


def _file() -> forms.FileField:
    return forms.FileField(
        label=_("File"),
        max_length=255,
        required=False,
        help_text=_("Picture, PDF, Excel or Word. Only the two sides of the task open it."),
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"empty": _("This file is empty.")},
    )


class AskForm(forms.Form):
    """Who is asked, by when, and for what."""

    to = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)
    words = TextField(
        label=_("What is to be done"),
        max_length=TASK_LENGTH,
        widget=forms.Textarea({"class": "input", "rows": 3}),
    )
    due_on = DayField(label=_("By when"))
    file = _file()

    def __init__(self, data: Any = None, files: Any = None, *, to: Sequence[Any], **kwargs: Any):
        super().__init__(data, files, **kwargs)
        self.fields["to"].choices = to  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What is said at a step, and a new last day where that is what it moves."""

    words = TextField(
        label=_("In words"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea({"class": "input", "rows": 3}),
    )
    due_on = DayField(label=_("New last day"), required=False)
    file = _file()
