"""Clauses and sources of settings, spelled out as officials cite them."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grades.rules.schemes import number_of
from grades.rules.settings import Setting, Tag

# "Đ9 k1 đb" is Điều 9 khoản 1 điểm b.
_PLACE = re.compile(r"Đ(?P<article>\d+)(?: k(?P<clause>\d+))?(?: đ(?P<point>[a-zđ]))?")

# The keys are those of docs/regulations.md.
SOURCES = {
    "S1": gettext_lazy("Circular 22/2021/TT-BGDĐT, Article 5 (thuvienphapluat.vn)"),
    "S2": gettext_lazy("Circular 22/2021/TT-BGDĐT, Article 6 (lawnet.vn)"),
    "S5": gettext_lazy("Circular 22/2021/TT-BGDĐT, Article 9, clause 1 (lawnet.vn)"),
    "S6": gettext_lazy("Articles that quote Circular 22/2021/TT-BGDĐT, Article 9, clause 2"),
    "S7": gettext_lazy("Articles that quote Circular 22/2021/TT-BGDĐT, Articles 9 and 15"),
    "S9": gettext_lazy("Circular 22/2021/TT-BGDĐT, Article 11 (lawnet.vn)"),
    "S10": gettext_lazy("Circular 22/2021/TT-BGDĐT, Article 12 (lawnet.vn)"),
    "S11": gettext_lazy(
        "Circular 22/2021/TT-BGDĐT, Articles 13 and 14 (lawnet.vn, hethongphapluat.vn)"
    ),
    "S12": gettext_lazy("An article on re-assessment, 2022 (giaoduc.net.vn)"),
    "S13": gettext_lazy("Circular 22/2021/TT-BGDĐT, Article 15 (lawnet.vn)"),
    "S19": gettext_lazy(
        "Circular 26/2020/TT-BGDĐT, Article 1, clause 4, the rule before (thuvienphapluat.vn)"
    ),
    "S20a": gettext_lazy("The Ministry's reply on summer training, cut off (laodong.vn)"),
    "S20b": gettext_lazy("The Ministry's reply on re-assessment, cut off (laodong.vn)"),
    "S22b": gettext_lazy("Circular 27/2020/TT-BGDĐT, Article 7 (lawnet.vn)"),
    "S22c": gettext_lazy("Circular 27/2020/TT-BGDĐT, Article 9 (lawnet.vn)"),
    "S22k": gettext_lazy("A grid of what is assessed in each primary grade, in a school's program"),
    "S23e": gettext_lazy("A provincial notice on students who change electives (nguoihanoi.vn)"),
    "S24a": gettext_lazy("Circular 43/2021/TT-BGDĐT, Article 9 (lawnet.vn)"),
    "S24b": gettext_lazy("Circular 43/2021/TT-BGDĐT, Articles 5 and 11 (lawnet.vn)"),
    "S24c": gettext_lazy("Circular 43/2021/TT-BGDĐT, Articles 12, 18 and 19 (lawnet.vn)"),
    "S28c": gettext_lazy("A public program that leaves the subject out"),
    "R8": gettext_lazy("A public program that quotes the signed text of Articles 6 and 9"),
    "R10": gettext_lazy(
        "Public programs that quote Circular 27/2020/TT-BGDĐT, Article 7, clause 1"
    ),
}

TAGS = {
    Tag.READ: gettext_lazy("the article was read"),
    Tag.SECONDARY: gettext_lazy("seen in secondary material only"),
    Tag.DERIVED: gettext_lazy("follows from confirmed rules"),
    Tag.UNCONFIRMED: gettext_lazy("the circular is silent or its text was not found"),
}


def clause_text(clause: str, circular: str) -> str:
    """A clause in words: "Article 9, clause 1, point b of Circular 22/2021/TT-BGDĐT".

    `clause` lists the places as settings do ("Đ9 k1 đb", "Đ7, Đ9"). Raises ValueError for a place
    that is written in another way.
    """
    text = _("%(places)s of Circular %(number)s") % {
        "places": places_text(clause),
        "number": number_of(circular),
    }
    return text[:1].upper() + text[1:]


def places_text(clause: str) -> str:
    """The same without the circular: "Article 9, clause 1, point b"."""
    return "; ".join(_place(each) for each in clause.split(", "))


def _place(code: str) -> str:
    found = _PLACE.fullmatch(code)
    if found is None:
        raise ValueError(f"{code!r} names no article.")
    if found["point"]:
        return _("Article %(article)s, clause %(clause)s, point %(point)s") % found.groupdict()
    if found["clause"]:
        return _("Article %(article)s, clause %(clause)s") % found.groupdict()
    return _("Article %(article)s") % found.groupdict()


def article_of(setting: Setting) -> int:
    """The first article a setting comes from: 9 for "Đ9 k2, Đ15"."""
    found = _PLACE.match(setting.clause)
    return int(found["article"]) if found else 0


def source_texts(setting: Setting) -> list[str]:
    """The titles of the documents in which a setting's value was read; raises KeyError."""
    return [str(SOURCES[each]) for each in setting.source.split(", ") if each]
