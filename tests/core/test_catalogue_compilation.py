"""Catalogues are compiled without GNU gettext, and gettext reads them."""

import gettext
import os
from pathlib import Path

import pytest

from eduportal.core.translations import compile_catalogues

CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

msgid "Save"
msgstr "Lưu"

msgctxt "school"
msgid "Close"
msgstr "Khoá sổ"

msgid "%(count)s mark"
msgid_plural "%(count)s marks"
msgstr[0] "%(count)s điểm"

#, fuzzy
msgid "Open"
msgstr "Chưa chắc"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_gettext_reads_the_compiled_catalogue(tmp_path: Path, source: Path) -> None:
    assert compile_catalogues(tmp_path) == 1
    texts = gettext.translation("django", tmp_path, ["vi"])
    assert texts.gettext("Save") == "Lưu"
    assert texts.pgettext("school", "Close") == "Khoá sổ"
    assert texts.ngettext("%(count)s mark", "%(count)s marks", 2) == "%(count)s điểm"


def test_doubtful_translation_is_left_out(tmp_path: Path, source: Path) -> None:
    compile_catalogues(tmp_path)
    assert gettext.translation("django", tmp_path, ["vi"]).gettext("Open") == "Open"


def test_catalogue_is_compiled_again_only_after_a_change(tmp_path: Path, source: Path) -> None:
    compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == 0
    later = source.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == 1
