"""What a user chooses when bringing a list of students."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.imports.options import YearOptions


class StudentRosterOptions(YearOptions):
    """School year, the class of a file that names none, and and what is missing."""

    class_name = TextField(
        label=_("Class"),
        required=False,
        max_length=20,
        help_text=_("Leave it empty if the file says the class."),
    )
    complete = forms.BooleanField(
        label=_("The list of each class is complete"),
        required=False,
        help_text=_(
            "You are asked about each student of these classes who is not in the file: left, moved "
            "to another class, or stays. Nobody is removed."
        ),
    )
    create_classes = forms.BooleanField(
        label=_("Create missing classes"),
        required=False,
        help_text=_("Otherwise a class the school does not have is reported as a problem."),
    )
