"""One row of the register: a unit, a school, a subject, a line of the programme."""

import re
from typing import Any, cast

from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField, text_field_of
from schools.choices import ManagingBody, Stage, UnitEnd, UnitLevel, UnitType
from schools.models import AdminUnit, CurriculumLine, School, Site, Subject
from schools.selectors.keeping import communes_today
from schools.services.errors import RegisterRefused
from schools.services.units import UnitEnding, ending_problems
from schools.services.upkeep import own_problems

# Ended in July 2025; rows of before keep them.
FORMER_TYPES = {UnitType.DISTRICT, UnitType.TOWN, UnitType.TOWNSHIP}


def field_of(column: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form's field of a column: texts read as everywhere, days from a calendar."""
    if isinstance(column, models.DateField):
        kwargs["form_class"] = DayField
    return text_field_of(column, **kwargs)


def say(form: forms.BaseForm, problems: dict[str, list[str]]) -> None:
    """Put each sentence at its field, or above the form; none twice."""
    for name, texts in problems.items():
        place = name if name in form.fields else None
        for text in texts:
            if text not in form.errors.get(place or "__all__", ()):
                form.add_error(place, text)


def choosing(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """The field that chooses a row."""
    return cast(forms.ModelChoiceField, form.fields[name])


def listing(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The field that chooses from a list."""
    return cast(forms.ChoiceField, form.fields[name])


class RowForm(forms.ModelForm):
    """Says everything that is wrong at once: fields, model, and what the register adds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                choices = cast(list[tuple[Any, Any]], field.choices)
                field.choices = [(value, name if value else "–") for value, name in choices]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        say(self, own_problems(self.instance))

    def refuse(self, refusal: RegisterRefused) -> None:
        """Show what the service found when it looked again."""
        say(self, refusal.problems)


class UnitForm(RowForm):
    """A unit: its parent is one valid today."""

    class Meta:
        model = AdminUnit
        fields = ("code", "level", "type", "name", "parent", "valid_from", "legal_doc")
        formfield_callback = field_of

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = AdminUnit.objects.exclude(level=UnitLevel.COMMUNE).exclude(pk=self.instance.pk)
        there = Q(valid_to=None) | Q(pk=self.instance.parent_id)
        choosing(self, "parent").queryset = above.filter(there)
        choosing(self, "parent").empty_label = "–"
        if self.instance.pk is None:
            levels = [(v, n) for v, n in UnitLevel.choices if v != UnitLevel.DISTRICT]
            listing(self, "level").choices = levels
            types = [(v, n) for v, n in UnitType.choices if v not in FORMER_TYPES]
            listing(self, "type").choices = types
        else:
            # The place of a row in history: its code, level and first day name it.
            for name in ("code", "level", "valid_from"):
                self.fields[name].disabled = True


class SchoolForm(RowForm):
    """A school; only a commune of today can be chosen."""

    stages = forms.MultipleChoiceField(
        label=_("levels of education"),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = School
        fields = (
            "name",
            "code",
            "stages",
            "ownership",
            "managing_body",
            "unit",
            "zone",
            "sessions_per_day",
            "address",
        )
        formfield_callback = field_of

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = AdminUnit.objects.filter(
            Q(pk__in=communes_today().values("pk")) | Q(pk=self.instance.unit_id)
        )
        choosing(self, "unit").queryset = there.order_by("search_key", "pk")
        choosing(self, "unit").empty_label = "–"
        self.fields["unit"].label = _("Commune or ward")
        self.fields["sessions_per_day"].widget = forms.Select(
            choices=[("", "–"), (1, _("one")), (2, _("two"))]
        )
        if self.instance.managing_body != ManagingBody.DISTRICT_OFFICE:
            bodies = [(v, n) for v, n in ManagingBody.choices if v != ManagingBody.DISTRICT_OFFICE]
            listing(self, "managing_body").choices = [("", "–"), *bodies]
        if self.instance.pk is None:
            # Who keeps the register of the province knows both.
            for name in ("managing_body", "unit"):
                self.fields[name].required = True

    def clean_code(self) -> str:
        """Of the letters that packages take (eduportal/exchange/wire/scope.py)."""
        code: str = self.cleaned_data["code"]
        if "code" in self.changed_data and not re.fullmatch("[A-Za-z0-9]{1,20}", code):
            raise forms.ValidationError(_("Letters A to Z and digits only."))
        return code


class SiteForm(RowForm):
    """A site with its rooms; the school stays."""

    class Meta:
        model = Site
        fields = (
            *("name", "is_main", "solid", "semi_solid", "temporary", "borrowed", "subject_rooms"),
            *("boarding_rooms", "seats", "counted_on", "hamlet", "latitude", "longitude"),
            *("located_by", "closed_on"),
        )
        formfield_callback = field_of


class SubjectForm(RowForm):
    """A subject; its code stays."""

    class Meta:
        model = Subject
        fields = ("name", "short_name", "code", "position")
        formfield_callback = field_of

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class LineForm(RowForm):
    """A line of the programme; programme, grade and subject stay."""

    class Meta:
        model = CurriculumLine
        fields = (
            "programme",
            "grade_level",
            "subject",
            "annual_periods",
            "form",
            "kind",
            "has_topics",
        )
        formfield_callback = field_of

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("programme", "grade_level", "subject"):
            self.fields[name].disabled = self.instance.pk is not None


class UnitEndForm(forms.Form):
    """How a unit ends and what follows."""

    last_day = DayField(label=_("Last day"))
    how = forms.ChoiceField(label=_("What follows"), choices=UnitEnd.choices)
    name = TextField(label=_("New name, without the type"), max_length=100, required=False)
    type = forms.ChoiceField(label=_("New type"), required=False)
    into = forms.ModelMultipleChoiceField(
        AdminUnit.objects.none(),
        label=_("The unit or units it goes into"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Several: hold the Ctrl key down; on a phone, touch each."),
    )
    legal_doc = TextField(label=_("Legal document"), max_length=200)

    def __init__(self, data: Any, *, unit: AdminUnit) -> None:
        super().__init__(data)
        self.unit = unit
        types = [(v, n) for v, n in UnitType.choices if v not in FORMER_TYPES]
        listing(self, "type").choices = [("", "–"), *types]
        others = AdminUnit.objects.valid_on(timezone.localdate()).filter(level=unit.level)
        others = others.exclude(pk=unit.pk).order_by("search_key", "pk")
        choosing(self, "into").queryset = others

    @property
    def ending(self) -> UnitEnding:
        """What the form says; a field it could not read is empty."""
        said = self.cleaned_data
        return UnitEnding(
            last_day=said.get("last_day"),
            how=said.get("how", ""),
            legal_doc=said.get("legal_doc", ""),
            name=said.get("name", ""),
            type=said.get("type", ""),
            into=list(said.get("into") or ()),
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("how"):
            say(self, ending_problems(self.unit, self.ending))
        return said

    def refuse(self, refusal: RegisterRefused) -> None:
        say(self, refusal.problems)
