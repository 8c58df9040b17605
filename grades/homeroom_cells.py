"""One field of a homeroom record: its name, its text, and how a value gets in.

Fields are conduct, grounds, comment and, in primary school, traits-1, traits-2, …
"""

from django.utils.translation import gettext as _

from eduportal.core.text import search_key
from grades.cells import CellRefused, typed_text
from grades.models import HomeroomRecord
from grades.models.homeroom import COMMENT_LENGTH
from grades.rules.levels import Level

LEVEL_LETTERS = {Level.GOOD: "T", Level.FAIR: "K", Level.PASSED: "Đ", Level.FAILED: "C"}
MOST_TRAITS = 20
TRAIT_LETTERS = {3: "T", 2: "Đ", 1: "C"}
_LEVELS = {"t": 4, "k": 3, "d": 2, "c": 1, "cd": 1, "tot": 4, "kha": 3, "dat": 2, "chua dat": 1}
_TRAITS = {"t": 3, "d": 2, "c": 1, "tot": 3, "dat": 2, "can co gang": 1}


def read_field(record: HomeroomRecord, name: str) -> str:
    """The stored value as the page shows it; raises KeyError for a name there is not."""
    if name == "conduct":
        return "" if record.conduct is None else LEVEL_LETTERS[Level(record.conduct)]
    if name in ("grounds", "comment"):
        return str(getattr(record, name))
    place = trait_place(name)
    value = record.traits[place] if place < len(record.traits) else None
    return "" if value is None else TRAIT_LETTERS[value]


def write_field(record: HomeroomRecord, name: str, value: int | str | None) -> None:
    """Put a parsed value into the record in memory."""
    if name in ("conduct", "grounds", "comment"):
        setattr(record, name, value)
        return
    place = trait_place(name)
    record.traits = [*record.traits, *[None] * (place + 1 - len(record.traits))]
    record.traits[place] = value  # type: ignore[assignment]


def parse_field(name: str, text: str) -> int | str | None:
    """The value a typed text stands for; raises CellRefused with the user's sentence."""
    text = typed_text(text).strip()
    if name in ("grounds", "comment"):
        if len(text) > COMMENT_LENGTH:
            sizes = {"most": COMMENT_LENGTH, "length": len(text)}
            said = _("A comment has at most %(most)d characters; this one has %(length)d.")
            raise CellRefused(said % sizes)
        return " ".join(text.split())
    if not text:
        return None
    known, words = (_LEVELS, _("T, K, Đ or C")) if name == "conduct" else (_TRAITS, _("T, Đ or C"))
    if (found := known.get(search_key(text))) is None:
        said = _("“%(text)s” is not a level. Type %(levels)s.")
        raise CellRefused(said % {"text": text, "levels": words})
    return found


def trait_place(name: str) -> int:
    """The place in `traits` of the field traits-1, traits-2, …; raises KeyError."""
    kind, _dash, number = name.partition("-")
    if (
        kind != "traits"
        or not (number.isascii() and number.isdigit())
        or not 1 <= int(number) <= MOST_TRAITS
    ):
        raise KeyError(name)
    return int(number) - 1
