"""What a user chooses when bringing a list of students."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from schools.models import SchoolYear
from schools.selectors import current_term


def _years() -> list[tuple[str, str]]:
    return [(year.code, str(year)) for year in SchoolYear.objects.order_by("-starts_on")]


def _this_year() -> str | None:
    term = current_term()
    return term.school_year.code if term else None


class StudentRosterOptions(forms.Form):
    """School year, the class of a file that names none, and what to do about missing classes."""

    year = forms.ChoiceField(label=_("School year"), choices=_years, initial=_this_year)
    class_name = TextField(
        label=_("Class"),
        required=False,
        max_length=20,
        help_text=_("Leave it empty if the file says the class."),
    )
    create_classes = forms.BooleanField(
        label=_("Create missing classes"),
        required=False,
        help_text=_("Otherwise a class the school does not have is reported as a problem."),
    )
