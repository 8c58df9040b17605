"""The only writer of the sentences teachers keep for comments."""

from django.utils.translation import gettext as _

from grades.cells import CellRefused
from grades.homeroom_cells import parse_field
from grades.models import CommentPhrase
from grades.rules.levels import Level

MOST_KEPT = 200


def keep_phrase(
    *, school_id: int, user_id: int, subject_id: int | None, band: int, text: str
) -> CommentPhrase:
    """Keep one sentence in a teacher's bank; one that is there stays. Raises CellRefused."""
    words = str(parse_field("comment", text) or "")
    if not words:
        raise CellRefused(_("Write the sentence first."))
    if band not in [level.value for level in Level]:
        raise CellRefused(_("Choose a band first."))
    own = CommentPhrase.objects.filter(school=school_id, user=user_id)
    if own.count() >= MOST_KEPT:
        said = _("Your bank holds %(most)d sentences. Remove one first.")
        raise CellRefused(said % {"most": MOST_KEPT})
    place = {"subject": subject_id, "band": band, "text": words}
    if (found := own.filter(**place).first()) is not None:
        return found
    return CommentPhrase.objects.create(
        school_id=school_id, user_id=user_id, subject_id=subject_id, band=band, text=words
    )


def drop_phrase(*, user_id: int, phrase_id: int) -> int:
    """Remove one of the person's own sentences; returns how many went."""
    return CommentPhrase.objects.filter(user=user_id, pk=phrase_id).delete()[0]
