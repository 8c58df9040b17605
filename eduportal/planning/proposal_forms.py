"""Forms of proposals: what is asked, and with which costs and limits."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.planning.choices import source_of
from eduportal.planning.rules.assumptions import Setting
from schools.models import AdminUnit

PROVINCE = "all"
QUESTIONS: dict[str, Any] = {
    "pupil_km": _("A kilometre of a student's way, thousands of đồng a year"),
    "running": _("Running an open school, millions of đồng a year"),
    "building": _("A new school, millions of đồng a year (its capital as an annuity)"),
    "extending": _("An extension, millions of đồng a year (its capital as an annuity)"),
    "discount": _("Discount of later years, percent"),
    "module": _("Classes of an extension"),
    "new_school": _("Classes of a new school"),
    "most": _("Most classes at one site"),
    "fill": _("A new school is filled to at least, percent"),
    "closing": _("What may be closed"),
    "new_communes": _("Places for new schools looked at in a commune"),
    "new_wards": _("Places for new schools looked at in a ward"),
    "new_declared": _("Places for new schools looked at where in-migration is declared"),
    "new_places": _("Places for new schools looked at in the province"),
    "farthest": _("No student goes farther than, kilometres"),
    "detour": _("Way by road, percent of the straight line (where nobody measured)"),
    "border": _("Which schools children may go to"),
    "far": _("A way is too long beyond, kilometres"),
}
ANSWERS: dict[str, Any] = {
    "none": _("nothing"),
    "sites": _("sites other than the main one"),
    "all": _("any site, but one of the commune stays"),
    "own": _("those of their commune"),
    "any": _("those of neighbouring communes too"),
}


class ProposalForm(forms.Form):
    """For whom, and every setting with its source; who states them is said once."""

    def __init__(
        self,
        data: Any = None,
        *,
        units: Sequence[AdminUnit],
        province: bool,
        settings: Sequence[Setting],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        choices: list[tuple[str, Any]] = [(unit.code, unit.full_name) for unit in units]
        if province:
            choices = [(PROVINCE, _("the whole province")), *choices]
        self.fields["where"] = forms.ChoiceField(label=_("For which place"), choices=choices)
        self._settings = settings
        for setting in settings:
            self.fields[setting.key] = _field(setting)
        self.fields["source"] = TextField(
            label=_("Who states these costs and limits, in which paper"), max_length=200
        )

    @property
    def values(self) -> dict[str, int | str]:
        return {each.key: self.cleaned_data[each.key] for each in self._settings}


def _field(setting: Setting) -> forms.Field:
    label = QUESTIONS[setting.key]
    if setting.values:
        choices = [(value, ANSWERS[value]) for value in setting.values]
        return forms.ChoiceField(
            label=label, choices=choices, help_text=source_of(setting), initial=setting.default
        )
    return forms.IntegerField(
        label=label,
        min_value=setting.least,
        max_value=setting.most,
        help_text=source_of(setting),
        initial=setting.default,
    )


def in_words(settings: Sequence[Setting], values: dict[str, int | str]) -> list[tuple[Any, Any]]:
    """Every setting of a run with its question."""
    return [
        (QUESTIONS[each.key], ANSWERS.get(str(values[each.key]), values[each.key]))
        for each in settings
    ]
