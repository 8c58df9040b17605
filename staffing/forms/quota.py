"""The form of a school's quota of teachers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from staffing.forms.people import day_input
from staffing.models import Quota
from staffing.services import QuotaFacts

MOST = 2000


def _number(label: Any, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=required)


class QuotaForm(forms.Form):
    """Posts given by decision, and the numbers of the year's recruitment."""

    posts = _number(_("Posts given"), required=True)
    decision = TextField(label=_("Number of the decision"), max_length=100)
    decided_on = DayField(label=_("Day of the decision"), widget=day_input())
    approved = _number(_("To be recruited this year"))
    filled = _number(_("Recruited so far"))
    plan = TextField(label=_("Plan of recruitment"), max_length=100, required=False)

    def __init__(self, data: Any = None, *, quota: Quota | None = None) -> None:
        names = ("posts", "decision", "decided_on", "approved", "filled", "plan")
        super().__init__(data, initial={name: getattr(quota, name, None) for name in names})

    @property
    def facts(self) -> QuotaFacts:
        """The quota of a valid form."""
        return QuotaFacts(**self.cleaned_data)
