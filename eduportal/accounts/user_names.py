"""User names: kept in small letters, so that no two differ by capitals alone."""

import unicodedata
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def as_kept(name: str) -> str:
    """The one spelling of a name under which it is stored and looked for.

    Lowered here and not by PostgreSQL, which leaves Đ as it is where the database's locale is C.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())


class UserNameColumn(models.CharField):
    """A user name: whatever is stored or looked for has the one spelling first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        own: dict[str, Any] = {
            "max_length": 150,
            "unique": True,
            "validators": [UnicodeUsernameValidator()],
            "error_messages": {
                "unique": _("This user name is already taken. Capital letters count as small ones.")
            },
        }
        super().__init__(*args, **own | kwargs)

    def deconstruct(self) -> Any:
        """To a migration it is an ordinary column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return as_kept(text) if isinstance(text, str) else text

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        kept = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, kept)
        return kept
