"""Schools that rows of a file name by their official codes, and by name beside it."""

import re
from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_noop

from eduportal.core.text import search_key
from eduportal.imports.importer import Importer
from eduportal.imports.record_columns import Column
from eduportal.imports.records import Record
from eduportal.workbooks.cells import code_value, text_value
from schools.models import School

MESSAGES = {
    "school_unknown": gettext_noop(
        "No school has the code “%(value)s”. Correct it, or enter the school first."
    ),
    "school_differs": gettext_noop(
        "The code %(value)s is that of “%(name)s”, not of “%(other)s”: the list may be one row off."
    ),
}
COLUMNS = (
    Column(
        "school_code",
        gettext_noop("School code"),
        ("Mã trường", "Mã trường học", "Mã cơ sở giáo dục", "Mã đơn vị", "School code"),
        code_value,
        required=True,
        is_compared=False,
    ),
    Column(
        "school_name",
        gettext_noop("School"),
        ("Tên trường", "Trường", "Đơn vị", "Tên đơn vị", "Tên cơ sở giáo dục", "School"),
        text_value,
        is_compared=False,
    ),
)
# The kinds of schools, which lists write in full, in short or not at all.
KINDS = (
    "trường trung học cơ sở phổ thông tiểu mầm non mẫu giáo th thcs thpt mn tt gdtx gdnn trung tâm"
)
KIND_WORDS = set(search_key(KINDS).split())


def names_of(records: Sequence[Record], which: str = "school") -> dict[str, str]:
    """The names of the schools of these rows, by code: one query.

    `which` begins the keys of the columns of code and name.
    """
    codes: Collection[str] = {record.given.get(f"{which}_code") or "" for record in records}
    return dict(School.objects.filter(code__in=codes).values_list("code", "name"))


def require_school(
    importer: Importer, record: Record, schools: Mapping[str, str], which: str = "school"
) -> None:
    """The school of the code must be there, and be the one the row names."""
    if f"{which}_code" not in record.given:
        return
    code, name = record.given[f"{which}_code"], record.given.get(f"{which}_name", "")
    place = record.row.place(f"{which}_code")
    known = schools.get(code)
    if known is None:
        record.refuse(importer.problem("school_unknown", place, value=code[:50]))
    elif name and not _alike(name, known):
        told = {"value": code, "name": known, "other": name[:100]}
        record.refuse(importer.problem("school_differs", place, **told))


def _alike(written: str, known: str) -> bool:
    """Whether two names of a school may be one: one may leave words of the other out."""
    first, second = (
        set(re.findall(r"\w+", search_key(text))) - KIND_WORDS for text in (written, known)
    )
    return first <= second or second <= first
