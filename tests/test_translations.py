"""Every text has its Vietnamese, with the same placeholders."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

from tests.borrowed_texts import BORROWED, Borrowed
from tests.catalogue import CATALOGUE, is_translated, key, texts, texts_of_template

pytestmark = pytest.mark.usefixtures("uncounted")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


@cache
def entries() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_of_the_portal_is_translated_and_the_catalogue_holds_no_other() -> None:
    """In one test, because finding the texts takes seconds."""
    found = texts()
    translated = {key(entry) for entry in entries() if is_translated(entry)}
    assert not {text: files for text, files in found.items() if text not in translated}
    assert not {key(entry) for entry in entries()} - found.keys()


def test_a_text_inside_a_filter_of_a_template_is_found() -> None:
    source = '{{ note|default:_("counted") }} {% translate "School" %} {{ other|default:"–" }}'
    assert {text.singular for text in texts_of_template(source)} == {"counted", "School"}


def test_translations_keep_the_placeholders() -> None:
    for entry in entries():
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for translation in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(PLACEHOLDER.findall(translation)) <= wanted | set(
                PLACEHOLDER.findall(entry.msgid)
            ), entry.msgid
            assert wanted - set(PLACEHOLDER.findall(translation)) <= {"%d", "%(count)d"}, (
                entry.msgid
            )


@cache
def own_texts(package: str, folder: str, language: str) -> set[str]:
    """The texts a package brings along in a language, translated ones only."""
    spec = find_spec(package)
    assert spec and spec.origin
    place = Path(spec.origin).parent / folder / "locale" / language / "LC_MESSAGES" / "django.po"
    if not place.exists():
        if language == "vi" and not place.parent.exists():
            return set()
        return {entry.msgid for entry in polib.mofile(str(place.with_suffix(".mo")))}
    found = polib.pofile(str(place))
    return {entry.msgid for entry in found if language != "vi" or is_translated(entry)}


@pytest.mark.parametrize("borrowed", BORROWED, ids=lambda each: each.singular[:40])
def test_borrowed_texts_exist_and_lack_a_vietnamese_that_can_be_read(borrowed: Borrowed) -> None:
    known = own_texts(borrowed.package, borrowed.folder, borrowed.known_in)
    assert borrowed.singular in known
    own = own_texts(borrowed.package, borrowed.folder, "vi")
    assert (borrowed.singular in own) == borrowed.is_bettered


def test_tone_marks_stand_where_the_portal_writes_them() -> None:
    """“khóa”, “thủy”, “kỳ”: one spelling, the one of the official forms."""
    new_style = re.compile(r"[oO][àáảãạèéẻẽẹ](?!\w)|(?<![qQ])[uU][ỳýỷỹỵ](?!\w)|\b[kK]ì\b")
    for entry in entries():
        for translation in entry.msgstr_plural.values() or [entry.msgstr]:
            assert not new_style.search(translation), translation


def test_what_is_counted_has_a_plural() -> None:
    """“1 students” is no English: a text that counts has both forms, or puts the number last.

    Texts of the mark grid have a form for one of their own (static/marksheet/texts.js); a limit is
    never one.
    """
    counted = re.compile(
        r"(?<!of )%\((count|counter|new|changed|students|rows|sheets)\)[sd] (\w+ )?\w+s\b"
    )
    never_one = {"regular marks in this class", "students within", "A sheet has at most"}
    wrong = [
        entry.msgid
        for entry in entries()
        if not entry.msgid_plural
        and counted.search(entry.msgid)
        and not any(words in entry.msgid for words in never_one)
    ]
    assert not wrong
