"""Turning what is stored of a problem or a question into a sentence of the reader's language."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# What a service of a domain said, kept in every language: `said-vi`, `said-en` among the params.
SAID = "%(said)s"


def sentence(message: str, params: Mapping[str, Any]) -> str:
    """The msgid translated and filled in; what a service said, as it says it in this language."""
    if message == SAID:
        said: str = params.get(f"said-{get_language()}", params["said"])
        return said
    return _(message) % params if params else _(message)


def word(text: str) -> str:
    """A stored msgid translated; an empty one, which gettext knows as its own header, is empty."""
    return _(text) if text else ""


def moment_text(moment: datetime.datetime) -> str:
    """A moment for a sentence or a fact, in local time."""
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"
