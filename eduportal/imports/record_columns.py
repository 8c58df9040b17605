"""The columns of plain tables: by which titles they are known, how a cell is read and shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Choices
from django.utils.translation import override

from eduportal.imports.importer import Change, listing
from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value


class Words:
    """Reads a cell with one of a list of choices: its code, its name in any language of the
    portal, or another of `words`."""

    def __init__(self, choices: type[Choices], words: Mapping[str, Any] | None = None) -> None:
        self._choices = choices
        self._words = words or {}

    @cached_property
    def known(self) -> dict[str, Any]:
        """What is meant by each word, in the form words are compared in."""
        known = {str(code).lower(): code for code in self._choices.values}
        for language, _name in settings.LANGUAGES:
            with override(language):
                known |= {fold(str(label)): code for code, label in self._choices.choices}
        return known | {fold(name): code for name, code in self._words.items()}

    def __call__(self, value: Value) -> Any:
        text = text_value(value)
        if not text:
            return ""
        if (folded := fold(text)) not in self.known:
            known = listing([str(label) for _code, label in self._choices.choices])
            raise CellProblem("word_unknown", value=text[:100], known=known)
        return self.known[folded]

    def msgid(self, code: Any) -> str:
        """The English text behind a code's name; it is translated again when it is shown."""
        with override(None):
            return str(dict(self._choices.choices)[code])


@dataclass(frozen=True)
class Column:
    """One column: the titles it is known by, how a cell is read, and what it is for people.

    `title` is a msgid. What is read is JSON; an empty cell ("" or None) changes nothing. A `minor`
    cell that cannot be read keeps only itself out, any other its row. What is not compared
    alone changes nothing: the day of a change. `show` writes a value that is not shown as it is.
    """

    key: str
    title: str
    titles: tuple[str, ...]
    read: Callable[[Value], Any]
    required: bool = False
    minor: bool = False
    is_day: bool = False
    is_compared: bool = True
    show: Callable[[Any], str] | None = None

    def shown(self, value: Any) -> str:
        """A value for people; a choice as the msgid of its name, a pair by its second part."""
        if value in ("", None):
            return ""
        if self.show is not None:
            return self.show(value)
        if isinstance(self.read, Words):
            return self.read.msgid(value)
        if isinstance(value, list):
            return str(value[-1])
        if self.is_day:
            year, month, day = str(value).split("-")
            return f"{day}/{month}/{year}"
        return str(value)

    def change(self, title: str, old: Any, new: Any) -> Change:
        is_code = isinstance(self.read, Words)
        return Change(title=title, old=self.shown(old), new=self.shown(new), is_code=is_code)
