"""Forms of the outlook: what it assumes, and the classes a school plans."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from schools.models import GradeLevel
from staffing.models import OutlookAssumptions
from staffing.services import AssumptionFacts


def _percent(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=-50,
        max_value=50,
        help_text=_("percent a year"),
        widget=forms.NumberInput({"class": "input"}),
    )


class AssumptionsForm(forms.Form):
    """What the outlook of every school assumes."""

    name = TextField(label=_("Name"), max_length=150)
    basis = TextField(label=_("Where the numbers come from"), max_length=200)
    preschool = _percent(_("Preschool groups"))
    primary = _percent(_("Classes of grade 1"))
    lower = _percent(_("Classes of grade 6"))
    upper = _percent(_("Classes of grade 10"))

    def __init__(self, data: Any = None, *, found: OutlookAssumptions | None = None) -> None:
        names = ("name", "basis", "preschool", "primary", "lower", "upper")
        none = dict.fromkeys(names[2:], 0)
        super().__init__(
            data, initial={name: getattr(found, name) for name in names} if found else none
        )

    @property
    def facts(self) -> AssumptionFacts:
        return AssumptionFacts(**self.cleaned_data)


class PlannedForm(forms.Form):
    """How many classes of each grade a school plans for a year; empty where none is planned."""

    paper = TextField(label=_("Decision or plan"), max_length=100, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        grades: Iterable[GradeLevel],
        planned: Mapping[int, int],
        paper: str = "",
    ) -> None:
        super().__init__(data, initial={"paper": paper})
        for grade in grades:
            self.fields[f"grade_{grade.pk}"] = forms.IntegerField(
                label=grade.name,
                min_value=0,
                max_value=99,
                required=False,
                initial=planned.get(grade.pk),
                widget=forms.NumberInput({"class": "input"}),
            )

    @property
    def classes(self) -> dict[int, int]:
        """By grade."""
        return {
            int(name.removeprefix("grade_")): count
            for name, count in self.cleaned_data.items()
            if name.startswith("grade_") and count is not None
        }
