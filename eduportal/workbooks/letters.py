"""Vietnamese written in another code: TCVN3 and VNI fonts, and UTF-8 taken for Western letters.

Such a text looks right only in its own font. A text is converted where its words are no Vietnamese
syllables as they are and all of them are in exactly one other reading; foreign names stay.
Tables: TCVN 5712:1993 (VN3) and VNI-Windows.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from eduportal.workbooks.values import ConvertedText

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"â": ("\u0302", ""), "ê": ("\u0306", "")}
_HAT_TONES = {
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_MARKS = {**_TONES, **{letter: hat for letter, (hat, _rest) in _HATS.items()}, **_HAT_TONES}
_VNI_ALONE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
# Letters of Latin-1 that no Vietnamese word has in Unicode, or that follow a vowel in VNI.
_SUSPECT = re.compile(
    "[\u0080-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e7"
    "\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
    "|[AEIOUYÔÖaeiouyôö][ÙØÛÕÏÊÉÈÚÜËÂÁÀÅÃÄùøûõïêéèúüëâáàåãä]"
    "|[\u0102\u0103\u0110\u0111\u0192\u02c6\u02dc\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a"
    "\u20ac\u2122\u0152\u0153\u0160\u0161\u0178\u017d\u017e]"
)
_BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~0-9\u2013\u2014]+")
_SYLLABLE = re.compile(
    "^(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    "(?:uyê|uyu|uya|iê|yê|ươ|uô|oă|uâ|uê|uơ|uy|oa|oe|oo|ia|ua|ưa|iu|[aăâeêioôơuưy])"
    "(?:ng|nh|ch|[cmnptiyou])?$"
)
_ABBREVIATION = re.compile("^[A-ZĐ]{2,6}[a-z]{0,3}$")
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# What UTF-8 looks like where each byte was shown as a letter of Windows-1252.
_BROKEN = re.compile(
    "[ÃÄÅÆ][\u0080-\u00bf\u0192\u02c6\u2018-\u201e\u2020\u2021\u0160]|áº|á»|Ä‘|Ä\u0090"
)


# Names, places and remarks repeat in a list.
@lru_cache(maxsize=20_000)
def converted(text: str) -> str:
    """The text itself, or as ConvertedText what its writer saw."""
    if text.isascii() or _SUSPECT.search(text) is None:
        return text
    composed = unicodedata.normalize("NFC", text)
    # A single sign, as in "½ kỳ", says nothing.
    if not any(len(word) > 1 for word in _strange_words(composed)):
        return text
    fitting = {
        code: reading
        for code, reading in ((code, read(composed)) for code, read in _READERS.items())
        if reading and reading != composed and is_vietnamese(reading)
    }
    if len(set(fitting.values())) != 1:
        return text
    code, reading = next(iter(fitting.items()))
    return ConvertedText(reading, text, code)


def is_broken(text: str) -> bool:
    """Whether a text holds letters that were taken for others on their way and not made good."""
    return not isinstance(text, ConvertedText) and _BROKEN.search(text) is not None


def other_reading(text: str, code: str) -> str:
    """What a text of Western letters would be in that code; "" if nothing, or the same."""
    composed = unicodedata.normalize("NFC", text)
    is_western = not composed.isascii() and all(ord(letter) < 256 for letter in composed)
    reading = _READERS[code](composed) if is_western else ""
    return reading if reading and reading != composed and is_vietnamese(reading) else ""


def readings(text: str) -> list[str]:
    """What a text of Western letters would be in the codes of fonts, beside itself."""
    return [found for code in ("TCVN3", "VNI") if (found := other_reading(text, code))]


def is_vietnamese(text: str) -> bool:
    """Whether every word with a letter beyond ASCII is a Vietnamese syllable."""
    return not _strange_words(text)


def _strange_words(text: str) -> list[str]:
    words = _BETWEEN_WORDS.split(text)
    return [word for word in words if not word.isascii() and not _is_syllable(word)]


@lru_cache(maxsize=20_000)
def _is_syllable(word: str) -> bool:
    if _ABBREVIATION.match(word):
        return True
    decomposed = unicodedata.normalize("NFD", word.lower().replace("ð", "đ"))
    plain, tones = _TONE_MARKS.subn("", decomposed)
    return tones <= 1 and _SYLLABLE.match(unicodedata.normalize("NFC", plain)) is not None


def from_tcvn3(text: str) -> str:
    """The text read as TCVN3. A font for capitals (.VnTimeH) has only small accented letters."""
    words = re.split(r"(\s+)", text)
    return "".join(_tcvn3_word(word) for word in words)


def _tcvn3_word(word: str) -> str:
    read = "".join(_TCVN3.get(letter, letter) for letter in word)
    plain = [letter for letter in word if letter.isascii() and letter.isalpha()]
    in_capitals = len(plain) > 1 and all(letter.isupper() for letter in plain)
    return read.upper() if in_capitals else read


def from_vni(text: str) -> str:
    """The text read as VNI: an accent is a letter of its own behind the vowel."""
    read: list[str] = []
    for letter in text:
        low = letter.lower()
        before = read[-1] if read else ""
        if low in _VNI_MARKS and before and before[-1].lower() in "aeouyơư":
            read[-1] = before + _VNI_MARKS[low]
        elif low in _VNI_ALONE:
            single = _VNI_ALONE[low]
            read.append(single.upper() if letter.isupper() else single)
        else:
            read.append(letter)
    return unicodedata.normalize("NFC", "".join(read))


def from_western(text: str) -> str:
    """UTF-8 whose bytes were taken for letters of Windows-1252; "" where it is none."""
    try:
        return unicodedata.normalize("NFC", b"".join(map(_byte, text)).decode())
    except ValueError:
        return ""


def _byte(letter: str) -> bytes:
    return letter.encode("latin-1") if ord(letter) < 256 else letter.encode("cp1252")


_READERS: dict[str, Callable[[str], str]] = {
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "UTF-8": from_western,
}
