"""The parts every page is made of hold together."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
OWN_SHEETS = sorted([*STATIC.glob("ui/**/*.css"), *STATIC.glob("marksheet/*.css")])
OWN_MODULES = sorted([*STATIC.glob("ui/*.js"), *STATIC.glob("marksheet/*.js")])
PAGES = sorted(TEMPLATES.rglob("*.html"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_neither_request_nor_database(page):
    text = render_to_string(f"{page}.html")
    assert "<h1>" in text
    assert page[:3] in text


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_keeps_to_the_content_policy(path):
    source = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|hx-vals=.?js:|javascript:", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or 'type="application/json"' in script


@pytest.mark.parametrize("path", OWN_SHEETS, ids=name_of)
def test_a_style_sheet_lies_in_a_layer_and_suits_the_schools_browsers(path):
    source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert source.lstrip().startswith("@layer")
    assert not re.search(r"color-mix|:has\(|\bpopover\b", source)


def test_raw_colours_stand_in_the_tokens_and_little_elsewhere():
    """Screens may shade a token by hand a few times; more belongs into the tokens."""
    found = [
        f"{name_of(path)}: {colour}"
        for path in OWN_SHEETS
        if path.name not in ("tokens.css", "print.css")
        for colour in re.findall(r"#[0-9a-f]{4,8}\b", path.read_text(encoding="utf-8"))
    ]
    assert len(found) <= 8, found


@pytest.mark.parametrize("path", OWN_MODULES, ids=name_of)
def test_a_script_neither_evaluates_text_nor_writes_html(path):
    source = path.read_text(encoding="utf-8")
    forbidden = [r"\beval\(", "new Function", r"(inner|outer)HTML\s*\+?=[^=]", "insertAdjacent"]
    # A page kept for a reload without a network is the portal's own: its modules must run again.
    if path.name != "offline.js":
        forbidden.append(r"document\.write")
    assert not re.search("|".join(forbidden), source)


def test_every_text_a_script_asks_for_is_on_the_page_and_the_other_way_round():
    source = "".join(path.read_text(encoding="utf-8") for path in OWN_MODULES)
    texts = ("grades/_marksheet_texts.html", "grades/_marksheet_kept.html")
    page = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in texts)
    on_page = set(re.findall(r'data-key="(\w+)"', page))
    named = set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', source))
    assert set(re.findall(r'texts\.get\("(\w+)"', source)) <= on_page
    # Keys such as error_out_of_range are put together from a prefix and a code.
    prefixes = ("error_", "state_", "save_", "reading_", "roster_", "by_", "paste_is_")
    composed = {key for key in on_page if key.startswith(prefixes)}
    assert on_page - composed <= named


def test_the_grid_has_a_sentence_for_every_mistake_the_rules_know():
    from grades.rules.mark_text import MESSAGES

    page = (TEMPLATES / "grades/_marksheet_texts.html").read_text(encoding="utf-8")
    for code, message in MESSAGES.items():
        sentence = message.replace("%(text)s", "{text}")
        assert f'data-key="error_{code}">{{% translate "{sentence}" %}}' in page


def test_every_module_of_the_grid_is_loaded_ahead():
    page = (TEMPLATES / "grades/_marksheet_modules.html").read_text(encoding="utf-8")
    listed = set(re.findall(r"'marksheet/(\w+\.js)'", page))
    # On every page of a person signed in; on a reader's and the head's sheet; for the printer.
    elsewhere = {"signout.js", "read.js", "read_cells.js", "asking.js", "print.js"}
    assert listed == {path.name for path in STATIC.glob("marksheet/*.js")} - elsewhere


@pytest.mark.parametrize(
    "path", ["/accounts/sign-in/", "/nowhere/", "/api/v1/schools/", "/healthz"]
)
def test_every_answer_tells_the_browser_to_be_strict(client, db, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"].split("; ")
    asked = {"default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"}

    assert asked | {"script-src 'self'", "style-src 'self'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
