"""A list that fills the form of a class's wishes."""

from django import forms
from django.utils.translation import gettext_lazy


class WishListForm(forms.Form):
    """Wishes of a class as a spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        max_length=255,
        help_text=gettext_lazy(
            "A spreadsheet with the columns name and wish, and as far as known date of birth and "
            "school or institution. It fills the form above; nothing is saved by it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
