"""Clauses and sources are spelled out as officials cite them, for every setting."""

import re

import pytest
from django.utils import translation

from grades.rules.schemes import built_circulars, settings_of
from grades.rules.settings import Setting, Tag
from grades.selectors.citations import SOURCES, TAGS, article_of, clause_text, source_texts

SETTINGS = [(each.code, s) for each in built_circulars() for s in settings_of(each.code)]
PLACE = {
    "vi": r"(?:(?:điểm [a-zđ] )?khoản \d+ )?Điều \d+",
    "en": r"Article \d+(?:, clause \d+(?:, point [a-zđ])?)?",
}
OF = {"vi": " Thông tư ", "en": " of Circular "}


@pytest.mark.parametrize(
    ("clause", "vietnamese", "english"),
    [
        ("Đ9 k1 đb", "Điểm b khoản 1 Điều 9", "Article 9, clause 1, point b"),
        ("Đ12 k1 đc", "Điểm c khoản 1 Điều 12", "Article 12, clause 1, point c"),
        ("Đ9 k2", "Khoản 2 Điều 9", "Article 9, clause 2"),
        ("Đ9 k2, Đ15", "Khoản 2 Điều 9; Điều 15", "Article 9, clause 2; Article 15"),
        ("Đ7, Đ9", "Điều 7; Điều 9", "Article 7; Article 9"),
    ],
)
def test_a_clause_is_cited_from_the_point_to_the_circular(
    clause: str, vietnamese: str, english: str
) -> None:
    with translation.override("vi"):
        assert clause_text(clause, "TT22") == f"{vietnamese} Thông tư 22/2021/TT-BGDĐT"
    with translation.override("en"):
        assert clause_text(clause, "TT22") == f"{english} of Circular 22/2021/TT-BGDĐT"


@pytest.mark.parametrize("clause", ["", "Điều 9", "Đ9k1", "Đ9 đb k1", "Đ9 k2 Đ15", "9"])
def test_what_names_no_article_is_an_error(clause: str) -> None:
    with pytest.raises(ValueError):
        clause_text(clause, "TT22")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("circular", "setting"), SETTINGS, ids=lambda each: getattr(each, "key", each)
)
def test_every_setting_has_its_clause_and_its_sources_in_words(
    circular: str, setting: Setting, language: str
) -> None:
    with translation.override(language):
        text, sources = clause_text(setting.clause, circular), source_texts(setting)

    place = PLACE[language]
    assert re.fullmatch(
        rf"{place}(?:; {place})*{OF[language]}\d+/20\d\d/TT-BGDĐT", text, re.IGNORECASE
    )
    assert text[0].isupper()
    assert article_of(setting) > 0
    assert len(sources) == len([code for code in setting.source.split(", ") if code])
    assert not any(re.search(r"\b[SR]\d+[a-z]?\b", source) for source in sources)


def test_every_title_is_a_source_of_some_setting() -> None:
    used = {code for _, each in SETTINGS for code in each.source.split(", ") if code}
    assert used == SOURCES.keys()
    assert TAGS.keys() == set(Tag)
