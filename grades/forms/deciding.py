"""What a head decides on one student without a level, or on several for one reason."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from eduportal.core.fields import TextField
from grades.choices import ANSWER_NAMES, LEVEL_NAMES, Answer
from grades.models import SealDecision
from grades.services import Decided

REASON_LENGTH = SealDecision._meta.get_field("reason").max_length or 0


class DecisionForm(forms.Form):
    """An answer out of those on offer, with its reason; nothing where no answer is chosen."""

    answer = forms.ChoiceField(label=gettext_lazy("Decision"), required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("choose a level")), *LEVEL_NAMES],
    )
    reason = TextField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, offers: Iterable[Answer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(ANSWER_NAMES)
        self.offered = [(each.value, names[each.value]) for each in offers]
        self.fields["answer"].choices = self.offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        answer = values.get("answer")
        if answer and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Say why."))
        if answer == Answer.LEVEL and not values.get("level") and "level" not in self.errors:
            self.add_error("level", gettext("Choose the level."))
        return values

    def decided(self, student_id: int) -> Decided | None:
        """The decision on this student; None where no answer was chosen."""
        values = self.cleaned_data
        if not values["answer"]:
            return None
        answer = Answer(values["answer"])
        level = values["level"] if answer is Answer.LEVEL else None
        return Decided(student_id, answer, level, values["reason"].strip())
