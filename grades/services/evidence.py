"""Files that show why an amendment is right."""

import hashlib
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.text import nfc, visible
from grades.models import Amendment, Evidence
from grades.services.errors import AmendmentRefused

MEGABYTE = 1024 * 1024
NAME_LENGTH = Evidence._meta.get_field("file_name").max_length or 0
# What a file begins with, by the kind it is then taken for; the name it comes with says nothing.
BEGINNINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf"}
LONGEST_BEGINNING = 12


def kind_of(beginning: bytes) -> str:
    """The kind of file by its first twelve bytes; empty for one that is not taken."""
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in BEGINNINGS.items() if beginning.startswith(start)), "")


def problem_of(file: "File[bytes] | None") -> str:
    """Why the file is not taken, in a sentence; empty if it is."""
    if file is None:
        return _("Add a picture of the paper with the mark, or the minutes.")
    limit = settings.EDUPORTAL_EVIDENCE_LIMIT_BYTES
    if file.size > limit:
        return _("The file has %(size)d MB; the largest one taken has %(limit)d MB.") % {
            "size": -(-file.size // MEGABYTE),
            "limit": limit // MEGABYTE,
        }
    file.seek(0)
    if not kind_of(file.read(LONGEST_BEGINNING)):
        return _("The file is no picture (JPEG, PNG, WebP) and no PDF.")
    return ""


def keep_evidence(amendment: Amendment, file: "File[bytes]", by: User) -> Evidence:
    """Store the file under a name that cannot be guessed; raises AmendmentRefused."""
    if problem := problem_of(file):
        raise AmendmentRefused([problem])
    file.seek(0)
    content = file.read()
    name = visible(nfc(PurePath((file.name or "").replace("\\", "/")).name))
    kept = Evidence(
        school_id=amendment.school_id,
        amendment=amendment,
        file_name=name[-NAME_LENGTH:] or _("evidence"),
        kind=kind_of(content[:LONGEST_BEGINNING]),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        added_by=by,
    )
    file.seek(0)
    kept.file.save(uuid.uuid4().hex, file, save=False)
    try:
        kept.save()
    except Exception:
        kept.file.storage.delete(str(kept.file.name))
        raise
    return kept
