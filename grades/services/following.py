"""Sheets that are not sealed follow the regulation set in force."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from grades.cells import average_of
from grades.choices import SheetState
from grades.events import marks_changed
from grades.models import MarkRecord, MarkSheet, RegulationSet
from grades.rules.schemes import built_circulars
from grades.selectors.comparing import compared_classes
from grades.selectors.regulations import sets_in_force
from grades.services.writing import update_records
from schools.models import SchoolYear


def follow_some(most: int) -> int:
    """Let up to `most` classes follow, each whole; returns how many followed.

    Safe to repeat and to run at once: the sheets say which set they stand under.
    """
    done = 0
    for governing, sheets in _behind():
        pairs = sheets.values_list("class_group_id", "term_id").distinct()
        for class_group_id, term_id in pairs[: most - done]:
            follow_class(class_group_id, term_id, governing)
            done += 1
    return done


def follow_class(class_group_id: int, term_id: int, governing: RegulationSet) -> None:
    """Put the sheets of a class's term under the set, results with them.

    A class of which anything is sealed keeps its set. Marks stay as they are; columns do too,
    because a set with others is not put into force for sheets that are open.
    """
    with transaction.atomic():
        sheets = list(
            MarkSheet.objects.select_for_update(of=("self",))
            .filter(class_group=class_group_id, term=term_id)
            .order_by("pk")
        )
        stays = all(sheet.regulation_id == governing.pk for sheet in sheets)
        if stays or any(sheet.state == SheetState.SEALED for sheet in sheets):
            return
        for sheet in sheets:
            sheet.regulation = governing
        _average_again(sheets)
        MarkSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(
            regulation=governing, revision=F("revision") + 1, changed_at=timezone.now()
        )
        marks_changed(sheets[0].school_id, class_group_id, term_id)


def _average_again(sheets: list[MarkSheet]) -> None:
    by_id = {sheet.pk: sheet for sheet in sheets}
    changed = []
    for record in MarkRecord.objects.filter(sheet__in=by_id).order_by("pk"):
        record.sheet = by_id[record.sheet_id]
        before, record.average = record.average, average_of(record)
        if record.average != before:
            changed.append(record)
    if changed:
        update_records(changed)


def _behind() -> Iterator[tuple[RegulationSet, "QuerySet[MarkSheet]"]]:
    """Each set in force with the open sheets of its years that stand under another one."""
    sealed = MarkSheet.objects.filter(
        class_group=OuterRef("class_group"), term=OuterRef("term"), state=SheetState.SEALED
    )
    for circular in built_circulars():
        for year in SchoolYear.objects.order_by("code"):
            governing = sets_in_force(circular.code, year.code).first()
            if governing is None:
                continue
            sheets = MarkSheet.objects.filter(
                class_group__in=compared_classes(governing, year), term__school_year=year
            )
            yield governing, sheets.exclude(regulation=governing).exclude(Exists(sealed))
