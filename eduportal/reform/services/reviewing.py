"""Reviews: made from frozen figures, written once, approved by another, corrected as a version."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.reform.choices import ReviewKind, ReviewState
from eduportal.reform.models import Review, Scheme
from eduportal.reform.selectors.frozen import frozen_lines
from eduportal.reform.services.errors import ReformRefused, refuse_if

State = ReviewState


def make_review(*, scheme: Scheme, kind: ReviewKind, user: User) -> Review:
    """The next version of a review, with the figures of today and the words of the one before.

    Raises ReformRefused while one of this kind is not approved.
    """
    with transaction.atomic():
        # Two who make one at once get one after the other.
        Scheme.objects.select_for_update(of=["self"]).get(pk=scheme.pk)
        same = Review.objects.filter(scheme=scheme, kind=kind)
        if same.exclude(state=State.APPROVED).exists():
            raise ReformRefused([_("A review of this kind is being written: finish that first.")])
        last = same.order_by("-version").first()
        words = {name: getattr(last, name) for name in WORDS} if last else {}
        return Review.objects.create(
            scheme=scheme,
            kind=kind,
            version=(same.aggregate(last=Max("version"))["last"] or 0) + 1,
            as_of=timezone.localdate(),
            lines=frozen_lines(scheme),
            made_by=user,
            **words,
        )


WORDS = ("reached", "causes", "ahead")


def write_words(*, review: Review, shown: int, words: Mapping[str, str], user: User) -> None:
    """The texts of a draft. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(review, shown, State.DRAFT)
        for name in WORDS:
            setattr(row, name, words[name])
        row.written_by = user
        row.save(update_fields=[*WORDS, "written_by"])


def hand_in(*, review: Review, shown: int, user: User, text: str = "") -> None:
    """Written: another person approves it. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(review, shown, State.DRAFT)
        missing = not row.causes.strip() and any(
            each["standing"] == "missed" for line in row.lines for each in line["indicators"]
        )
        refuse_if([_("A target has been missed: write why.")] if missing else [])
        row.state, row.sent_back, row.written_by = State.SUBMITTED, "", user
        row.save(update_fields=["state", "sent_back", "written_by"])


def approve(*, review: Review, shown: int, user: User, text: str = "") -> None:
    """From now on it never changes. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(review, shown, State.SUBMITTED)
        if user.pk in (row.made_by_id, row.written_by_id):
            raise ReformRefused([_("You have written this review: another person approves it.")])
        row.state, row.approved_by, row.approved_at = State.APPROVED, user, timezone.now()
        row.save(update_fields=["state", "approved_by", "approved_at"])


def send_back(*, review: Review, shown: int, user: User, text: str) -> None:
    """To be written on, for this reason; whoever wrote it may take it back so. ReformRefused."""
    with transaction.atomic():
        row = _locked(review, shown, State.SUBMITTED)
        refuse_if([] if text.strip() else [_("Give the reason.")])
        row.state, row.sent_back = State.DRAFT, text
        row.save(update_fields=["state", "sent_back"])


def throw_away(*, review: Review, shown: int, user: User, text: str = "") -> None:
    """Remove a draft. Raises ReformRefused."""
    with transaction.atomic():
        _locked(review, shown, State.DRAFT).delete()


def _locked(review: Review, shown: int, state: State) -> Review:
    row = Review.objects.select_for_update(of=["self"]).filter(pk=review.pk).first()
    if row is None or row.revision != shown:
        raise ReformRefused(
            [_("This has been changed since this page was opened. Nothing was saved; reload it.")]
        )
    if row.state != state:
        raise ReformRefused([_("The review is not in a state that allows this.")])
    Review.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    row.revision += 1
    return row
