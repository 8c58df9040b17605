"""Which subject a text means: by its official, short or usual name."""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from eduportal.workbooks.cells import fold

# Names in use beside the official ones of the programme.
ALIASES = {
    "van": "ngu-van",
    "tieng anh": "ngoai-ngu-1",
    "anh van": "ngoai-ngu-1",
    "tieng anh 1": "ngoai-ngu-1",
    "ngoai ngu": "ngoai-ngu-1",
    "cong dan": "gdcd",
    "su": "lich-su",
    "dia": "dia-li",
    "dia ly": "dia-li",
    "lich su va dia ly": "lich-su-dia-li",
    "su dia": "lich-su-dia-li",
    "ly": "vat-li",
    "li": "vat-li",
    "vat ly": "vat-li",
    "hoa": "hoa-hoc",
    "sinh": "sinh-hoc",
    "tin": "tin-hoc",
    "the duc": "gdtc",
    "quoc phong": "gdqpan",
    "gdqp": "gdqpan",
    "gdqp-an": "gdqpan",
    "giao duc quoc phong": "gdqpan",
    "am nhac": "am-nhac",
    "nghe thuat (am nhac)": "am-nhac",
    "mi thuat": "mi-thuat",
    "nghe thuat (mi thuat)": "mi-thuat",
    "nghe thuat (my thuat)": "mi-thuat",
    "my thuat": "mi-thuat",
    "ktpl": "gdktpl",
    "gdkt va pl": "gdktpl",
    "kinh te va phap luat": "gdktpl",
    "hdtn": "hdtn",
    "hoat dong trai nghiem": "hdtn",
    "hdtnhn": "hdtn",
    "hdtn, hn": "hdtn",
    "hoat dong trai nghiem huong nghiep": "hdtn",
    "giao duc dia phuong": "gddp",
    "noi dung giao duc dia phuong": "gddp",
    "tieng dan toc": "tieng-dtts",
    "th-cn (tin hoc)": "tin-hoc-cong-nghe",
    "th-cn": "tin-hoc-cong-nghe",
    "tin hoc - cong nghe": "tin-hoc-cong-nghe",
}


class Named(Protocol):
    """What tells subjects apart."""

    code: str
    name: str
    short_name: str


Subject = TypeVar("Subject", bound=Named)


def find_subject(text: str, subjects: Iterable[Subject]) -> Subject | None:
    """The subject that goes by this name, by its code, or by a usual name; None if it is none."""
    wanted = _plain(text)
    by_code = {subject.code: subject for subject in subjects}
    for subject in by_code.values():
        if wanted in (_plain(subject.name), _plain(subject.short_name), _plain(subject.code)):
            return subject
    return by_code.get(ALIASES.get(wanted, ""))


def _plain(text: str) -> str:
    return re.sub(r"\s*&\s*", "&", fold(text))
