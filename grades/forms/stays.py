"""Forms of one student's stay: to which class, from when, with which reason."""

import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField
from schools.models import ClassGroup
from students.choices import Ended
from students.models import Enrolment


class ClassField(forms.ModelChoiceField):
    """A class by its public id, shown by its name."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Select({"class": "select"})
        super().__init__(
            ClassGroup.objects.none(),
            empty_label="–",
            to_field_name="public_id",
            widget=widget,
            **kwargs,
        )

    def label_from_instance(self, obj: ClassGroup) -> str:
        return obj.name


def day_field(label: Any) -> forms.DateField:
    """A day, today unless another is given."""
    return DayField(
        label=label,
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )


class MoveForm(forms.Form):
    """Another class of the same grade, and the first day in it."""

    to = ClassField(label=_("To class"))
    on = day_field(_("First day there"))

    def __init__(self, data: Any, *, stay: Enrolment, same_class: bool = False) -> None:
        super().__init__(data)
        here = stay.class_group
        classes = ClassGroup.objects.filter(
            school=stay.school_id,
            school_year=stay.school_year_id,
            grade_level=here.grade_level_id,
            programme=here.programme,
        ).order_by("name")
        to = cast(forms.ModelChoiceField, self.fields["to"])
        to.queryset = classes if same_class else classes.exclude(pk=here.pk)

    @property
    def choice(self) -> tuple[ClassGroup, datetime.date]:
        return self.cleaned_data["to"], self.cleaned_data["on"]


class LeaveForm(forms.Form):
    """Why the student leaves the class, and the last day in it."""

    ended = forms.ChoiceField(
        label=_("What happened"),
        choices=[choice for choice in Ended.choices if choice[0] != Ended.CLASS_CHANGE],
        widget=forms.Select({"class": "select"}),
    )
    on = day_field(_("Last day in the class"))
