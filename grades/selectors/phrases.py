"""The comment bank of one teacher: own sentences first, then those the portal begins with."""

from collections.abc import Mapping
from typing import Any

from grades.models import CommentPhrase
from grades.rules.levels import Level
from grades.rules.phrases import HOMEROOM, SUBJECT

# As many as there are number keys.
MOST_SHOWN = 9


def phrases_of(
    school_id: int, user_id: int | None, subject_id: int | None
) -> dict[int, list[dict[str, Any]]]:
    """The sentences by band, {"id", "text"} each; `id` is 0 for those of the portal: one query.

    Without a subject they are for the homeroom comment.
    """
    own = CommentPhrase.objects.filter(school=school_id, user=user_id, subject=subject_id)
    shipped: Mapping[Level, tuple[str, ...]] = HOMEROOM if subject_id is None else SUBJECT
    found: dict[int, list[dict[str, Any]]] = {level.value: [] for level in Level}
    for each in own.order_by("-pk"):
        found[each.band].append({"id": each.pk, "text": each.text})
    for level, texts in shipped.items():
        kept = {each["text"] for each in found[level.value]}
        found[level.value] += [{"id": 0, "text": text} for text in texts if text not in kept]
    return {band: each[:MOST_SHOWN] for band, each in found.items()}
