"""The file that goes with a step of a task."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.core.text import nfc, visible
from eduportal.todo.models import TaskMessage
from eduportal.todo.services.errors import TaskRefused

MEGABYTE = 1024 * 1024
ALL_COPIES = 100 * MEGABYTE
NAME_LENGTH = TaskMessage._meta.get_field("file_name").max_length or 0
# What a file begins with, by the kind it is then taken for; the name it comes with says nothing.
# Spreadsheets and texts of today's offices are archives: the name tells which.
BEGINNINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf"}
ARCHIVE = b"PK\x03\x04"
OFFICE_KINDS = ("xlsx", "docx")


def fields_of(file: "File[bytes] | None", copies: int = 1) -> dict[str, Any]:
    """The columns of a message that hold the file, none without one; raises TaskRefused.

    It is kept once for each of `copies` tasks, so that the more there are the smaller it may be.
    """
    if file is None:
        return {}
    limit = min(settings.EDUPORTAL_EVIDENCE_LIMIT_BYTES, ALL_COPIES // copies)
    if file.size > limit:
        text = _(
            "The file has %(size)s MB; for so many tasks the largest one taken has %(limit)s MB."
        )
        size, most = file.size / MEGABYTE, limit / MEGABYTE
        raise TaskRefused(text % {"size": grouped_text(size, 1), "limit": grouped_text(most, 1)})
    name = visible(nfc(PurePath((file.name or "").replace("\\", "/")).name))
    file.seek(0)
    content = file.read()
    kind = _kind_of(content, name)
    if not kind:
        raise TaskRefused(
            _("The file is no picture (JPEG, PNG), no PDF and no Excel or Word file.")
        )
    return {"file_name": name[-NAME_LENGTH:] or kind, "file_kind": kind, "content": content}


def _kind_of(content: bytes, name: str) -> str:
    if content.startswith(ARCHIVE):
        kind = name.rpartition(".")[2].lower()
        return kind if kind in OFFICE_KINDS else ""
    return next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), "")
