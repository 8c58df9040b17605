"""Names short enough for a cell, and still telling people of one school apart."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def short_names(names: Mapping[Key, str]) -> dict[Key, str]:
    """The given name of each person, with as many initials before it as tell it apart.

    "Trúc" of "Đặng Khánh Trúc"; "K.Trúc" where there is another Trúc. People whom no initials tell
    apart keep the whole name.
    """
    words = {key: name.split() or [name] for key, name in names.items()}
    return {
        key: _short(own, [each for k, each in words.items() if k != key])
        for key, own in words.items()
    }


def _short(own: list[str], others: list[list[str]]) -> str:
    for initials in range(len(own)):
        written = _written(own, initials)
        if all(_written(each, initials) != written for each in others):
            return written
    return " ".join(own)


def _written(words: list[str], initials: int) -> str:
    """The last word after the first letters of the words before it."""
    *before, given = words
    first = max(0, len(before) - initials)
    return "".join(f"{word[0]}." for word in before[first:]) + given
