"""Every code that a person can meet is said in words, with what is done about it."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils.translation import override

from eduportal.exchange.feeds import all_feeds, explained, title_of
from eduportal.exchange.sentences import REMEDIES, SENTENCES, remedy, sentence, split_error

FOLDERS = ["eduportal/exchange", "grades/feeds", "staffing/feeds", "students/feeds"]
# What makes a code: the call, whose first argument it is. A refused request is the sender's
# "refused", with the answer behind it.
MAKERS = {"Problem", "Refused", "Unreachable"}
LISTS = [r"Causes of a return: `([^`]+)`", r"Reasons of parking: `([^`]+)`"]


def made() -> Iterator[str]:
    """Every code that the exchange and the feeds make."""
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MAKERS:
                    first = call.args[0] if call.args else None
                    if isinstance(first, ast.Constant):
                        yield str(first.value)


def listed() -> list[str]:
    """Every code that the document lists as a cause of a return or of parking."""
    text = (settings.BASE_DIR / "docs/exchange.md").read_text(encoding="utf-8")
    return [code for each in LISTS for code in re.findall(each, text)[0].split()]


CODES = sorted(
    {*made(), *listed(), *SENTENCES, *REMEDIES, *(c for f in all_feeds() for c in f.sentences)}
)


def of_feeds(code: str) -> set[str]:
    return {explained(feed.name, code, "") for feed in all_feeds() if code in feed.sentences}


def test_the_codes_are_found() -> None:
    assert {"bad_element", "line_twice", "previous_returned", "no_answer"} < set(CODES)
    assert len(CODES) > 40


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_code_is_said_in_words_with_what_is_done_about_it(code: str, language: str) -> None:
    with override(language):
        said = of_feeds(code) or {sentence(code)}
        assert code not in said
        assert all(each.endswith(".") for each in [*said, remedy(code)])
    assert code in REMEDIES


def test_a_code_of_a_later_version_is_shown_as_its_sender_put_it() -> None:
    assert explained("term", "of_tomorrow", "A later portal says this.").startswith("A later")
    assert remedy("of_tomorrow") == str(remedy("of_the_day_after"))
    assert title_of("of_tomorrow") == "of_tomorrow"
    assert split_error("no_answer: timed out")[1] == "timed out"
