"""Vietnamese text as stored, searched and sorted."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduportal.core.text import given_name, name_sort_key, nfc, search_key, squash
from tests.examples import CHARACTERS


def nfd(text):
    return unicodedata.normalize("NFD", text)


def test_letters_are_composed():
    assert nfc(nfd("Nguyễn Thị Ước")) == "Nguyễn Thị Ước"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("", ""),
        (" \t\u00a0\n", ""),
        ("  Nguyễn   Văn An ", "Nguyễn Văn An"),
        ("Nguyễn\u00a0Văn\u2007An\u3000", "Nguyễn Văn An"),
        ("Nguyễn\r\nVăn\tAn", "Nguyễn Văn An"),
        ("Nguyễn\u200b Văn An\ufeff", "Nguyễn Văn An"),
        (nfd("Trần  Hữu Đức"), "Trần Hữu Đức"),
        ("\u00d0ặng Văn Ơn", "\u00d0ặng Văn Ơn"),
    ],
)
def test_text_is_squashed_for_storing(text, stored):
    assert squash(text) == stored


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", ""),
        ("Đặng Thị Ơn", "dang thi on"),
        ("\u00d0ặng thị ơn", "dang thi on"),
        ("\u00f0ặng thị ơn", "dang thi on"),
        ("\u0189ặng", "dang"),
        (nfd("ĐẶNG  THỊ ƯỚC"), "dang thi uoc"),
        ("Trường THCS Nguyễn Thị Định", "truong thcs nguyen thi dinh"),
        ("H'Hen Niê", "h'hen nie"),
        ("Lớp 10A1", "lop 10a1"),
        ("ក", "ក"),
    ],
)
def test_search_key_has_no_accents_and_no_capitals(text, key):
    assert search_key(text) == key


@pytest.mark.parametrize(
    ("name", "given_part"),
    [("Nguyễn Văn An", "An"), ("An", "An"), ("  ", ""), ("Lê\u00a0Ánh ", "Ánh")],
)
def test_given_name_is_the_last_word(name, given_part):
    assert given_name(name) == given_part


IN_ORDER = [
    # the letters: a ă â … d đ e ê … o ô ơ … u ư
    "Lê A",
    "Lê Am",
    "Lê An",
    "Lê Anh",
    "Lê Ánh",
    "Lê Ăn",
    "Lê Âm",
    "Lê Ân",
    "Lê Ấn",
    "Lê Bình",
    "Lê Danh",
    "Lê Dung",
    "Lê Đan",
    "Lê Đức",
    "Lê Em",
    "Lê Êm",
    # the tones, within equal letters: ngang huyền hỏi ngã sắc nặng
    "Lê Ma",
    "Lê Mà",
    "Lê Mả",
    "Lê Mã",
    "Lê Má",
    "Lê Mạ",
    "Lê Mai",
    "Lê On",
    "Lê Ôn",
    "Lê Ơn",
    # given name, then middle names, then family name
    "Nguyễn Quân",
    "Trần Quân",
    "Trần Anh Quân",
    "Lê Anh Bá Quân",
    "Lê Bá Quân",
    "Trần Minh Quân",
    "Lê Văn Quân",
    "Trần Văn Quân",
    "Lê Vân Quân",
    "Nguyễn An Tuấn",
    "Lê Tuyên",
    "Lê Tuyến",
    "Lê Tuyền Uy",
    "Lê Ưng",
    "Lê Yến",
]


def test_names_sort_as_a_vietnamese_list_does():
    assert sorted(reversed(IN_ORDER), key=name_sort_key) == IN_ORDER
    assert all(name_sort_key(low) < name_sort_key(high) for low, high in pairwise(IN_ORDER))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Nguyễn Văn An", "nguyễn  văn\u00a0AN "),
        ("Đặng Thị Ước", nfd("Đặng Thị Ước")),
        ("Đặng Văn Đức", "\u00d0ặng Văn \u00d0ức"),
        ("Đỗ Hòa", "Đỗ Hoà"),
        ("Đỗ Ấn", "Đỗ A\u0301\u0302n"),
        ("H'Hen Niê", "H’Hen Niê"),
    ],
)
def test_spellings_of_one_name_share_a_sort_key(left, right):
    assert name_sort_key(left) == name_sort_key(right)


def test_sort_key_can_be_read():
    assert name_sort_key("Nguyễn Thị Đặng Ân") == "a|n.0,thi.5-d{a{ng.5,nguye{n.3"
    assert name_sort_key("An") == "an.0,,"
    assert name_sort_key(" ") == ""


def test_letters_of_another_script_come_last_and_apart():
    keys = [name_sort_key(name) for name in ("Lê Yến", "Lê ក", "Lê ខ")]
    assert keys == sorted(set(keys))
    assert all(key.isascii() for key in keys)


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


@st.composite
def syllables(draw):
    """A written syllable with what it sorts by: its letters' places, then its tone's."""
    letters = draw(st.lists(st.integers(0, len(LETTERS) - 1), min_size=1, max_size=4))
    places = [place for place in letters if LETTERS[place] not in "aăâeêioôơuưy"]
    vowel = draw(st.sampled_from([LETTERS.index(vowel) for vowel in "aăâeêioôơuưy"]))
    tone = draw(st.integers(0, 5))
    text = "".join(LETTERS[place] for place in places) + LETTERS[vowel] + TONES[tone]
    return nfc(text.capitalize()), ([*places, vowel], tone)


names = st.lists(syllables(), min_size=1, max_size=4)


def place(name):
    """Where a name belongs, worked out from its parts and not from its spelling."""
    parts = [part for _, part in name]
    return parts[-1], parts[1:-1], parts[:1] if len(parts) > 1 else []


def written(name):
    return " ".join(text for text, _ in name)


@given(names, names)
def test_sort_key_orders_any_two_names_by_their_parts(one, other):
    keys = name_sort_key(written(one)), name_sort_key(written(other))
    assert (keys[0] < keys[1]) == (place(one) < place(other))
    assert (keys[0] == keys[1]) == (place(one) == place(other))


@given(names)
def test_sort_key_is_ascii_and_of_bounded_length(name):
    key = name_sort_key(written(name))
    assert key.isascii()
    assert len(key) <= 3 * len(written(name)) + 4


@given(st.text(CHARACTERS, max_size=30))
def test_any_text_has_keys_that_do_not_change_when_squashed(text):
    assert squash(squash(text)) == squash(text)
    assert search_key(squash(text)) == search_key(text)
    assert name_sort_key(squash(text)) == name_sort_key(text)
    assert name_sort_key(text).isascii()
