"""The form of a new set of staffing norms: the decision, and every open point."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from staffing.forms.people import day_input, select
from staffing.rules.norm_settings import SETTINGS, Setting
from staffing.services import NormDecision

QUESTIONS: dict[str, Any] = {
    "class_count": _("Which classes the ratio is multiplied by"),
    "remainder": _("What remaining students ask for"),
    "youth_leader": _("Youth union officer of primary and lower secondary schools"),
    "primary_special": _("Teachers a class in boarding and special primary schools"),
    "rating_circular": _("Circular of the professional standard of teachers"),
    "rating_turn": _("How often the head rates a teacher by the professional standard"),
}
ANSWERS: dict[str, Any] = {
    "normative": _("students divided by the zone's number a class"),
    "actual": _("the classes that are organised"),
    "actual_excess": _("the classes that are organised, and the students beyond the zone's number"),
    "by_count": _("whole teachers, parts of one beyond organised classes"),
    "whole": _("whole teachers"),
    "fraction": _("parts of a teacher"),
    "on_top": _("one post on top of the norm"),
    "inside": _("inside the norm"),
    "none": _("no post"),
    "yearly": _("every year"),
    "two_years": _("every two years"),
}


class NormsForm(forms.Form):
    """A complete set, begun with the values of another."""

    name = TextField(label=_("Name"), max_length=150)
    from_year = forms.RegexField(
        r"^20\d\d-20\d\d$",
        label=_("From school year"),
        max_length=9,
        help_text="2026-2027",
        error_messages={"invalid": _("Write the school year like 2026-2027.")},
    )
    decided_by = TextField(label=_("Decided by"), max_length=200)
    decision_number = TextField(label=_("Number of the decision"), max_length=50)
    decided_on = DayField(label=_("Day of the decision"), widget=day_input())

    def __init__(self, data: Any = None, *, base: dict[str, str]) -> None:
        super().__init__(data, initial=base)
        for setting in SETTINGS:
            self.fields[setting.key] = _field(setting)

    @property
    def decision(self) -> NormDecision:
        names = ("name", "from_year", "decided_by", "decision_number", "decided_on")
        return NormDecision(**{name: self.cleaned_data[name] for name in names})

    @property
    def values(self) -> dict[str, str]:
        return {setting.key: self.cleaned_data[setting.key] for setting in SETTINGS}


def _field(setting: Setting) -> forms.Field:
    choices = [(value, ANSWERS.get(value, value)) for value in setting.values]
    return forms.ChoiceField(
        label=QUESTIONS[setting.key], choices=choices, help_text=setting.clause, widget=select()
    )
