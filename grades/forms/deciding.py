"""What a head decides on one student without a level, or on several for one reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from eduportal.core.fields import TextField
from grades.choices import ANSWER_NAMES, LEVEL_NAMES, Answer, Level
from grades.models import SealDecision
from grades.services import Decided

REASON_LENGTH = SealDecision._meta.get_field("reason").max_length or 0


class DecisionForm(forms.Form):
    """An answer out of those on offer, with its reason; nothing where no answer is chosen.

    `offers` are the answers, each with the levels of which one goes with it.
    """

    answer = forms.ChoiceField(label=gettext_lazy("Decision"), required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    reason = TextField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, offers: Mapping[Answer, Sequence[Level]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(ANSWER_NAMES)
        self.levels = offers
        self.offered = [(each.value, names[each.value]) for each in offers]
        self.fields["answer"].choices = self.offered  # type: ignore[attr-defined]
        there = {level.value for levels in offers.values() for level in levels}
        choices = [(value, name) for value, name in LEVEL_NAMES if value in there]
        named = [("", gettext("choose a level")), *choices]
        self.fields["level"].choices = named  # type: ignore[attr-defined]

    @property
    def gives_level(self) -> bool:
        """Whether a level goes with one of the answers."""
        return any(self.levels.values())

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        answer = values.get("answer")
        if answer and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Say why."))
        levels = self.levels[Answer(answer)] if answer else ()
        if levels and values.get("level") not in levels and "level" not in self.errors:
            self.add_error("level", gettext("Choose the level."))
        return values

    def decided(self, student_id: int) -> Decided | None:
        """The decision on this student, without its paper; None where no answer was chosen."""
        values = self.cleaned_data
        if not values["answer"]:
            return None
        answer = Answer(values["answer"])
        level = values["level"] if self.levels[answer] else None
        return Decided(student_id, answer, level, values["reason"].strip())
