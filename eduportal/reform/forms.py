"""Forms of the register of schemes."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField, text_field_of
from eduportal.reform.choices import ReviewKind
from eduportal.reform.models import Indicator, Measure, Objective, Scheme
from eduportal.reform.selectors.readings import READINGS
from schools.choices import Stage

TARGETS = range(1, 6)
LIMIT = Decimal(1_000_000_000)


class SchemeForm(forms.ModelForm):
    """The facts of a document."""

    class Meta:
        formfield_callback = text_field_of
        model = Scheme
        fields = (
            "kind",
            "number",
            "title",
            "issuer",
            "issued_on",
            "starts_on",
            "ends_on",
            "owner",
            "target_group",
        )


class ObjectiveForm(forms.ModelForm):
    class Meta:
        formfield_callback = text_field_of
        model = Objective
        fields = ("title", "owner")


class MeasureForm(forms.ModelForm):
    class Meta:
        formfield_callback = text_field_of
        model = Measure
        fields = ("title", "owner", "due_on")


def _number(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        localize=True,
        max_digits=12,
        decimal_places=2,
        min_value=-LIMIT,
        max_value=LIMIT,
    )


class IndicatorForm(forms.Form):
    """An indicator with its targets; one that the portal counts takes name and unit from there."""

    figure = forms.ChoiceField(
        label=_("Figure of the portal"),
        required=False,
        help_text=_("What the portal counts is never reported by hand."),
    )
    stage = forms.ChoiceField(
        label=_("Level of education"), required=False, choices=[("", _("all")), *Stage.choices]
    )
    title = TextField(label=_("Indicator"), max_length=300, required=False)
    unit = TextField(label=_("Unit"), max_length=50, required=False)
    better = Indicator._meta.get_field("better").formfield()
    owner = TextField(label=_("Office in charge"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, indicator: Indicator | None = None) -> None:
        super().__init__(data, initial=_initial(indicator) if indicator else None)
        figures = [(each.code, f"{each.code}: {each.name}") for each in READINGS.values()]
        figure = self.fields["figure"]
        assert isinstance(figure, forms.ChoiceField)
        figure.choices = [("", _("none: values are reported")), *figures]
        for at in TARGETS:
            self.fields[f"due_{at}"] = DayField(
                label=_now("Target %d: by the day") % at, required=False
            )
            self.fields[f"value_{at}"] = _number(_now("Target %d: value") % at, required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        reading = READINGS.get(found.get("figure", ""))
        for name, given in (
            ("title", reading and reading.name),
            ("unit", reading and reading.unit),
        ):
            if not found.get(name):
                if given is None:
                    self.add_error(name, _now("This field is required."))
                found[name] = str(given or "")
        self.targets = self._targets(found)
        return found

    def _targets(self, found: dict[str, Any]) -> dict[datetime.date, Decimal]:
        targets: dict[datetime.date, Decimal] = {}
        for at in TARGETS:
            day, value = found.get(f"due_{at}"), found.get(f"value_{at}")
            for name, given, other in (("due", day, value), ("value", value, day)):
                if given is None and other is not None and f"{name}_{at}" not in self.errors:
                    self.add_error(f"{name}_{at}", _now("A target has a day and a value."))
            if day in targets:
                self.add_error(f"due_{at}", _now("There is a target for this day already."))
            elif day is not None and value is not None:
                targets[day] = value
        return targets

    @property
    def columns(self) -> dict[str, Any]:
        names = ("figure", "stage", "title", "unit", "better", "owner")
        return {name: self.cleaned_data[name] for name in names}


def _initial(indicator: Indicator) -> dict[str, Any]:
    names = ("figure", "stage", "title", "unit", "better", "owner")
    found = {name: getattr(indicator, name) for name in names}
    for at, target in enumerate(indicator.targets.all()[: len(TARGETS)], 1):
        found |= {f"due_{at}": target.due_on, f"value_{at}": target.value}
    return found


class ReportForm(forms.Form):
    """A value of an indicator that the portal does not count."""

    day = DayField(label=_("As of"))
    value = _number(_("Value"))
    source = TextField(label=_("Source: who says so, in which paper"), max_length=300)


class WordsForm(forms.Form):
    """The words that go with a step."""

    text = TextField(
        label=_("Reason, or the document that shows it"), max_length=500, required=False
    )


class MergeForm(forms.Form):
    """Into which scheme, and why."""

    into = forms.ModelChoiceField(label=_("Into"), queryset=Scheme.objects.none())
    text = TextField(label=_("Reason"), max_length=500)

    def __init__(self, data: Any = None, *, others: Any) -> None:
        super().__init__(data)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = others
        into.to_field_name = "public_id"


class ReviewNewForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ReviewKind.choices)


def _words(label: Any) -> TextField:
    return TextField(
        label=label, max_length=5000, required=False, widget=forms.Textarea({"rows": 5})
    )


class ReviewWordsForm(forms.Form):
    """What is typed once; the figures beside it are frozen."""

    reached = _words(_("What has been reached"))
    causes = _words(_("What has not, and why"))
    ahead = _words(_("What comes next"))
