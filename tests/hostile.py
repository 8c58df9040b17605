"""What no honest request holds: texts, addresses, bodies and headers, the same in every run."""

import json
import re
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x0b\x1b\x7f",
    "\u202egpj.exe",
    "\ufffd",
    "²",
    "٣",
    "1e400",
    "-1",
    "NaN",
    "9" * 30,
    "9" * 5_000,
    "a" * 100_000,
    "e" + "\u0301" * 3_000,
    "'; drop table grades_markrecord; --",
    "%",
    "{{ 7 * 7 }}<script>",
    "\r\nX-Injected: yes",
    "../../../etc/passwd",
    "💥",
]
# Enough where the persona is turned away, and where every field is tried by itself.
FEW = ["\x00", "²", "9" * 30, "a" * 100_000]
# Texts that only JSON can bring.
IN_JSON = [*TEXTS, "\ud800", "\udfff\ud800", "a\u0000"]
# As they stand in an address.
ENCODED = [
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%ff",
    "%C2%B2",
    "%D9%A3",
    "%E2%80%AE",
    "%",
    "%zz",
    "1e400",
    "-1",
    "9" * 30,
    "9" * 3_000,
    "a" * 3_000,
    "%0d%0aX-Injected:%20yes",
    "..%2f..%2fetc%2fpasswd",
    "%27%20or%201=1",
    "%F0%9F%92%A5",
]
FEW_ENCODED = ["%00", "%C2%B2", "9" * 30]
FIELD_NAMES = ["\x00", "m-²-gk", "m-٣-gk", f"m-{'9' * 5_000}-gk", "m-1-\x00", "m-1-" + "x" * 999]
VALUES = [
    *IN_JSON,
    None,
    True,
    0,
    -1,
    2**63,
    10**30,
    1.5,
    [],
    {},
    [[]],
    {"\x00": "\ud800"},
]
BODIES = [
    b"",
    b"{",
    b"\x00",
    b"\xff\xfe",
    b"null",
    b"1e400",
    b"NaN",
    b"-Infinity",
    b'"\\ud800"',
    b"9" * 5_000,
    b"[" * 100_000,
    b'{"ops":' * 20_000,
    b'{"ops": 1e400}',
    b'{"ops": [null]}',
    b'{"ops": {}, "ops": []}',
    json.dumps({"\x00": "\ud800"}).encode(),
    b'{"a": ' + b"x" * 3_000_000 + b"}",
]
BOUNDARY = "hostile"
WHOLE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a\x00"; filename="\x00.xlsx"\r\n'
    f"Content-Type: \x00\r\n\r\n\x00\r\n--{BOUNDARY}--\r\n"
).encode()


@dataclass(frozen=True)
class Odd:
    """A request that is wrong as a whole: its body, what it says of it, and its headers."""

    label: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: dict[str, str] = field(default_factory=dict)


# Quoted as a cookie may be: the value ends with NUL.
COOKIE = 'sessionid="aaaaaaaaaaaa\\000"; csrftoken="\\000"'
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
ODD = [
    Odd("NUL in the names of a part", WHOLE, MULTIPART),
    Odd("truncated multipart", WHOLE[:60], MULTIPART),
    Odd("multipart without a boundary", WHOLE, "multipart/form-data"),
    Odd("multipart with another boundary", WHOLE, "multipart/form-data; boundary=" + "x" * 300),
    Odd("bad base64", WHOLE.replace(b"Type:", b"Transfer-Encoding: base64\r\nX:"), MULTIPART),
    Odd("charset idna", WHOLE, f"{MULTIPART}; charset=idna"),
    Odd("charset unicode_escape", b"a=%5Cud800", "multipart/form-data; charset=unicode_escape"),
    Odd("charset rot13", b"a=b", "application/x-www-form-urlencoded; charset=rot13"),
    Odd("charset utf-16", b"a=b", "application/x-www-form-urlencoded; charset=utf-16"),
    Odd("charset of nobody", b"{}", "application/json; charset=\x7f"),
    Odd("bytes of no text", b"a=\xff&\xed\xa0\x80=%ff&%=%zz&=&&"),
    Odd("too many fields", b"&".join([b"a=1"] * 5_001)),
    Odd("too large a form", b"a=" + b"x" * 3_000_000),
    Odd("no content type", b"a=b", ""),
    Odd("a content type of nobody", b"<a/>", "text/xml; a=;;=\x01"),
    Odd("JSON called text", b'{"ops": []}', "text/plain"),
    Odd("hostile host", headers={"HTTP_HOST": "a b/\\'.example"}),
    Odd(
        "hostile session",
        headers={"HTTP_COOKIE": COOKIE},
    ),
    Odd("hostile messages", headers={"HTTP_COOKIE": "messages=.:\x7f; django_language=\x7f; ==;"}),
    Odd("hostile languages", headers={"HTTP_ACCEPT_LANGUAGE": "vi;q=²," * 300}),
    Odd("hostile accept", headers={"HTTP_ACCEPT": "application/json; indent=9e9, ;;/, */*;q=x"}),
    Odd("hostile request id", headers={"HTTP_X_REQUEST_ID": "\r\n\x00" * 9}),
    Odd("hostile address", headers={"HTTP_X_FORWARDED_FOR": "²,\x00,999.1.1.1" * 9}),
    Odd("hostile referer", headers={"HTTP_REFERER": "http://[\x00"}),
    Odd("hostile token", headers={"HTTP_AUTHORIZATION": "Token \x00\xff"}),
    Odd("hostile length", headers={"CONTENT_LENGTH": "²"}),
    Odd("hostile htmx", headers={"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[\x00"}),
]
PAGED = ["page_size", "cursor"]
READS = re.compile(
    r"""(?:request\.GET(?:\.get\(|\[)|one_of\(request,|(?:code|text)_of\(request\.GET,)\s*"(\w+)\""""
)
POSTED = re.compile(r"""request\.POST(?:\.get\(|\[)\s*"(\w+)\"""")


class _Fields(HTMLParser):
    """Names and values of the fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in ("input", "select", "textarea", "button") and given.get("name"):
            self.found.setdefault(str(given["name"]), given.get("value") or "")


def fields_of(page: str) -> dict[str, str]:
    parser = _Fields()
    parser.feed(page)
    return parser.found


def kinds(names: list[str]) -> list[str]:
    """One name of each kind: "m-17-gk" and "m-18-gk" are the same field to the portal."""
    return list({re.sub(r"\d+", "0", name): name for name in names}.values())


def batches(sound: dict[str, Any]) -> list[Any]:
    """One sound edit of a cell with each of its values replaced by each hostile one."""
    bad = [
        {"ops": [{**sound, "op": str(uuid.UUID(int=number)), name: value}]}
        for number, (name, value) in enumerate((name, value) for name in sound for value in VALUES)
    ]
    return [*bad, *({"ops": value} for value in VALUES), *VALUES]
