"""What a user chooses when bringing a list of pupils."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import SchoolYear
from schools.selectors import current_term


class StudentRosterOptions(forms.Form):
    """School year, the class of a file that names none, and what to do about missing classes."""

    year = forms.ChoiceField(label=_("School year"))
    class_name = forms.CharField(
        label=_("Class"),
        required=False,
        max_length=20,
        help_text=_("Only for a file that does not say the class itself."),
    )
    create_classes = forms.BooleanField(
        label=_("Create missing classes"),
        required=False,
        help_text=_("Otherwise a class the school does not have is reported as a problem."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = SchoolYear.objects.order_by("-starts_on")
        self.fields["year"].choices = [(year.code, str(year)) for year in years]
        term = current_term()
        if term is not None:
            self.fields["year"].initial = term.school_year.code
