"""Every text has its Vietnamese, with the same placeholders."""

import re

import polib

from tests.catalogue import CATALOGUE, is_translated, key, texts

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def entries() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_of_the_portal_is_translated() -> None:
    translated = {key(entry) for entry in entries() if is_translated(entry)}
    missing = {text: files for text, files in texts().items() if text not in translated}
    assert not missing


def test_the_catalogue_holds_nothing_nobody_uses() -> None:
    assert not {key(entry) for entry in entries()} - texts().keys()


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
