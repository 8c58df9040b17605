"""Forms with which the accounts of others are kept."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.forms.ways_in import UserNameField
from eduportal.accounts.models import User
from eduportal.accounts.roles import SCHOOL_ROLES, UNIT_ROLES, DeputyAct, Role
from eduportal.accounts.services.people import Post
from eduportal.core.fields import DayField, TextField
from schools.models import AdminUnit, School
from schools.selectors import SchoolUnknown, school_named
from schools.selectors.keeping import communes_today


class PostForm(forms.Form):
    """A role with the place it needs, anywhere in the province."""

    role = forms.ChoiceField(label=_("Role"))
    school = TextField(
        label=_("School"),
        max_length=200,
        required=False,
        help_text=_("For a role at a school: its code, or its whole name."),
    )
    unit = forms.ModelChoiceField(
        AdminUnit.objects.none(),
        empty_label="–",
        label=_("Commune or ward"),
        required=False,
        help_text=_("For a commune officer."),
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, capfirst(role.label)) for role in roles]
        cast(forms.ChoiceField, self.fields["role"]).choices = choices
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = communes_today()

    def clean_school(self) -> School | None:
        text: str = self.cleaned_data["school"]
        try:
            return school_named(text) if text else None
        except SchoolUnknown as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        role = said.get("role")
        for name, roles, text in PLACES:
            needs = role in roles
            may = needs or (role == Role.MACHINE and name == "school")
            if name in said and (bool(said[name]) > may or needs > bool(said[name])):
                self.add_error(name, text if needs else _("This role has no such place."))
        return said

    @property
    def post(self) -> Post:
        said = self.cleaned_data
        return Post(Role(said["role"]), said["school"], said["unit"])


# The place each role needs; a machine may be of one school or of all.
PLACES = (
    ("school", SCHOOL_ROLES, _("This role needs a school.")),
    ("unit", UNIT_ROLES, _("This role needs a commune or ward.")),
)


class AccountForm(forms.ModelForm):
    """Who an account belongs to."""

    class Meta:
        model = User
        fields = ("full_name", "username", "email")
        field_classes = {"full_name": TextField, "username": UserNameField}


class NewAccountForm(PostForm, AccountForm):
    """A new account with its first role; its link is mailed, or printed without an e-mail."""

    field_order = ["full_name", "username", "email", "role", "school", "unit"]


class RoleForm(forms.Form):
    """One of the roles a person may give at a school."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class DeputyForm(forms.Form):
    """Who may do what for the head, and on which days."""

    deputy = forms.TypedChoiceField(label=_("Deputy"), coerce=int)
    acts = forms.TypedMultipleChoiceField(
        label=_("May do for you"),
        choices=DeputyAct,
        coerce=DeputyAct,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = DayField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {each.pk: each for each in people}
        choices = [(pk, f"{each.full_name} ({each.username})") for pk, each in self._people.items()]
        cast(forms.ChoiceField, self.fields["deputy"]).choices = [("", "–"), *choices]

    @property
    def deputy_chosen(self) -> User:
        return self._people[self.cleaned_data["deputy"]]
