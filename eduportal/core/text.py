"""Vietnamese text: which text is taken in, one form for storing, one for searching and sorting.

Real files mix composed and decomposed letters, non-breaking spaces, and the letter eth in place
of Đ. This module knows nothing of Django: requests and spreadsheets read texts by the same rule.
"""

import re
import unicodedata
from functools import lru_cache

# What stands in a text for a character that was lost on its way, or that cannot be shown.
LOST = "\ufffd"
# Control characters but tab and line ends (PostgreSQL holds no NUL), marks that turn the direction
# of reading, halves of a pair (no bytes can be made of them), LOST, and what is no character.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]"
)
# A decomposed Vietnamese letter is a base and at most two marks.
_PARTS_OF_A_LETTER = 3

# Invisible characters a paste brings along.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

# Letters that look like đ once lowered: eth (ð, Icelandic) and African d (ɖ). Only for keys: the
# text itself is kept as the school wrote it.
_LIKE_D = str.maketrans("ðɖ", "đđ")

_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
# Ngang (no mark) is "0".
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# "{" and "|" follow "z" in ASCII, so ă and â come after every word in a and before b.
_LETTERS = {
    "a" + _BREVE: "a{",
    "a" + _CIRCUMFLEX: "a|",
    "đ": "d{",
    "e" + _CIRCUMFLEX: "e{",
    "o" + _CIRCUMFLEX: "o{",
    "o" + _HORN: "o|",
    "u" + _HORN: "u{",
}


class TextRefused(ValueError):
    """A text that is not taken in. `code` is "unreadable_character" or "too_long".

    `params` holds `character` (as "U+0000") and its `place`, counted from 1, or `length` and
    `most`.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_text(text: str, most: int) -> str:
    """The text composed. Raises TextRefused for what no text may hold and beyond `most` letters.

    Nothing else about it is changed.
    """
    # Most of what is typed is a mark or a number.
    if text.isascii() and text.isprintable() and len(text) <= most:
        return text
    # The length first: composing a long run of marks takes quadratic time.
    if len(text) > most * _PARTS_OF_A_LETTER:
        raise TextRefused("too_long", length=len(text), most=most)
    found = _UNREADABLE.search(text)
    if found:
        character = f"U+{ord(found[0]):04X}"
        raise TextRefused("unreadable_character", character=character, place=found.start() + 1)
    read = nfc(text)
    if len(read) > most:
        raise TextRefused("too_long", length=len(read), most=most)
    return read


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen: such a text gives no reason and names nobody."""
    return not _INVISIBLE.sub("", text).strip()


def visible(text: str) -> str:
    """The text as a message can show it: LOST for each character that no text may hold."""
    return text if text.isprintable() else _UNREADABLE.sub(LOST, text)


def nfc(text: str) -> str:
    """The text with every letter composed, the one form stored and compared."""
    return unicodedata.normalize("NFC", text)


def squash(text: str) -> str:
    """The text as it is stored: composed, stripped, each run of spaces a single one.

    Non-breaking spaces, tabs and line ends count as spaces; invisible characters are dropped.
    """
    return " ".join(nfc(_INVISIBLE.sub("", text)).split())


def search_key(text: str) -> str:
    """The text without accents and in lower case: "Đặng Thị Ơn" is "dang thi on"."""
    return " ".join(map(_plain_word, squash(text).lower().split()))


# The words of names and places are few, and a list has hundreds of thousands of them.
@lru_cache(maxsize=20_000)
def _plain_word(word: str) -> str:
    plain = word.translate(_LIKE_D).replace("đ", "d")
    letters = unicodedata.normalize("NFD", plain)
    return nfc("".join(letter for letter in letters if not unicodedata.combining(letter)))


def given_name(full_name: str) -> str:
    """The last word of a name; empty for an empty name.

    Vietnamese: tên. A person is called and listed by it, not by the family name (họ).
    """
    return squash(full_name).rpartition(" ")[2]


# A name is asked for several times between a file and the register.
@lru_cache(maxsize=20_000)
def name_sort_key(full_name: str) -> str:
    """ASCII text that sorts names as Vietnamese lists do: given name, middle names, family name.

    Within a word letters come first (a ă â b c d đ e ê …), then tones (ngang, huyền, hỏi, ngã,
    sắc, nặng), so "Ân" precedes "Ấn" and both follow "Anh". Empty for an empty name. Stored in a
    column with collation "C". A Vietnamese name of n characters needs at most 3n + 4; a letter of
    another script takes seven.
    """
    words = squash(full_name).lower().translate(_LIKE_D).split()
    if not words:
        return ""
    *others, given = words
    family, middle = others[:1], others[1:]
    # "," < "-" < "." < digits < letters: of two names that begin alike the shorter comes first.
    return ",".join("-".join(map(_word_key, part)) for part in ([given], middle, family))


@lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    """The letters of a word, then its tones."""
    letters: list[str] = []
    tones = ""
    for sign in unicodedata.normalize("NFD", word):
        if sign in _TONES:
            tones += _TONES[sign]
        elif not unicodedata.combining(sign):
            letters.append(_letter_key(sign))
        elif letters:
            # The hat belongs to the letter before, also when the tone was typed first.
            letters[-1] = _LETTERS.get(letters[-1] + sign, letters[-1])
    return f"{''.join(letters)}.{tones or '0'}"


def _letter_key(letter: str) -> str:
    """One letter without marks; nothing for an apostrophe or a hyphen, as in H'Hen and Y-Ban."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter.isascii():
        return letter if letter.isalnum() else ""
    return f"~{ord(letter):06x}" if letter.isalnum() else ""
