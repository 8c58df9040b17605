"""Sheets that go from one teacher to another."""

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from grades.models import MarkChange, MarkSheet
from staffing.selectors.drafts import SheetAtWork


def sheets_at_work(
    class_ids: Collection[int], day: datetime.date
) -> dict[tuple[int, int], SheetAtWork]:
    """The sheets of the term of the day, by class and subject: one query.

    (eduportal.registry.SHEETS_AT_WORK)
    """
    sheets = MarkSheet.objects.filter(
        class_group__in=class_ids, term__starts_on__lte=day, term__ends_on__gte=day
    )
    begun = Exists(MarkChange.objects.filter(sheet=OuterRef("pk"), school=OuterRef("school")))
    return {
        (sheet.class_group_id, sheet.subject_id): SheetAtWork(
            sheet.term.get_number_display(), sheet.state, sheet.is_begun
        )
        for sheet in sheets.select_related("term").annotate(is_begun=begun)
    }
