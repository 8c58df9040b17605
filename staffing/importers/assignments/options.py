"""What a user chooses when bringing assignments: the year, and the day from which they count."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schools.models import SchoolYear
from staffing.importers.staff.options import this_year, years


class DayField(forms.DateField):
    """A day, kept as its ISO text."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if isinstance(day, datetime.date) else ""


class AssignmentOptions(forms.Form):
    """School year and first day."""

    year = forms.ChoiceField(label=gettext_lazy("School year"), choices=years, initial=this_year)
    on = DayField(
        label=gettext_lazy("In force from"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=gettext_lazy("What is in force now ends the day before."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        year = SchoolYear.objects.filter(code=said.get("year", "")).first()
        if year and said.get("on") and not str(year.starts_on) <= said["on"] <= str(year.ends_on):
            text = _("The day must be from %(first)s to %(last)s.")
            first, last = f"{year.starts_on:%d/%m/%Y}", f"{year.ends_on:%d/%m/%Y}"
            self.add_error("on", text % {"first": first, "last": last})
        return said
