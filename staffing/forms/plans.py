"""Forms about plans that move teachers: settings, objections, decisions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from staffing.choices import ConsentOf, DecisionKind, ProtectionKind
from staffing.forms.people import day_input, select
from staffing.models.wishes import MOST_WISHES


class ObjectionForm(forms.Form):
    """Why somebody objects to a line."""

    text = TextField(
        label=_("Why you object"),
        max_length=1000,
        widget=forms.Textarea({"class": "input", "rows": 4}),
    )


class AnswerObjectionForm(forms.Form):
    """What an objection comes to: the line falls, or it stays, with the reason."""

    upheld = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("yes", _("upheld: the line falls")), ("no", _("not upheld: the line stays"))],
        widget=select(),
    )
    answer = TextField(
        label=_("Answer"),
        max_length=1000,
        widget=forms.Textarea({"class": "input", "rows": 3}),
    )


class LineReasonForm(forms.Form):
    """Why a line falls."""

    reason = TextField(label=_("Why"), max_length=500)


class ConsentForm(forms.Form):
    """What a school or the teacher says; who decides records what came on paper as well."""

    opinion = TextField(
        label=_("Opinion"),
        help_text=_("Agrees, or what was said when heard."),
        max_length=500,
        widget=forms.Textarea({"class": "input", "rows": 2}),
    )

    def __init__(self, data: Any = None, *, sides: Sequence[ConsentOf], is_own_word: bool) -> None:
        super().__init__(data)
        choices = [(side.value, side.label) for side in sides]
        side = forms.ChoiceField(label=_("Whose word"), choices=choices, widget=select())
        self.fields = {"side": side, **self.fields}
        if not is_own_word:
            self.fields |= {
                "said_by": TextField(label=_("Said by"), max_length=150),
                "said_on": DayField(
                    label=_("On the day"), widget=day_input(), initial=timezone.localdate
                ),
                "paper": TextField(label=_("Paper"), max_length=100, required=False),
            }


class DecisionForm(forms.Form):
    """A decision as it was signed; the kinds depend on what the line rests on."""

    number = TextField(label=_("Number of the decision"), max_length=100)
    decided_on = DayField(label=_("Day of the decision"), widget=day_input())
    decided_by = TextField(label=_("Decided by"), max_length=200)
    signer = TextField(label=_("Signed by"), max_length=150)
    starts_on = DayField(label=_("From"), widget=day_input())
    ends_on = DayField(label=_("Last day"), required=False, widget=day_input())

    def __init__(self, data: Any = None, *, kinds: list[str], decided_by: str = "") -> None:
        initial = {"decided_on": timezone.localdate(), "decided_by": decided_by}
        super().__init__(data, initial=initial)
        labels = dict(DecisionKind.choices)
        choices = [(kind, labels[kind]) for kind in kinds]
        kind = forms.ChoiceField(label=_("Kind"), choices=choices, widget=select())
        self.fields = {"kind": kind, **self.fields}


class WithdrawForm(forms.Form):
    """The later decision that withdraws one."""

    number = TextField(label=_("Number of the decision that withdraws it"), max_length=100)
    on = DayField(label=_("Withdrawn from the day"), widget=day_input())


class ProtectionForm(forms.Form):
    """A ground on which a person stays, with the paper that shows it."""

    kind = forms.ChoiceField(label=_("Ground"), choices=ProtectionKind.choices, widget=select())
    decision = TextField(label=_("Decision or paper"), max_length=100)
    starts_on = DayField(label=_("From"), widget=day_input(), initial=timezone.localdate)
    ends_on = DayField(label=_("Last day"), required=False, widget=day_input())


OFFERED = "offered-schools"


class WishForm(forms.Form):
    """Up to five schools by rank, each as the page's list offers it, or by its code or name."""

    def __init__(self, data: Any = None, *, names: list[str]) -> None:
        super().__init__(data)
        hint = _("Type a part of the name and choose from the list.")
        for rank in range(1, MOST_WISHES + 1):
            self.fields[f"school-{rank}"] = TextField(
                label=_("%s. school") % rank,
                help_text=hint if rank == 1 else "",
                max_length=250,
                widget=forms.TextInput({"class": "input", "list": OFFERED, "autocomplete": "off"}),
                required=False,
                initial=names[rank - 1] if rank <= len(names) else "",
            )

    @property
    def schools(self) -> list[str]:
        """What was typed, in its order."""
        return [self.cleaned_data[f"school-{rank}"] for rank in range(1, MOST_WISHES + 1)]
