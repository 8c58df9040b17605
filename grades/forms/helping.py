"""Help after a year of primary school: its plan, levels given anew, the principal's decision."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from eduportal.core.fields import TextField
from grades.choices import TRAIT_NAMES, Matter
from grades.choices.traits import names_of_traits
from grades.forms.year_end import NOTE_LENGTH, REASON_LENGTH, PaperForm, text_input, verdict_name
from grades.rules.levels import TraitLevel
from grades.selectors.summer import SummerStudent
from grades.services.helping import SummerDecided


def _names(student: SummerStudent) -> list[str]:
    """The qualities and competences of the student's grade, in the order of their places."""
    scheme = student.result.regulation.scheme
    grade = student.result.enrolment.class_group.grade_level_id
    return names_of_traits(scheme.traits(grade))


class HelpForm(forms.Form):
    """What was planned and how it went, and a level for each quality or competence that stood in
    the way."""

    note = TextField(
        label=gettext_lazy("Plan of the help, and how it went"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=text_input(),
    )

    def __init__(self, student: SummerStudent, data: QueryDict | None = None) -> None:
        initial = {"note": student.result.training_note}
        super().__init__(data, initial=initial, auto_id=f"{student.result.pk}-%s")
        names, given = _names(student), student.result.traits_again
        for place in student.again.traits:
            self.fields[f"trait-{place}"] = forms.TypedChoiceField(
                label=names[place],
                required=False,
                coerce=lambda value: TraitLevel(int(value)),
                empty_value=None,
                choices=[("", gettext_lazy("not assessed again yet")), *TRAIT_NAMES],
                initial=given[place] if place < len(given) else None,
                widget=forms.Select({"class": "input"}),
            )

    def said(self) -> dict[str, Any]:
        """What record_help is told."""
        levels = {
            int(name.removeprefix("trait-")): level
            for name, level in self.cleaned_data.items()
            if name != "note"
        }
        return {"note": self.cleaned_data["note"], "levels": levels}


class SummerDecisionForm(PaperForm):
    """What the principal decides in the end, and on which paper that stands."""

    verdict = forms.TypedChoiceField(
        label=gettext_lazy("Decision of the principal"),
        coerce=int,
        widget=forms.Select({"class": "input"}),
    )
    reason = TextField(label=gettext_lazy("Why"), max_length=REASON_LENGTH, widget=text_input())
    field_order = ["verdict", "number", "signed_on", "reason"]

    def __init__(self, student: SummerStudent, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"{student.result.pk}-%s")
        self.verdicts = student.verdicts
        grade = student.result.enrolment.class_group.grade_level_id
        # Nothing is chosen before the principal has.
        self.fields["verdict"].choices = [  # type: ignore[attr-defined]
            ("", gettext("choose")),
            *(
                (number, verdict_name(each, Matter.AGAIN, grade))
                for number, each in enumerate(self.verdicts)
            ),
        ]

    def said(self) -> dict[str, Any]:
        """What decide_summer is told."""
        given = self.cleaned_data
        paper = (given["number"], given["signed_on"], given["reason"])
        return {"decided": SummerDecided(self.verdicts[given["verdict"]], *paper)}


def traits_shown(student: SummerStudent) -> list[tuple[str, str, str]]:
    """The qualities and competences that stood in the way: name, first level, new level."""
    levels: dict[int | None, Any] = {None: "–", **dict(TRAIT_NAMES)}
    result = student.result
    names, again = _names(student), result.traits_again
    shown = []
    for place in student.again.traits:
        new = again[place] if place < len(again) else None
        first = result.traits[place]
        shown.append((names[place], str(levels[first]), str(levels[new]) if new else ""))
    return shown
