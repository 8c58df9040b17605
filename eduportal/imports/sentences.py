"""Turning what is stored of a problem or a question into a sentence of the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def sentence(message: str, params: Mapping[str, Any]) -> str:
    """The msgid translated and filled in."""
    return _(message) % params if params else _(message)


def word(text: str) -> str:
    """A stored msgid translated; an empty one, which gettext knows as its own header, is empty."""
    return _(text) if text else ""
