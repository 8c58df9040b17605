"""What a user chooses when bringing a list of students."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.imports.options import YearOptions


class StudentRosterOptions(YearOptions):
    """School year, the class of a file that names none, and what to do about missing classes."""

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
