"""Forms of planning: what is declared, and what is assumed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.planning.choices import source_of
from eduportal.planning.models import FIRST_GRADE, LAST_GRADE, Hamlet, InMigration
from eduportal.planning.rules.assumptions import SETTINGS, Setting
from eduportal.planning.services.declaring import Stated, stated_problems
from eduportal.planning.services.placing import Placed

MOST_PUPILS = 20_000
GRADES = [(grade, str(grade)) for grade in range(FIRST_GRADE, LAST_GRADE + 1)]
QUESTIONS: dict[str, Any] = {
    "k": _("Students of the province that steady a commune's ratio (k)"),
    "decay": _("Weight of a year earlier, tenths"),
    "window": _("Years a ratio looks back"),
    "entry": _("Who enters grade 1 is found from"),
    "usable": _("Classrooms that count"),
    "detour": _("Way on roads, tenths of the straight line"),
    "longest_02": _("Longest way of a primary student, km (0: not decided)"),
    "longest_03": _("Longest way of a lower secondary student, km (0: not decided)"),
    "longest_04": _("Longest way of an upper secondary student, km (0: not decided)"),
}
ANSWERS: dict[str, Any] = {
    "births": _("births six years before"),
    "school_age": _("children of six years"),
    "all": _("all, temporary and borrowed ones too"),
    "without_temporary": _("all but temporary ones"),
    "own": _("permanent and semi-permanent ones alone"),
}


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100, help_text="2027")


def _students(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=-MOST_PUPILS, max_value=MOST_PUPILS)


class StatedForm(forms.Form):
    """One line of declared in-migration; school years by the year they begin in."""

    from_year = _year(_("From the school year beginning in"))
    to_year = _year(_("To the school year beginning in"))
    from_grade = forms.TypedChoiceField(label=_("From grade"), choices=GRADES, coerce=int)
    to_grade = forms.TypedChoiceField(label=_("To grade"), choices=GRADES, coerce=int)
    low = _students(_("Students a year, low"))
    middle = _students(_("Students a year, middle"))
    high = _students(_("Students a year, high"))
    reason = TextField(label=_("Reason"), max_length=200)
    source = TextField(label=_("Source: who says so, in which paper"), max_length=200)

    def __init__(self, data: Any = None, *, line: InMigration | None = None) -> None:
        names = self.base_fields
        super().__init__(
            data, initial={name: getattr(line, name) for name in names} if line else {}
        )

    @property
    def stated(self) -> Stated:
        return Stated(**{name: self.cleaned_data[name] for name in self.fields})

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for problem in stated_problems(self.stated):
                self.add_error(None, problem)
        return self.cleaned_data


class VersionForm(forms.Form):
    """A complete version of the assumptions, begun with the values of another."""

    name = TextField(label=_("Name"), max_length=150)
    reason = TextField(label=_("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, base: dict[str, int | str]) -> None:
        super().__init__(data, initial=base)
        for setting in SETTINGS:
            self.fields[setting.key] = _field(setting)

    @property
    def values(self) -> dict[str, int | str]:
        return {setting.key: self.cleaned_data[setting.key] for setting in SETTINGS}


def _field(setting: Setting) -> forms.Field:
    label = QUESTIONS[setting.key]
    if setting.values:
        choices = [(value, ANSWERS[value]) for value in setting.values]
        return forms.ChoiceField(label=label, choices=choices, help_text=source_of(setting))
    return forms.IntegerField(
        label=label, min_value=setting.least, max_value=setting.most, help_text=source_of(setting)
    )


class HamletForm(forms.Form):
    """A hamlet: its name, its place in degrees, the students who live there by grade."""

    name = TextField(label=_("Hamlet"), max_length=100)
    latitude = forms.DecimalField(
        label=_("Latitude"), min_value=8, max_value=24, max_digits=8, decimal_places=5,
        help_text="11.31000",
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=102, max_value=118, max_digits=8, decimal_places=5,
        help_text="106.10000",
    )  # fmt: skip
    source = TextField(label=_("Source: who says so, in which paper"), max_length=200)

    def __init__(self, data: Any = None, *, hamlet: Hamlet | None = None) -> None:
        initial: dict[str, Any] = {}
        if hamlet:
            initial = {name: getattr(hamlet, name) for name in self.base_fields}
            initial |= {f"g{grade}": hamlet.students[grade - 1] for grade, _text in GRADES}
        super().__init__(data, initial=initial)
        for grade, text in GRADES:
            self.fields[f"g{grade}"] = forms.IntegerField(
                label=_("Students of grade %(grade)s") % {"grade": text},
                min_value=0, max_value=5000, required=False,
            )  # fmt: skip

    @property
    def placed(self) -> Placed:
        said = self.cleaned_data
        return Placed(
            said["name"], said["latitude"], said["longitude"],
            [said[f"g{grade}"] for grade, _text in GRADES], said["source"],
        )  # fmt: skip
