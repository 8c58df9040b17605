"""Elements of a result in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from grades.choices import ANY_LEVEL_NAMES

NAMES: Mapping[int, str | Promise] = dict(ANY_LEVEL_NAMES)


def level_in_words(value: int | None) -> str:
    """A level's name; a dash for none."""
    return "–" if value is None else str(NAMES[value])


def yes_or_no(value: int | None) -> str:
    """Yes or no; a dash for what nobody has said."""
    return "–" if value is None else _("yes") if value else _("no")
