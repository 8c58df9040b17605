"""Forms of entry windows and of exceptions to them."""

import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import DayField, TextField
from eduportal.core.text import search_key
from grades.forms.stays import ClassField
from grades.rules.entry_days import EntryDays
from grades.rules.schemes import column_kinds
from grades.services.windows import WindowPlace
from schools.models import ClassGroup, GradeLevel, School, Term
from schools.selectors import SchoolUnknown, school_named
from staffing.models import StaffMember
from students.models import Student

REASON_LENGTH = 300
STUDENT_LENGTH = 150


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d")


def column_field() -> forms.ChoiceField:
    """A kind of column of the circulars computed here, or every one."""
    every = [("", gettext_lazy("every column, remarks and exemptions"))]
    return forms.ChoiceField(
        label=gettext_lazy("Mark column"),
        choices=every + list(column_kinds().items()),
        required=False,
        widget=forms.Select({"class": "select"}),
    )


def reason_field(help_text: Any) -> TextField:
    return TextField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput({"class": "input", "maxlength": REASON_LENGTH}),
        help_text=help_text,
    )


class DaysForm(forms.Form):
    """From which day to which, and why."""

    opens_on = DayField(label=gettext_lazy("From"), widget=day_input())
    closes_on = DayField(label=gettext_lazy("Last day"), widget=day_input())
    reason = reason_field(gettext_lazy("The schools read it."))

    @property
    def days(self) -> EntryDays:
        return EntryDays(self.cleaned_data["opens_on"], self.cleaned_data["closes_on"])


class WindowForm(DaysForm):
    """The same with what the days hold for."""

    school = TextField(
        label=gettext_lazy("School"),
        max_length=150,
        required=False,
        widget=forms.TextInput({"class": "input"}),
        help_text=gettext_lazy("Code or whole name; empty for every school of the province."),
    )
    grade_level = forms.ModelChoiceField(
        GradeLevel.objects.filter(pk__lte=12),
        label=gettext_lazy("Grade level"),
        required=False,
        empty_label=gettext_lazy("every grade level"),
        widget=forms.Select({"class": "select"}),
    )
    column = column_field()
    field_order = ("school", "grade_level", "column", "opens_on", "closes_on", "reason")

    def clean_school(self) -> School | None:
        return read_school(self.cleaned_data["school"])

    def place(self, term: Term) -> WindowPlace:
        said = self.cleaned_data
        return WindowPlace(term, said["school"], said["grade_level"], said["column"])


def read_school(text: str) -> School | None:
    """The school of this code or whole name, None for no text; raises ValidationError."""
    if not text:
        return None
    try:
        return school_named(text)
    except SchoolUnknown as problem:
        raise forms.ValidationError(str(problem)) from problem


class StaffField(forms.ModelChoiceField):
    """A person of the school's staff by public id, shown by name."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Select({"class": "select"})
        super().__init__(
            StaffMember.objects.none(), to_field_name="public_id", widget=widget, **kwargs
        )

    def label_from_instance(self, obj: StaffMember) -> str:
        return obj.full_name


class ExceptionForm(forms.Form):
    """For which class, teacher or student of the school, in which column, until when and why."""

    class_group = ClassField(label=gettext_lazy("Class"), required=False)
    staff = StaffField(label=gettext_lazy("or teacher"), required=False, empty_label="–")
    student = TextField(
        label=gettext_lazy("or student"),
        max_length=STUDENT_LENGTH,
        required=False,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        help_text=gettext_lazy("Ministry code, personal number or whole name."),
    )
    column = column_field()
    ends_on = DayField(label=gettext_lazy("Last day"), widget=day_input())
    reason = reason_field(gettext_lazy("It stays with the exception, with your name and the day."))

    def __init__(
        self,
        data: Any,
        *,
        term: Term,
        school: School,
        staff: "QuerySet[StaffMember]",
        class_group: ClassGroup | None = None,
    ) -> None:
        first = {"class_group": class_group.public_id} if class_group else {}
        week = timezone.localdate() + datetime.timedelta(days=7)
        super().__init__(data, initial=first | {"ends_on": week})
        self._school = school
        classes = ClassGroup.objects.filter(school=school, school_year=term.school_year_id)
        fields = cast(dict[str, forms.ModelChoiceField], self.fields)
        fields["class_group"].queryset = classes.order_by("grade_level", "name")
        fields["staff"].queryset = staff

    def clean_student(self) -> Student | None:
        text = self.cleaned_data["student"]
        if not text:
            return None
        here = Student.objects.filter(school=self._school, is_current=True)
        named = Q(ministry_code__iexact=text) | Q(personal_number=text)
        found = list(here.filter(named | Q(search_key=search_key(text)))[:2])
        if len(found) > 1:
            raise forms.ValidationError(
                _("The school has several students of this name; give the code.")
            )
        if not found:
            raise forms.ValidationError(_("The school has no such student."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        named = [said.get(name) for name in ("class_group", "staff", "student")]
        if sum(each is not None for each in named) != 1 and "student" not in self.errors:
            raise forms.ValidationError(_("Choose one class, one teacher or one student."))
        return said

    @property
    def whose(self) -> ClassGroup | StaffMember | Student:
        said = self.cleaned_data
        found: ClassGroup | StaffMember | Student = (
            said["class_group"] or said["staff"] or said["student"]
        )
        return found
