"""Forms of classes: several new ones by their names, and what is recorded of one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import TextField
from schools.choices import Programme, Session
from schools.models import ClassGroup, GradeLevel, School
from schools.rules.class_names import grade_in, names_in
from schools.selectors import programmes_for, taught_levels
from schools.services import ClassFacts
from staffing.models import StaffMember
from staffing.selectors.staff import choosable_staff

_SESSIONS = [("", "–"), *Session.choices]


def _select() -> forms.Select:
    return forms.Select({"class": "select"})


class _ClassForm(forms.Form):
    """What both forms ask: programme, session, room, homeroom teacher."""

    session = forms.ChoiceField(
        label=gettext_lazy("Session"), choices=_SESSIONS, required=False, widget=_select()
    )
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False, widget=_select())
    room = TextField(
        label=gettext_lazy("Room"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"class": "input"}),
    )
    homeroom = forms.ModelChoiceField(
        StaffMember.objects.none(),
        to_field_name="public_id",
        label=gettext_lazy("Homeroom teacher"),
        required=False,
        empty_label="–",
        widget=_select(),
    )

    def __init__(self, data: Any, *, school: School, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.school = school
        self.levels = {level.pk: level for level in taught_levels(school)}
        programmes = {each for level in self.levels.values() for each in _programmes(school, level)}
        if len(programmes) > 1:
            self._choices("programme", [c for c in Programme.choices if c[0] in programmes])
        else:
            del self.fields["programme"]
        self.fields["homeroom"].queryset = choosable_staff(school)  # type: ignore[attr-defined]

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def facts_of(self, name: str, grade: int) -> ClassFacts:
        """A class of the name and grade, with what the form says besides."""
        said = self.cleaned_data
        usual = _programmes(self.school, self.levels.get(grade)) or [Programme.GENERAL_2018]
        return ClassFacts(
            name,
            grade,
            said.get("programme") or usual[0],
            said.get("room", ""),
            said.get("session", ""),
        )


def _programmes(school: School, level: GradeLevel | None) -> list[Programme]:
    return programmes_for(school, level) if level else []


class NewClassesForm(_ClassForm):
    """One class or several, by their names; the grade is the one the name begins with."""

    names = TextField(
        label=gettext_lazy("Names"),
        help_text=gettext_lazy("One or several: 6A1, 6A2 or 6A1…6A8."),
        max_length=500,
        widget=forms.Textarea({"class": "input", "rows": 2, "autofocus": True}),
    )
    grade = forms.ChoiceField(label=gettext_lazy("Grade"), required=False, widget=_select())
    field_order = ("names", "grade", "session", "programme", "room", "homeroom")

    def __init__(self, data: Any, *, school: School) -> None:
        super().__init__(data, school=school)
        named = ("", _("as the name begins"))
        self._choices("grade", [named, *((str(pk), str(it)) for pk, it in self.levels.items())])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        names = names_in(said.get("names", ""))
        if "names" in said and not names:
            self.add_error("names", _("Give the class a name."))
        grades = {name: int(said.get("grade") or 0) or grade_in(name) for name in names}
        without = [name for name, grade in grades.items() if grade is None]
        if without:
            self.add_error(
                "grade", _("Choose the grade of: %(names)s") % {"names": ", ".join(without)}
            )
        if said.get("room") and len(names) > 1:
            self.add_error("room", _("A room is given to one class at a time."))
        said["grades"] = grades
        return said

    @property
    def wanted(self) -> list[ClassFacts]:
        """The classes, as far as name and grade could be read."""
        grades: dict[str, int | None] = self.cleaned_data.get("grades", {})
        return [self.facts_of(name, grade) for name, grade in grades.items() if grade is not None]


class ClassForm(_ClassForm):
    """What is recorded of one class."""

    name = TextField(
        label=gettext_lazy("Name"), max_length=20, widget=forms.TextInput({"class": "input"})
    )
    grade = forms.ChoiceField(label=gettext_lazy("Grade"), widget=_select())
    field_order = ("name", "grade", "programme", "session", "room", "homeroom")

    def __init__(self, data: Any, *, group: ClassGroup, leader: StaffMember | None) -> None:
        initial = {
            "name": group.name,
            "grade": group.grade_level_id,
            "programme": group.programme,
            "session": group.session,
            "room": group.room,
            "homeroom": leader.public_id if leader else None,
        }
        super().__init__(data, school=group.school, initial=initial)
        self.group = group
        self._choices("grade", [(str(pk), str(level)) for pk, level in self.levels.items()])

    @property
    def facts(self) -> ClassFacts:
        """What was sent; of a form that is not valid what could be read, the rest as stored."""
        said = self.cleaned_data
        grade = int(said.get("grade") or self.group.grade_level_id)
        facts = self.facts_of(said.get("name", self.group.name), grade)
        is_unread = "programme" in self.fields and "programme" not in said
        return replace(facts, programme=self.group.programme) if is_unread else facts
