"""Forms of one student's documents and exemptions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from eduportal.core.fields import DayField, TextField
from schools.models import Subject
from students.choices import PaperKind, PaperState
from students.models import Exemption, Paper
from students.selectors import PaperFacts
from students.services import Decision

STATES = [("", gettext_lazy("not asked for")), *PaperState.choices]


def _text(**kwargs: Any) -> TextField:
    return TextField(widget=forms.TextInput({"class": "input", "autocomplete": "off"}), **kwargs)


def _day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d")
    return DayField(widget=widget, **kwargs)


@dataclass(frozen=True)
class PaperRow:
    """One kind of document with its three fields."""

    label: str
    fields: list[forms.BoundField]

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in self.fields for error in field.errors]


class PapersForm(forms.Form):
    """What is known of every kind of document: `<kind>-state`, `<kind>-number`, `<kind>-dated`."""

    PARTS = ("state", "number", "dated")

    def __init__(self, data: Any, *, papers: Mapping[str, PaperFacts]) -> None:
        stored = {
            f"{kind}-{name}": getattr(facts, name)
            for kind, facts in papers.items()
            for name in self.PARTS
        }
        super().__init__(data, initial=stored)
        for kind in PaperKind.values:
            self.fields[f"{kind}-state"] = forms.ChoiceField(
                label=gettext_lazy("State"),
                choices=STATES,
                required=False,
                widget=forms.Select({"class": "select"}),
            )
            self.fields[f"{kind}-number"] = _text(
                label=gettext_lazy("Number of the document"),
                required=False,
                max_length=Paper._meta.get_field("number").max_length,
            )
            self.fields[f"{kind}-dated"] = _day(label=gettext_lazy("Date"), required=False)

    @property
    def rows(self) -> Iterator[PaperRow]:
        for kind, label in PaperKind.choices:
            yield PaperRow(str(label), [self[f"{kind}-{name}"] for name in self.PARTS])

    @property
    def papers(self) -> dict[str, PaperFacts]:
        given = self.cleaned_data
        return {
            kind: PaperFacts(*(given[f"{kind}-{name}"] for name in self.PARTS))
            for kind in PaperKind.values
        }


class ExemptionForm(forms.Form):
    """A decision that exempts a student from one of the subjects."""

    subject = forms.ModelChoiceField(
        Subject.objects.none(),
        empty_label="–",
        label=gettext_lazy("Subject"),
        widget=forms.Select({"class": "select"}),
    )
    number = _text(
        label=gettext_lazy("Number of the decision"),
        max_length=Exemption._meta.get_field("decision").max_length,
    )
    signed_on = _day(label=gettext_lazy("Signed on"))
    starts_on = _day(label=gettext_lazy("Exempt from"))
    ends_on = _day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty where the decision names none: it can be ended later."),
    )
    reason = _text(
        label=gettext_lazy("Ground"),
        max_length=Exemption._meta.get_field("reason").max_length,
        help_text=gettext_lazy(
            "As the decision words it, with the clause (for example Circular 22/2021, Article 11). "
            "No diagnosis: health is sensitive data."
        ),
    )

    def __init__(self, data: Any, *, subjects: "QuerySet[Subject]") -> None:
        super().__init__(data)
        self.fields["subject"].queryset = subjects  # type: ignore[attr-defined]

    @property
    def decision(self) -> Decision:
        return Decision(**self.cleaned_data)


class EndForm(forms.Form):
    """The last day of an exemption or `remove`, the number of its row, and the row as shown."""

    exemption = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    shown = TextField(max_length=20, widget=forms.HiddenInput)
    on = _day(label=gettext_lazy("Last day"), required=False)
    remove = forms.BooleanField(required=False)
