"""What an administrator says of a school's software: its key, and the schools it serves."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import TextField
from eduportal.exchange.models import Peer
from eduportal.exchange.models.contract import A_DAY_HOURS

MOST_SCHOOLS = 500
LONGEST_INTERVAL_HOURS = 24 * 366
SEPARATORS = re.compile(r"[\s,;]+")
KEY_HELP = gettext_lazy("As the software prints it: 44 characters of base64.")


class KeyForm(forms.Form):
    """A public key of a node."""

    public_key = TextField(label=gettext_lazy("Public key"), help_text=KEY_HELP, max_length=100)


class NodeForm(KeyForm):
    """A node to be trusted; it begins on trial."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The name in its packages: letters, digits and dashes."),
        max_length=50,
    )
    name = TextField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("The body that runs it, as people know it."),
        max_length=200,
    )
    field_order = ["name", "code", "public_key"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code == "new" or Peer.objects.filter(code=code).exists():
            raise ValidationError(_("Another portal or product has this code."))
        return code


class SchoolCodesField(TextField):
    """Official codes of schools, one a line or with commas between them."""

    widget = forms.Textarea({"rows": 4})

    def clean(self, value: Any) -> list[str]:
        codes = list(dict.fromkeys(filter(None, SEPARATORS.split(super().clean(value)))))
        if len(codes) > MOST_SCHOOLS:
            raise ValidationError(_("At most %(most)d schools at a time.") % {"most": MOST_SCHOOLS})
        return codes


class ContractForm(forms.Form):
    """The schools a node is to serve, and how often it should be heard."""

    codes = SchoolCodesField(
        label=gettext_lazy("Codes of the schools"),
        help_text=gettext_lazy("One a line, or with commas between them."),
        max_length=20_000,
    )
    interval_hours = forms.IntegerField(
        label=gettext_lazy("Heard every (hours)"),
        help_text=gettext_lazy("After two intervals without a request you are told."),
        min_value=1,
        max_value=LONGEST_INTERVAL_HOURS,
        initial=A_DAY_HOURS,
    )
