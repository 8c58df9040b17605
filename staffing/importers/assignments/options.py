"""What a user chooses when bringing assignments: the year, and the day from which they count."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.imports.options import DayField, YearOptions
from schools.models import SchoolYear


class AssignmentOptions(YearOptions):
    """School year and first day."""

    on = DayField(
        label=gettext_lazy("In force from"),
        initial=timezone.localdate,
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
