"""Forms of the Department's administrator: a new regulation set, and putting one into force."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import DayField, TextField
from grades.models import RegulationSet
from grades.rules.mark_text import MESSAGES as MARK_MESSAGES
from grades.rules.mark_text import MarkTextError, format_cell, parse_mark
from grades.rules.schemes import settings_of
from grades.rules.settings import MESSAGES, BadSettings, Setting, State, Value
from grades.selectors.citations import article_of, clause_text
from grades.selectors.regulations import years_ahead
from grades.selectors.setting_lines import value_text
from grades.services.regulations import Decision

BOOLEANS = {"yes": True, "no": False}
SETTLES = "settles-"


class TenthsField(TextField):
    """An average typed as "6,5", like a mark, and stored as 65."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return parse_mark(text)
        except MarkTextError as problem:
            sentence = _(MARK_MESSAGES[problem.code]) % {"text": problem.text}
            raise forms.ValidationError(sentence) from problem

    def prepare_value(self, value: Any) -> Any:
        return format_cell(value) if isinstance(value, int) else value


class ChoiceOfValue(forms.TypedChoiceField):
    """Yes or no, or one of the words of a choice."""

    def __init__(self, setting: Setting, **kwargs: Any) -> None:
        self.setting = setting
        boolean = setting.kind == "boolean"
        super().__init__(
            choices=[(self._key(value), value_text(setting, value)) for value in setting.allowed],
            coerce=BOOLEANS.__getitem__ if boolean else str,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return self._key(value)

    def _key(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


def field_of(setting: Setting, value: Value, circular: str) -> forms.Field:
    """The field in which one setting of a circular is changed, showing its value now."""
    common: dict[str, Any] = {
        "label": _(setting.question),
        "initial": value,
        "required": not setting.optional,
        "help_text": clause_text(setting.clause, circular),
    }
    if setting.allowed:
        return ChoiceOfValue(setting, **common)
    if setting.unit == "tenths":
        return TenthsField(max_length=5, **common)
    return forms.IntegerField(min_value=setting.lowest, max_value=setting.highest, **common)


class SetForm(forms.Form):
    """A new set: who decided what, from when on, and every setting of the circular."""

    name = TextField(label=gettext_lazy("Name of the set"), max_length=150)
    decided_by = TextField(
        label=gettext_lazy("Decided by"),
        max_length=200,
        help_text=gettext_lazy("The Department, or the person who signed."),
    )
    number = TextField(
        label=gettext_lazy("Number of the decision"),
        max_length=50,
        help_text=gettext_lazy("For example 1234/QĐ-SGDĐT."),
    )
    on = DayField(
        label=gettext_lazy("Day of the decision"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    from_year = forms.ChoiceField(label=gettext_lazy("From school year"))
    digest = TextField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, base: RegulationSet) -> None:
        super().__init__(data, initial={"digest": base.digest})
        self.settings = settings_of(base.circular)
        years = years_ahead()
        self.fields["from_year"].choices = [  # type: ignore[attr-defined]
            (year, year.replace("-", "–")) for year in years
        ]
        self.initial["from_year"] = years[1] if len(years) > 1 else None
        for each in self.settings:
            value = base.settings.get(each.key, each.default)
            self.fields[each.key] = field_of(each, value, base.circular)
            if each.state != State.CONFIRMED and each.key not in base.decisions:
                self.fields[SETTLES + each.key] = forms.BooleanField(
                    label=gettext_lazy("The decision settles this point"), required=False
                )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of the decision lies in the future."))
        return day

    @property
    def decision_fields(self) -> list[BoundField]:
        return [self[name] for name in ("name", "decided_by", "number", "on", "from_year")]

    def articles(self) -> Iterator[tuple[int, list[tuple[BoundField, BoundField | None]]]]:
        """The settings by article: the field of each, and the box that says it is settled."""
        by_number: dict[int, list[Setting]] = {}
        for each in self.settings:
            by_number.setdefault(article_of(each), []).append(each)
        for number in sorted(by_number):
            yield number, [(self[each.key], self._box(each)) for each in by_number[number]]

    def _box(self, setting: Setting) -> BoundField | None:
        name = SETTLES + setting.key
        return self[name] if name in self.fields else None

    @property
    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(
            data["name"], data["decided_by"], data["number"], data["on"], data["from_year"]
        )

    @property
    def values(self) -> dict[str, Value]:
        return {each.key: self.cleaned_data[each.key] for each in self.settings}

    @property
    def settled(self) -> list[str]:
        """Keys whose value the decision settles without changing it."""
        return [each.key for each in self.settings if self.cleaned_data.get(SETTLES + each.key)]

    def add_problems(self, refusal: BadSettings) -> None:
        """Put each problem of the values beside its field, settings named by their question."""
        for problem in refusal.problems:
            params = dict(problem.params)
            for name in ("key", "other"):
                if params.get(name) in self.fields:
                    params[name] = f"“{self.fields[str(params[name])].label}”"
            field = str(problem.params["key"])
            self.add_error(
                field if field in self.fields else None, _(MESSAGES[problem.code]) % params
            )
