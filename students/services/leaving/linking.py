"""Links by which an institution without an account hands over one list."""

import datetime
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import ACTIONS, Role
from eduportal.scoping.actions import Action
from students.models import EnrolmentList, LeaverCohort, UploadLink
from students.paths.vocabulary import LISTED
from students.services.leaving.lists import NO_KIND, Source, hand_over
from students.services.leaving.reading import ListRefused

GOOD_FOR = datetime.timedelta(days=14)
LONGEST_CODE = 100


class LinkOver(Exception):
    """A code that opens nothing: wrong, used, or out of time. One answer for all three."""


def make_link(*, cohort: LeaverCohort, institution: str, kind: str, by: User) -> str:
    """Make a link and return its code, which can be read only now. Raises ListRefused."""
    if kind not in LISTED[cohort.group]:
        raise ListRefused([(NO_KIND, {})])
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


def use_link(*, code: str, as_of: datetime.date, content: bytes, name: str) -> EnrolmentList:
    """Take the file in and use the link up; a file that cannot be read makes it good again.

    Raises LinkOver and ListRefused, which keep it good.
    """
    with transaction.atomic():
        link = _good(code, UploadLink.objects.select_for_update(of=("self",)))
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        source = Source(link.cohort, link.institution, link.kind, as_of, link.institution, link)
        return hand_over(source, content, name)


def handed_over(code: str) -> EnrolmentList | None:
    """The list that came by this code, as long as the link would be good; None before one came.

    Raises LinkOver.
    """
    in_time = UploadLink.objects.filter(digest=_digest(code), ends_at__gt=timezone.now())
    link = in_time.first()
    if link is None:
        raise LinkOver
    return EnrolmentList.objects.filter(link=link).first()


def _good(code: str, links: "QuerySet[UploadLink]") -> UploadLink:
    found = links.filter(digest=_digest(code), used_at=None, ends_at__gt=timezone.now())
    link = found.select_related("cohort__school_year").first()
    if link is None or not _may_still(link.made_by):
        raise LinkOver
    return link


def _may_still(maker: User) -> bool:
    """Whether who made a link may match lists today."""
    roles = [role for role in Role if Action.MATCH_LEAVERS in ACTIONS[role]]
    held = Membership.objects.in_force().filter(user=maker, role__in=roles)
    return maker.is_active and held.exists()


def _digest(code: str) -> str:
    return salted_hmac("students.upload_link", code, algorithm="sha256").hexdigest()
