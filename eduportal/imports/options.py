"""What a user chooses for files that do not say it themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core import fields
from schools.models import SchoolYear
from schools.selectors import current_term


def _years() -> list[tuple[str, str]]:
    return [(year.code, str(year)) for year in SchoolYear.objects.order_by("-starts_on")]


def _this_year() -> str | None:
    term = current_term()
    return term.school_year.code if term else None


class YearOptions(forms.Form):
    """The school year a file is about."""

    year = forms.ChoiceField(label=_("School year"), choices=_years, initial=_this_year)


class DayField(fields.DayField):
    """A day as an ISO text: the options of a file are kept as JSON."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else ""
