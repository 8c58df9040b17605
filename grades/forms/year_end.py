"""What a head decides at the end of a year, and what a summer brings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from eduportal.core.fields import DayField, TextField
from grades.choices import (
    ANY_LEVEL_NAMES,
    AWARD_NAMES,
    LEVEL_NAMES,
    MATTER_NAMES,
    Level,
    Matter,
)
from grades.choices.promotion import decided_name
from grades.models import LevelCompletion, YearDecision, YearResult
from grades.rules.year_end import Choice, Verdict
from grades.selectors.citations import places_text
from grades.selectors.year_end import StudentYear
from grades.services.year_steps import YearDecided

NUMBER_LENGTH = YearDecision._meta.get_field("number").max_length or 0
REASON_LENGTH = YearDecision._meta.get_field("reason").max_length or 0
NOTE_LENGTH = YearResult._meta.get_field("training_note").max_length or 0
DECISION_LENGTH = LevelCompletion._meta.get_field("decision").max_length or 0


def text_input(**attrs: str) -> forms.TextInput:
    return forms.TextInput({"class": "input", "autocomplete": "off", **attrs})


def _day() -> forms.DateInput:
    return forms.DateInput({"class": "input", "type": "date"}, format="%Y-%m-%d")


class PaperForm(forms.Form):
    """The paper that several decisions stand on."""

    number = TextField(
        label=gettext_lazy("Number of the decision"), max_length=NUMBER_LENGTH, widget=text_input()
    )
    signed_on = DayField(label=gettext_lazy("Signed on"), widget=_day())


class CaseForm(forms.Form):
    """A choice out of those on offer, with its reason; nothing where none is chosen."""

    choice = forms.ChoiceField(label=gettext_lazy("Decision"), required=False)
    reason = TextField(
        label=gettext_lazy("Why"), required=False, max_length=REASON_LENGTH, widget=text_input()
    )

    def __init__(
        self, matter: Matter, choices: Sequence[Choice], grade: int, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [
            (str(number), verdict_name(each.verdict, matter, grade), places_text(each.clause))
            for number, each in enumerate(choices)
        ]
        named = [(value, label) for value, label, _clause in self.offered]
        self.fields["choice"].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("choice") and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Say why."))
        return values


@dataclass(frozen=True)
class Case:
    """One matter of one student with its form, and what was decided before."""

    student: StudentYear
    matter: Matter
    form: CaseForm
    decision: YearDecision | None
    overtaken: YearDecision | None

    @property
    def is_open(self) -> bool:
        return self.decision is None

    @property
    def matter_name(self) -> str:
        return str(dict(MATTER_NAMES)[self.matter.value])

    @property
    def chosen(self) -> str:
        """The value that is ticked: what was sent, or what was decided before."""
        return str(self.form["choice"].value() or "")


@dataclass(frozen=True)
class Cases:
    """Every matter of the class, with the paper the decisions stand on."""

    cases: list[Case]
    paper: PaperForm

    def is_valid(self) -> bool:
        checked = [each.form.is_valid() for each in self.cases]
        return all(checked) and (not self._chosen() or self.paper.is_valid())

    def taken(self) -> list[YearDecided]:
        """What is new; nothing of what says the same as before."""
        return [
            YearDecided(
                case.student.stay.student_id,
                case.matter,
                verdict,
                self.paper.cleaned_data["number"],
                self.paper.cleaned_data["signed_on"],
                case.form.cleaned_data["reason"],
            )
            for case, verdict in self._chosen()
        ]

    def _chosen(self) -> list[tuple[Case, Verdict]]:
        return list(_new(self.cases))


def _new(cases: Sequence[Case]) -> Iterator[tuple[Case, Verdict]]:
    for case in cases:
        sent = case.form.cleaned_data.get("choice", "")
        if not sent:
            continue
        verdict = case.student.outcome.matters[case.matter][int(sent)].verdict
        reason = case.form.cleaned_data.get("reason", "")
        before = case.decision
        held = case.student.facts.decided.get(case.matter)
        if before is None or (held, before.reason) != (verdict, reason):
            yield case, verdict


def cases_of(
    students: Sequence[StudentYear],
    data: QueryDict | None = None,
    grounds: Mapping[int, str] = MappingProxyType({}),
) -> Cases:
    """The matters of a class, those without a decision first.

    `grounds` are what the records say for a title, by stay: the reason until the head writes one.
    """
    found = [
        _case(student, matter, choices, data, grounds.get(student.stay.pk, ""))
        for student in students
        for matter, choices in student.outcome.matters.items()
    ]
    return Cases(sorted(found, key=lambda case: not case.is_open), PaperForm(data))


def _case(
    student: StudentYear,
    matter: Matter,
    choices: Sequence[Choice],
    data: QueryDict | None,
    grounds: str,
) -> Case:
    decision = student.decisions.get(matter)
    initial = {"reason": grounds[:REASON_LENGTH]} if matter is Matter.AWARD else {}
    if decision is not None:
        verdicts = [each.verdict for each in choices]
        number = verdicts.index(student.facts.decided[matter])
        initial = {"choice": str(number), "reason": decision.reason}
    prefix = f"{student.stay.student.public_id}-{matter}"
    form = CaseForm(
        matter,
        choices,
        student.stay.class_group.grade_level_id,
        data,
        prefix=prefix,
        initial=initial,
    )
    return Case(student, matter, form, decision, student.overtaken.get(matter))


def verdict_name(verdict: Verdict, matter: Matter, grade: int) -> str:
    """What a choice is called in the grade."""
    if matter is Matter.AWARD:
        return str(dict(AWARD_NAMES)[verdict.award.value] if verdict.award else gettext("no title"))
    if verdict.level is not None:
        return str(dict(ANY_LEVEL_NAMES)[verdict.level.value])
    if verdict.promotion is not None:
        return decided_name(verdict.promotion.value, grade)
    if verdict.second_term:
        return gettext("the second term counts alone")
    return gettext("no level")


class CompletionForm(forms.Form):
    """Who has completed the level, when, and by which decision."""

    completed_on = DayField(label=gettext_lazy("Completed on"), widget=_day())
    decision = TextField(
        label=gettext_lazy("Number and date of the decision"),
        max_length=DECISION_LENGTH,
        widget=text_input(),
    )


class TrainingForm(forms.Form):
    """How a summer training ended."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Conduct after the training"),
        required=False,
        coerce=lambda value: Level(int(value)),
        empty_value=None,
        choices=[("", gettext_lazy("no outcome yet")), *LEVEL_NAMES],
        widget=forms.Select({"class": "input"}),
    )
    parents_signed = forms.BooleanField(
        label=gettext_lazy("The report is signed by the parents"), required=False
    )
    note = TextField(
        label=gettext_lazy("Tasks and outcome"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=text_input(),
    )

    def said(self) -> dict[str, Any]:
        """What record_training is told."""
        return self.cleaned_data
