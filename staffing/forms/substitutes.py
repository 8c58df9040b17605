"""Who stands in for whom, from a day to a day, in which lessons."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField
from eduportal.core.reading import whole_number
from schools.models import School, SchoolYear
from staffing.forms.people import day_input, select
from staffing.models import StaffMember
from staffing.selectors.staff import choosable_staff


class StaffField(forms.ModelChoiceField):
    """A person of the school's staff by public id, shown by name, subject and load.

    `loads` are texts by the person's number: "20/19".
    """

    loads: Mapping[int, str] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            StaffMember.objects.none(),
            empty_label="–",
            to_field_name="public_id",
            widget=select(),
            **kwargs,
        )

    def label_from_instance(self, obj: StaffMember) -> str:
        subject = f" – {obj.main_subject.name}" if obj.main_subject else ""
        load = self.loads.get(obj.pk)
        return f"{obj.full_name}{subject}" + (f" ({load})" if load else "")


class AbsenceForm(forms.Form):
    """Whose lessons, and from which day to which."""

    absent = StaffField(label=_("Absent teacher"))
    starts_on = DayField(label=_("From"), widget=day_input())
    ends_on = DayField(label=_("Last day"), widget=day_input())

    def __init__(self, data: Any, *, school: School, year: SchoolYear) -> None:
        super().__init__(data)
        self._year = year
        self.fields["absent"].queryset = choosable_staff(school)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and not self._year.starts_on <= first <= last <= self._year.ends_on:
            raise forms.ValidationError(
                _("First and last day must follow each other within the school year.")
            )
        return said


class StandInForm(AbsenceForm):
    """The same with the substitute and the lessons chosen."""

    substitute = StaffField(label=_("Substitute"))

    def __init__(self, data: Any, *, school: School, year: SchoolYear) -> None:
        super().__init__(data, school=school, year=year)
        self.fields["substitute"].queryset = choosable_staff(school)  # type: ignore[attr-defined]

    def show_loads(self, loads: Mapping[int, str]) -> None:
        """Beside each person, the periods a week against the norm."""
        self.fields["substitute"].loads = loads  # type: ignore[attr-defined]

    @property
    def lesson_ids(self) -> set[int]:
        return self._numbers("lesson")

    @property
    def homeroom_ids(self) -> set[int]:
        return self._numbers("homeroom")

    def _numbers(self, name: str) -> set[int]:
        sent = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        found = map(whole_number, sent)
        return {each for each in found if each is not None}
