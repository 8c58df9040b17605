"""What others brought into a teacher's sheets by file: the teacher is told."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils import timezone

from grades.models import MarkChange, MarkSheet

TOLD_FOR = datetime.timedelta(days=14)


@dataclass(frozen=True)
class BroughtIn:
    """One file that changed lines of one sheet: who brought it, when, how many students' lines."""

    sheet: MarkSheet
    by: str
    at: datetime.datetime
    lines: int


def brought_in_by_others(sheets: Sequence[MarkSheet], user_id: int) -> list[BroughtIn]:
    """Files of the last two weeks that others brought into these sheets, newest first.

    One query; none without sheets.
    """
    by_id = {sheet.pk: sheet for sheet in sheets}
    if not by_id:
        return []
    changes = MarkChange.objects.filter(
        school__in={sheet.school_id for sheet in sheets},
        sheet__in=by_id,
        door="import",
        at__gte=timezone.now() - TOLD_FOR,
    ).exclude(actor=user_id)
    files = changes.values("sheet_id", "operation", "actor__full_name")
    counted = files.annotate(last=Max("at"), lines=Count("record_id", distinct=True))
    return [
        BroughtIn(
            by_id[file["sheet_id"]], file["actor__full_name"] or "", file["last"], file["lines"]
        )
        for file in counted.order_by("-last")
    ]
