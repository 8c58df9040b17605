"""What a user chooses when bringing a list of staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import SchoolYear
from schools.selectors import current_term


def years() -> list[tuple[str, str]]:
    return [(year.code, str(year)) for year in SchoolYear.objects.order_by("-starts_on")]


def this_year() -> str | None:
    term = current_term()
    return term.school_year.code if term else None


class YearOption(forms.Form):
    """The school year from whose first day counts what the file gives no day for."""

    year = forms.ChoiceField(
        label=_("School year"),
        choices=years,
        initial=this_year,
        help_text=_("What the file gives no day for counts from its first day."),
    )
