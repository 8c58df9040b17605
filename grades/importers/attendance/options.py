"""What a user chooses when bringing attendance: what the file does not say itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.imports.options import YearOptions
from grades.importers.mark_sheet.options import AS_IN_FILE
from students.choices import HalfDay


class AttendanceOptions(YearOptions):
    """School year, class, month and half-day."""

    class_name = TextField(
        label=_("Class"),
        required=False,
        max_length=20,
        help_text=_("Leave it empty if the file says the class."),
    )
    month = forms.ChoiceField(
        label=_("Month"),
        required=False,
        choices=[AS_IN_FILE, *((str(n), str(n)) for n in range(1, 13))],
    )
    session = forms.ChoiceField(
        label=_("Half-day"),
        required=False,
        choices=[("", _("the one in which the class has lessons")), *HalfDay.choices],
    )
