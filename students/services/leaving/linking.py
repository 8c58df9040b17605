"""Links by which an institution without an account hands over one list."""

import datetime
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from students.choices import RowState
from students.models import LeaverCohort, UploadLink
from students.paths.vocabulary import LISTED
from students.services.leaving.lists import Source, receive_list
from students.services.leaving.reading import ListRefused, read_list

GOOD_FOR = datetime.timedelta(days=14)
LONGEST_CODE = 100


class LinkOver(Exception):
    """A code that opens nothing: wrong, used, or out of time. One answer for all three."""


def make_link(*, cohort: LeaverCohort, institution: str, kind: str, by: User) -> str:
    """Make a link and return its code, which can be read only now. Raises ListRefused."""
    if kind not in LISTED:
        raise ListRefused([_("No institution of this kind keeps lists of learners.")])
    code = secrets.token_urlsafe(24)
    UploadLink.objects.create(
        cohort=cohort,
        institution=institution,
        kind=kind,
        digest=_digest(code),
        ends_at=timezone.now() + GOOD_FOR,
        made_by=by,
    )
    return code


def open_link(code: str) -> UploadLink:
    """The link of the code. Raises LinkOver."""
    return _good(code, UploadLink.objects.all())


def use_link(*, code: str, as_of: datetime.date, content: bytes, name: str) -> list[RowState]:
    """Take the list in and use the link up. Raises LinkOver and ListRefused, which keep it good."""
    open_link(code)
    rows = read_list(content, name)
    with transaction.atomic():
        link = _good(code, UploadLink.objects.select_for_update(of=("self",)))
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        source = Source(link.cohort, link.institution, link.kind, as_of, link.institution, link)
        return receive_list(source, rows)


def _good(code: str, links: "QuerySet[UploadLink]") -> UploadLink:
    found = links.filter(digest=_digest(code), used_at=None, ends_at__gt=timezone.now())
    link = found.select_related("cohort__school_year").first()
    if link is None or not link.made_by.is_active:
        raise LinkOver
    return link


def _digest(code: str) -> str:
    return salted_hmac("students.upload_link", code, algorithm="sha256").hexdigest()
