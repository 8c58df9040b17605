"""Forms of facts about one person, each a row with days and a paper."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField, text_field_of
from schools.models import School, Subject
from staffing.forms.people import day_input
from staffing.models import Elsewhere, Leave, Qualification, StaffSubject, Title, Training
from staffing.models.records import RECORDS, PersonRecord

DAYS = ("starts_on", "ends_on", "decision")


class RecordForm(forms.ModelForm):
    """One more fact about a person; the row of a valid form is `instance`."""

    def __init__(self, data: Any = None, *, school: School) -> None:
        super().__init__(data, prefix=self._meta.model._meta.model_name)
        self.school = school
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = day_input()
            elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
                field.widget.attrs["class"] = "select"
        self.fields["starts_on"].initial = timezone.localdate
        self.narrow()

    def narrow(self) -> None:
        """Offer what can be chosen at the school."""


class Reading:
    """What the Meta of each of these forms begins with."""

    formfield_callback = text_field_of


class StaffSubjectForm(RecordForm):
    class Meta(Reading):
        model = StaffSubject
        fields = ("subject", "level", "basis", *DAYS)

    def narrow(self) -> None:
        subjects = self.fields["subject"]
        subjects.queryset = Subject.objects.order_by("position")  # type: ignore[attr-defined]
        self.fields["level"].initial = max(self.school.stages, default=None)


class QualificationForm(RecordForm):
    class Meta(Reading):
        model = Qualification
        fields = ("degree", "major", "is_teacher_training", "fits_subject", *DAYS)


class TrainingForm(RecordForm):
    """Without a decision it is planned; with the number of the order the person is sent."""

    class Meta(Reading):
        model = Training
        fields = ("goal", "major", "place", "share", "cost", *DAYS)

    def narrow(self) -> None:
        self.fields["ends_on"].required = True
        self.fields["ends_on"].label = _("planned last day")
        self.fields["decision"].help_text = _("Empty while it is only planned.")


class TitleForm(RecordForm):
    class Meta(Reading):
        model = Title
        fields = ("kind", "rank", *DAYS)


class LeaveForm(RecordForm):
    class Meta(Reading):
        model = Leave
        fields = ("kind", "share", *DAYS)


class ElsewhereForm(RecordForm):
    """Work at another school, which is named by its code or whole name."""

    other = TextField(label=_("Other school"), max_length=200, help_text=_("Its code or name."))

    class Meta(Reading):
        model = Elsewhere
        fields = ("kind", "subject", "weekly_periods", *DAYS)


FORMS: dict[str, type[RecordForm]] = {
    "staffsubject": StaffSubjectForm,
    "qualification": QualificationForm,
    "title": TitleForm,
    "training": TrainingForm,
    "leave": LeaveForm,
    "elsewhere": ElsewhereForm,
}
MODELS: dict[str, type[PersonRecord]] = {str(each._meta.model_name): each for each in RECORDS}
