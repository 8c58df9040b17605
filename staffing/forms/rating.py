"""The form of a school's ratings by the professional standard: all teachers at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from staffing.choices import Rating
from staffing.forms.people import day_input, select
from staffing.models.rating import VALUES
from staffing.selectors.rating import Rated
from staffing.services import Announced, Ratings

LABELS: dict[str, Any] = {
    "own": _("By oneself"),
    "peers": _("By colleagues"),
    "result": _("By the head"),
}


@dataclass(frozen=True)
class FormRow:
    """One teacher with the three fields."""

    rated: Rated
    fields: list[BoundField]


class RatingsForm(forms.Form):
    """Three ratings a teacher; day and name hold for the results that are changed."""

    on = DayField(
        label=_("Day on which the results were announced"), required=False, widget=day_input()
    )
    by = TextField(label=_("Under whose name"), max_length=150, required=False)

    def __init__(self, data: Any = None, *, rows: Sequence[Rated], by: str = "") -> None:
        super().__init__(data, initial={"by": by})
        self._rated = rows
        for each in rows:
            for name in VALUES:
                self.fields[_name(name, each)] = _field(name, each)

    @property
    def rows(self) -> Iterable[FormRow]:
        """The teachers in their order."""
        for each in self._rated:
            yield FormRow(each, [self[_name(name, each)] for name in VALUES])

    @property
    def ratings(self) -> dict[int, Ratings]:
        """By the person's key, of a valid form."""
        said = self.cleaned_data
        return {
            each.staff.pk: Ratings(**{name: said[_name(name, each)] for name in VALUES})
            for each in self._rated
        }

    @property
    def announced(self) -> Announced:
        return Announced(self.cleaned_data["on"], self.cleaned_data["by"])


def _name(name: str, rated: Rated) -> str:
    return f"{name}-{rated.staff.public_id}"


def _field(name: str, rated: Rated) -> forms.Field:
    return forms.TypedChoiceField(
        label=f"{rated.staff.full_name}: {LABELS[name]}",
        choices=[("", "–"), *Rating.choices],
        coerce=lambda value: Rating(int(value)),
        empty_value=None,
        required=False,
        initial=getattr(rated.rating, name, None),
        widget=select(),
    )
