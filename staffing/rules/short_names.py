"""Names short enough for a cell, and still telling people of one school apart."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def short_names(names: Mapping[Key, str]) -> dict[Key, str]:
    """The given name of each person, with as many of the words before it as tell it apart.

    "Trúc" of "Đặng Khánh Trúc"; "Khánh Trúc" where there is another Trúc. Two people with the
    same words keep the whole name.
    """
    words = {key: name.split() or [name] for key, name in names.items()}
    found: dict[Key, str] = {}
    for key, own in words.items():
        for length in range(1, len(own) + 1):
            found[key] = " ".join(own[-length:])
            if not any(
                other[-length:] == own[-length:] for each, other in words.items() if each != key
            ):
                break
    return found


def namesakes(names: Mapping[Key, str]) -> set[Key]:
    """Those whose whole name another person of the school bears as well."""
    count = Counter(names.values())
    return {key for key, name in names.items() if count[name] > 1}
