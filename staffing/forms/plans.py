"""Forms about plans that move teachers: settings, objections, decisions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from schools.choices import Stage
from staffing.choices import DecisionKind, ProtectionKind
from staffing.forms.people import day_input, select
from staffing.models.wishes import MOST_WISHES
from staffing.rebalance.settings import DEFAULTS, SETTINGS, Setting

QUESTIONS: dict[str, Any] = {
    "may_force": _("People may be sent without a wish"),
    "may_grant": _("Wishes are granted"),
    "may_share": _("Lessons at a second school"),
    "wishes_first": _("As many wishes as can be granted count more than any open lesson"),
    "no_school_worse": _("No school is worse off than today"),
    "leave_percent": _("Teachers of a school who leave at most, percent"),
    "shared_people_percent": _("Teachers of a school who are shared at most, percent"),
    "shared_load_percent": _("Part of a load given at the second school at most, percent"),
    "worth": _("What somebody who is sent must cover at least, periods a week"),
}
HELP: dict[str, Any] = {
    "may_force": _("Decree 93/2026, Art. 11. Leave it empty first: what needs no force."),
    "may_grant": _("Decree 93/2026, Art. 12"),
    "may_share": _("Decree 93/2026, Art. 13"),
}
WAYS = {"move": _("Sent at most, km: %s"), "share": _("Shared at most, km: %s")}


def question_of(key: str) -> str:
    """What a setting is called."""
    if key in QUESTIONS:
        return str(QUESTIONS[key])
    kind, _km, stage = key.split("_")
    return str(WAYS[kind]) % Stage(stage).label


class PlanForm(forms.Form):
    """The name of a plan and its settings; it begins with those of another, or the portal's."""

    name = TextField(label=_("Name"), max_length=150)

    def __init__(self, data: Any = None, *, name: str, options: Mapping[str, Any]) -> None:
        # A box is ticked for any value but False, 0 among them.
        switches = {each.key: bool(options[each.key]) for each in SETTINGS if each.is_switch}
        super().__init__(data, initial={"name": name, **options, **switches})
        for setting in SETTINGS:
            self.fields[setting.key] = _field(setting)

    @property
    def options(self) -> dict[str, int]:
        """The settings of a valid form."""
        return {each.key: int(self.cleaned_data[each.key]) for each in SETTINGS}


def _field(setting: Setting) -> forms.Field:
    words = {"label": question_of(setting.key), "help_text": HELP.get(setting.key, "")}
    if setting.is_switch:
        return forms.BooleanField(required=False, **words)
    return forms.IntegerField(min_value=setting.least, max_value=setting.most, **words)


def settings_said(options: Mapping[str, Any]) -> list[tuple[str, Any, bool]]:
    """Each setting, its value, and whether it differs from the portal's own."""
    return [
        (
            question_of(each.key),
            (_("yes") if options[each.key] else _("no")) if each.is_switch else options[each.key],
            options[each.key] != DEFAULTS[each.key],
        )
        for each in SETTINGS
    ]


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


class WishForm(forms.Form):
    """Up to five schools by rank, each by its code or whole name."""

    def __init__(self, data: Any = None, *, names: list[str]) -> None:
        super().__init__(data)
        for rank in range(1, MOST_WISHES + 1):
            self.fields[f"school-{rank}"] = TextField(
                label=_("%s. school") % rank,
                help_text=_("Its code or name."),
                max_length=200,
                required=False,
                initial=names[rank - 1] if rank <= len(names) else "",
            )

    @property
    def schools(self) -> list[str]:
        """What was typed, in its order."""
        return [self.cleaned_data[f"school-{rank}"] for rank in range(1, MOST_WISHES + 1)]
