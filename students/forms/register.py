"""Forms of the students' register: a class's choices, and the steps of a transfer."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import DayField, TextField
from schools.models import ClassGroup, School, Subject
from students.choices import Sex
from students.models import Enrolment, Transfer
from students.selectors import OwnSubjects, last_stays
from students.services import Arrival, Choice, MadeFor, Wanted

_ROW = re.compile(r"was-([0-9]{1,9})")
_KEY = re.compile(r"[0-9]{1,9}")
# Adults who learn to read are students, too; nobody older is.
_OLDEST = datetime.timedelta(days=100 * 366)


def made_for(data: QueryDict) -> MadeFor:
    """The class and school year the form names."""
    return MadeFor(data.get("class_group", ""), data.get("school_year", ""))


def choices_in(data: QueryDict) -> dict[int, Choice]:
    """The choice of each student the form showed, by the key of the enrolment."""
    rows = (match[1] for match in map(_ROW.fullmatch, data) if match)
    return {int(row): choice_of(data, row) for row in rows}


def choice_of(data: QueryDict, row: str) -> Choice:
    """What one row of boxes started from, and what it asks for."""
    before = " ".join(data.getlist(f"was-{row}")).split()
    return Choice(_keys(before), _keys(data.getlist(f"s-{row}")))


def _keys(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if _KEY.fullmatch(text))


@dataclass(frozen=True)
class Tick:
    """One box of the form."""

    subject: Subject
    is_chosen: bool
    is_optional: bool


@dataclass(frozen=True)
class ChoiceRow:
    """One student's boxes, and the keys of the subjects stored now.

    `meanwhile` names what another person has recorded since the form was shown.
    """

    enrolment: Enrolment
    ticks: list[Tick]
    stored: list[int]
    meanwhile: list[str]


def choice_row(
    enrolment: Enrolment, own: OwnSubjects, choice: Choice | None, subjects: Sequence[Subject]
) -> ChoiceRow:
    """The student's row: as sent where the form changes it, as stored otherwise."""
    stored = own.chosen.get(enrolment.pk, frozenset())
    ticked = choice.after if choice and choice.is_changed else stored
    meanwhile: list[str] = []
    if choice and choice.meets(stored):
        names = [subject.short_name for subject in subjects if subject.pk in stored]
        meanwhile = names or [_("no subject")]
    return ChoiceRow(
        enrolment=enrolment,
        ticks=[
            Tick(subject, subject.pk in ticked, subject.pk not in own.electives)
            for subject in subjects
        ],
        stored=sorted(stored),
        meanwhile=meanwhile,
    )


def day_field(label: Any) -> forms.DateField:
    """A day, today unless another is given."""
    return DayField(
        label=label,
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )


def last_day_field() -> forms.DateField:
    """The last day of a student who goes to another school."""
    field = day_field(gettext_lazy("Last day in the class"))
    field.help_text = gettext_lazy(
        "The new school takes the student in on the day after, or later."
    )
    return field


class AskForm(forms.Form):
    """Whom a school asks for: all three must be the same child's."""

    code = TextField(
        label=gettext_lazy("Ministry code or personal number"),
        max_length=20,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    full_name = TextField(
        label=gettext_lazy("Full name"),
        max_length=150,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    birth_date = DayField(
        label=gettext_lazy("Date of birth"),
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, schools: Sequence[School]) -> None:
        super().__init__(data)
        if len(schools) > 1:
            self.fields["for_school"] = forms.ModelChoiceField(
                School.objects.filter(pk__in=[school.pk for school in schools]),
                label=gettext_lazy("For the school"),
                empty_label="–",
                widget=forms.Select({"class": "select"}),
            )

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["code"], given["full_name"], given["birth_date"])


class OfferForm(forms.Form):
    """To which school a student goes, and the last day here."""

    school = TextField(
        label=gettext_lazy("New school"),
        help_text=gettext_lazy("Its official code, or its whole name."),
        max_length=200,
        widget=forms.TextInput({"class": "input"}),
    )
    last_day = last_day_field()


class LetGoForm(forms.Form):
    """The last day of a student another school has asked for, and the stay the page showed."""

    stay = TextField(max_length=100, widget=forms.HiddenInput)
    last_day = last_day_field()

    def __init__(self, data: Any, *, transfer: Transfer) -> None:
        stay = last_stays(student=transfer.student_key).get(transfer.student_key)
        super().__init__(data, initial={"stay": stay.revision if stay else ""})


class RefusalForm(forms.Form):
    """Why a student another school has asked for stays."""

    reason = TextField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.TextInput({"class": "input"})
    )


class TakeForm(forms.Form):
    """Into which class a student comes, and the first day there."""

    to = forms.ModelChoiceField(
        ClassGroup.objects.none(),
        empty_label="–",
        to_field_name="public_id",
        label=gettext_lazy("Class"),
        widget=forms.Select({"class": "select"}),
    )
    on = day_field(gettext_lazy("First day here"))

    def __init__(self, data: Any, *, transfer: Transfer) -> None:
        first = (transfer.last_day or datetime.date.min) + datetime.timedelta(days=1)
        super().__init__(data, initial={"on": max(first, timezone.localdate())})
        to = cast(forms.ModelChoiceField, self.fields["to"])
        to.queryset = ClassGroup.objects.filter(
            school=transfer.school_id,
            school_year__starts_on__gte=transfer.school_year.starts_on,
            grade_level__in=[transfer.grade_level_id, transfer.grade_level_id + 1],
        ).order_by("-school_year", "name")


class IdentityForm(forms.Form):
    """What the register says of one student."""

    full_name = TextField(
        label=gettext_lazy("Full name"),
        max_length=150,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    birth_date = DayField(
        label=gettext_lazy("Date of birth"),
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), choices=Sex.choices, widget=forms.Select({"class": "select"})
    )
    ethnicity = TextField(
        label=gettext_lazy("Ethnicity"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"class": "input"}),
    )
    ministry_code = TextField(
        label=gettext_lazy("Ministry code"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    personal_number = TextField(
        label=gettext_lazy("Personal number"),
        help_text=gettext_lazy("Twelve digits."),
        max_length=12,
        required=False,
        validators=[RegexValidator(r"\A[0-9]{12}\Z", gettext_lazy("Exactly twelve digits."))],
        widget=forms.TextInput({"class": "input", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_birth_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["birth_date"]
        if not timezone.localdate() - _OLDEST <= day < timezone.localdate():
            raise forms.ValidationError(_("This cannot be the birthday of a student."))
        return day

    @property
    def identity(self) -> dict[str, Any]:
        """The fields as the register keeps them: no code is null, not an empty text."""
        given = {name: self.cleaned_data[name] for name in IdentityForm.base_fields}
        return given | {name: given[name] or None for name in ("ministry_code", "personal_number")}


class NewStudentForm(IdentityForm):
    """A new student: identity, class, and since when."""

    class_group = forms.ModelChoiceField(
        ClassGroup.objects.none(),
        empty_label="–",
        to_field_name="public_id",
        label=gettext_lazy("Class"),
        widget=forms.Select({"class": "select"}),
    )
    on = DayField(
        label=gettext_lazy("First day, if transferred in during the year"),
        help_text=gettext_lazy("Empty: in the class from the first day of the school year."),
        required=False,
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
    )
    is_another = forms.BooleanField(
        label=gettext_lazy("Another child than the known one of this name and date of birth"),
        required=False,
    )
    field_order = ("class_group", "on")

    def __init__(self, data: Any, *, classes: "QuerySet[ClassGroup]", chosen: str = "") -> None:
        super().__init__(data, initial={"class_group": chosen})
        if data is None:
            # Asked only once the portal has said that there may be such a child.
            del self.fields["is_another"]
        cast(forms.ModelChoiceField, self.fields["class_group"]).queryset = classes

    def clean_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    @property
    def arrival(self) -> Arrival:
        given = self.cleaned_data
        return Arrival(
            self.identity, given["class_group"], given["on"], is_another=given["is_another"]
        )
