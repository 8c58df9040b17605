"""Typst behind one call. The same data and moment give the same bytes.

Data reach a template only as JSON in `sys.inputs.data`, so that no text is ever taken for markup.
The fonts are the vendored ones alone, so that a paper looks the same on every machine.
"""

import datetime
import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from typst import PDFStandard

FONTS = Path(__file__).parent / "fonts"
# Open format for permanent keeping, and readable by screen readers.
STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]
# A paper of one text, to find the one that no font has the letters of.
_PROBE = b"""#set document(title: "-")
#set text(font: "Liberation Serif", lang: "vi")
#sys.inputs.data
"""


class UnprintableText(ValueError):
    """A text with a sign that the fonts of the papers do not have."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


def render_pdf(template: Path, data: Mapping[str, Any], moment: datetime.datetime) -> bytes:
    """The paper as PDF/A-2a; `moment` is said to be when it was made. Raises UnprintableText."""
    composed = _composed(data)
    try:
        return _compiled(template.read_bytes(), json.dumps(composed, ensure_ascii=False), moment)
    except (typst.TypstError, UnicodeEncodeError):
        for text in _texts(composed):
            if not _is_printable(text, moment):
                raise UnprintableText(text) from None
        raise


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(FONTS.parents[1]), font_paths=typst.Fonts(False, False, [FONTS]))


def _compiled(source: bytes, data: str, moment: datetime.datetime) -> bytes:
    made = _compiler().compile(
        input=source,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=STANDARDS,
        timestamp=moment.replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


def _is_printable(text: str, moment: datetime.datetime) -> bool:
    try:
        _compiled(_PROBE, text, moment)
    except (typst.TypstError, UnicodeEncodeError):
        return False
    return True


def _composed(value: Any) -> Any:
    """The same data with every text in composed letters: PDF keeps them as they are given."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {key: _composed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(each) for each in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
