"""The one reader: which texts, numbers and bodies are taken in."""

import ast
from pathlib import Path
from urllib.parse import quote

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from eduportal.core.fields import SecretField, TextField
from eduportal.core.params import text_of
from eduportal.core.reading import BadJson, json_value, refusal_sentence, whole_number
from eduportal.core.text import TextRefused, read_text, visible


@pytest.mark.parametrize(
    "bad",
    ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\udfff", "\ufffd"],
)
def test_a_text_with_a_character_no_text_holds_is_refused_with_its_place(bad: str) -> None:
    with pytest.raises(TextRefused) as refused:
        read_text(f"ab{bad}c", 10)

    with translation.override("en"):
        sentence = refusal_sentence(refused.value, "q")
    code = f"U+{ord(bad):04X}"
    assert sentence == (
        f"“q” holds a character that cannot be read ({code}, place 3). Type it again."
    )
    assert visible(f"ab{bad}c") == "ab\ufffdc"


def test_a_text_is_composed_and_otherwise_left_alone() -> None:
    assert read_text(" Nguye\u0302\u0303n\tA\r\nB ", 30) == " Nguyễn\tA\r\nB "


@pytest.mark.parametrize(("text", "length"), [("a" * 11, 11), ("e\u0301\u0323" * 10_000, 30_000)])
def test_a_text_that_is_too_long_is_refused_and_never_cut(text: str, length: int) -> None:
    with pytest.raises(TextRefused) as refused:
        read_text(text, 10)

    assert (refused.value.code, refused.value.params["length"]) == ("too_long", length)


def test_the_longest_vietnamese_text_may_come_decomposed() -> None:
    assert read_text("e\u0302\u0323" * 10, 10) == "ệ" * 10


@pytest.mark.parametrize("text", ["\u200b", " \u2060\u200d ", "\ufeff", "\u00ad"])
def test_a_text_of_which_nothing_can_be_seen_is_empty(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        TextField().clean(text)
    assert TextField(required=False).clean(text) == ""
    assert TextField().clean(f"a{text}b") == f"a{text}b"
    assert text_of(QueryDict(f"words={quote(text)}"), "words", 100) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5_000, None),
        ("²", None),
        ("٣", None),
        ("３", None),
        ("-1", None),
        ("1_0", None),
        (" 1", None),
        ("", None),
    ],
)
def test_a_number_is_ascii_digits_that_an_identifier_can_hold(
    text: str, number: int | None
) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"NaN", b"-Infinity", b"1e400", b"9" * 5_000, b"[" * 100_000, b"\x00"],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadJson):
        json_value(body)


def test_json_is_read() -> None:
    assert json_value(b'{"a": [1, 2.5, null, "\\ud800"]}') == {"a": [1, 2.5, None, "\ud800"]}


def test_a_field_of_a_form_names_itself_and_a_password_is_not_composed() -> None:
    class Form(forms.Form):
        name = TextField(label="Tên", max_length=5)
        secret = SecretField(label="Mật khẩu")

    good = Form({"name": " a\u0301 ", "secret": " a\u0301 "})
    bad = Form({"name": "a\u202eb", "secret": "\ud800"})

    assert good.is_valid() and good.cleaned_data == {"name": "á", "secret": " a\u0301 "}
    assert "“Tên”" in str(bad.errors["name"]) and "“Mật khẩu”" in str(bad.errors["secret"])


def asked_unread(tree: ast.AST) -> list[int]:
    """Lines that hand a text of the request to a query as it came, NUL included."""
    return [
        asked.lineno
        for asked in ast.walk(tree)
        if isinstance(asked, ast.Call)
        and getattr(asked.func, "attr", "") in ("filter", "exclude", "get", "get_or_create")
        for each in asked.keywords
        if ast.unparse(each.value).startswith(("request.GET.", "request.POST."))
    ]


def test_no_text_of_a_request_reaches_a_query_unread() -> None:
    assert asked_unread(ast.parse("Year.objects.filter(code=request.POST.get('year'))")) == [1]
    root = Path(__file__).parents[2]
    views = [
        path
        for app in ("eduportal", "grades", "schools", "staffing", "students")
        for path in (root / app).rglob("views/*.py")
    ]
    assert len(views) > 100
    assert {
        path.name: lines for path in views if (lines := asked_unread(ast.parse(path.read_text())))
    } == {}
