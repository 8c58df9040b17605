"""The account proposed for one person of the staff: a row of the page that creates accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.core.fields import TextField
from staffing.choices import PostKind
from staffing.models import StaffMember

# The element of the page that sends the rows: a form cannot stand around the rows of a table.
FORM = "create-accounts"
# The role that a post suggests; a homeroom suggests its own, and before there is a post the main
# subject that of a teacher.
ROLES = {
    PostKind.VICE_HEAD: Role.VICE_HEAD,
    PostKind.TEACHER: Role.TEACHER,
    PostKind.YOUTH_LEADER: Role.TEACHER,
    PostKind.CLERK: Role.CLERK,
}


class AccountRow(forms.Form):
    """User name, role and, if there is one, the e-mail address of one person."""

    username = TextField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput({"class": "input", "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.TypedChoiceField(
        label=_("Role"), coerce=Role, widget=forms.Select({"class": "select"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput({"class": "input", "autocomplete": "off"}),
    )

    def __init__(
        self, data: Any, *, staff: StaffMember, name: str, roles: list[Role], is_ticked: bool
    ) -> None:
        initial = {"username": name, "role": _suggested(staff, roles)}
        super().__init__(data, prefix=str(staff.public_id), initial=initial)
        self.staff, self.is_ticked = staff, is_ticked
        self.problems: list[str] = []
        choices = [("", "–"), *((role.value, role.label) for role in roles)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs |= {
                "aria-label": f"{field.label}: {staff.full_name}",
                "form": FORM,
            }

    @property
    def is_refused(self) -> bool:
        """Whether the row was asked for and something in it is to be corrected."""
        return self.is_ticked and bool(self.problems or self.errors)


def _suggested(staff: Any, roles: list[Role]) -> str:
    """By homeroom, post and main subject, as they were read with the person."""
    found = [ROLES[post.kind] for post in staff.posts_now if post.kind in ROLES]
    if not staff.posts_now and staff.main_subject:
        found.append(Role.TEACHER)
    if staff.homerooms_now and Role.TEACHER in found:
        found.insert(0, Role.HOMEROOM)
    return next((role.value for role in found if role in roles), "")
