"""Forms of the questions and checks of a collection."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.collecting.choices import CheckKind, FieldKind
from eduportal.collecting.rules import form as rules
from eduportal.collecting.rules.answers import NotRead, read_number
from eduportal.collecting.rules.form import Check, Column, Field, Form
from eduportal.collecting.rules.similar import matching
from eduportal.collecting.selectors.known import known
from eduportal.core.fields import TextField

MOST_FREE_ROWS = 60
# A column of words: "Tên thiết bị (chữ)".
_WORDS = re.compile(r"\s*\((?:chữ|text)\)\s*$", re.IGNORECASE)


def _decimal(text: str, places: int) -> str:
    try:
        return read_number(text, places)
    except NotRead as refusal:
        raise forms.ValidationError(_("Write a number.")) from refusal


class FieldForm(forms.Form):
    """One question of a kind; a kind has only the fields it uses."""

    label = TextField(label=gettext_lazy("Question"), max_length=200)
    help = TextField(
        label=gettext_lazy("Explanation: what is counted and what is not"),
        max_length=300,
        required=False,
    )
    figure = forms.ChoiceField(label=gettext_lazy("Figure of the portal"))
    choices = TextField(
        label=gettext_lazy("Answers to choose from, one a line"),
        max_length=3000,
        widget=forms.Textarea({"rows": 5}),
    )
    columns = TextField(
        label=gettext_lazy("Columns, one a line"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Numbers; a column of words ends in (text)."),
    )
    rows = TextField(
        label=gettext_lazy("Lines, one a line"),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Empty: those who answer name the lines themselves."),
    )
    free_rows = forms.IntegerField(
        label=gettext_lazy("Most lines, where none are named"),
        min_value=1,
        max_value=MOST_FREE_ROWS,
        initial=10,
    )
    unit = TextField(label=gettext_lazy("Unit"), max_length=30, required=False)
    places = forms.IntegerField(label=gettext_lazy("Decimals"), min_value=0, max_value=4, initial=0)
    least = TextField(label=gettext_lazy("Least"), max_length=20, required=False, initial="0")
    most = TextField(label=gettext_lazy("Most"), max_length=20, required=False)
    counts_persons = forms.BooleanField(
        label=gettext_lazy("It counts persons: small numbers are hidden in the results"),
        required=False,
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("It has to be answered"), required=False, initial=True
    )
    reason = TextField(
        label=gettext_lazy("Why it is asked although the portal has such a figure"),
        max_length=200,
        required=False,
    )

    USES = {
        FieldKind.NUMBER: ("unit", "places", "least", "most", "counts_persons", "reason"),
        FieldKind.CHOICE: ("choices",),
        FieldKind.TEXT: (),
        FieldKind.TABLE: (
            "columns", "rows", "free_rows", "unit", "places", "least", "most", "counts_persons",
        ),
        FieldKind.FILE: (),
        FieldKind.FIGURE: ("figure",),
    }  # fmt: skip

    def __init__(self, data: Any = None, *, kind: FieldKind, asked: Field | None = None) -> None:
        super().__init__(data, initial=_initial(asked) if asked else {})
        self.kind, self.asked = kind, asked
        self.matches: list[tuple[str, str]] = []
        used = {"label", "help", "is_required", *self.USES[kind]}
        if kind == FieldKind.FIGURE:
            used -= {"is_required"}
            choices = [(code, f"{each.name} ({code})") for code, each in known().items()]
            self.fields["figure"].choices = choices  # type: ignore[attr-defined]
        for name in set(self.fields) - used:
            del self.fields[name]

    def clean_choices(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["choices"], 2, rules.MOST_CHOICES)

    def clean_rows(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["rows"], 0, rules.MOST_ROWS)

    def clean_columns(self) -> tuple[Column, ...]:
        lines = _lines(self.cleaned_data["columns"], 1, rules.MOST_COLUMNS)
        return tuple(Column(_WORDS.sub("", line), not _WORDS.search(line)) for line in lines)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name in ("least", "most"):
            if said.get(name):
                try:
                    said[name] = _decimal(said[name], said.get("places") or 0)
                except forms.ValidationError as problem:
                    self.add_error(name, problem)
        if self.kind == FieldKind.NUMBER and said.get("label") and not said.get("reason"):
            names = [(code, str(each.name)) for code, each in known().items()]
            self.matches = matching(said["label"], names)
            if self.matches:
                listed = "; ".join(f"{name} ({code})" for code, name in self.matches[:5])
                self.add_error(
                    "label",
                    _(
                        "The portal knows this: %(figures)s. Let it fill the figure in, or say "
                        "below why it is asked."
                    )
                    % {"figures": listed},
                )
        return said

    @property
    def field(self) -> Field:
        said = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if self.kind == FieldKind.FIGURE:
            said["counts_persons"] = known()[said["figure"]].counts_persons
        if said.get("rows"):
            said["free_rows"] = 0
        return Field(self.asked.key if self.asked else "", self.kind.value, **said)


def _lines(text: str, least: int, most: int) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if not least <= len(lines) <= most:
        raise forms.ValidationError(
            _("From %(least)s to %(most)s different lines.") % {"least": least, "most": most}
        )
    if any(len(line) > 100 for line in lines):
        raise forms.ValidationError(_("A line has 100 letters at most."))
    return lines


def _initial(asked: Field) -> dict[str, Any]:
    columns = [each.title if each.is_number else f"{each.title} ({_('text')})"
               for each in asked.columns]  # fmt: skip
    names = ("label", "help", "unit", "places", "least", "most", "figure", "counts_persons",
             "is_required", "reason")  # fmt: skip
    return {name: getattr(asked, name) for name in names} | {
        "choices": "\n".join(asked.choices),
        "columns": "\n".join(columns),
        "rows": "\n".join(asked.rows),
        "free_rows": asked.free_rows or 10,
    }


class CheckForm(forms.Form):
    """What must hold between answers."""

    kind = forms.ChoiceField(label=gettext_lazy("What must hold"), choices=CheckKind)
    whole = forms.ChoiceField(
        label=gettext_lazy("The whole, or the question that is required"),
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("The parts, or the question it depends on"),
        widget=forms.CheckboxSelectMultiple,
    )
    value = TextField(
        label=gettext_lazy("Only if this answer is chosen there"), max_length=100, required=False
    )

    def __init__(self, data: Any = None, *, form: Form) -> None:
        super().__init__(data)
        self.form = form
        choices = [(each.key, each.label) for each in form.fields]
        for name in ("whole", "parts"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not rules.makes_sense(self.form, self.check):
            raise forms.ValidationError(
                _(
                    "This check cannot be made: sums and limits compare numbers and figures; the "
                    "whole is not among its parts; a limit and a condition have one part."
                )
            )
        return self.cleaned_data

    @property
    def check(self) -> Check:
        said = self.cleaned_data
        value = said["value"] if said["kind"] == CheckKind.REQUIRED else ""
        return Check(said["kind"], said["whole"], tuple(said["parts"]), value)
