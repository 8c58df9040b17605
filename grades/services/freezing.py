"""What a seal takes from the register and the entry windows, kept beside what follows from it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from grades.models import MarkSheet, SealedStay
from grades.selectors.days import SheetDays, days_of_sheets, undue_between
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import OwnSubjects, own_subjects, reported_for, sits_in_class

FROZEN = ["undue", "is_counted", "is_reported", "taken", "own", "optional"]


def freeze_stays(
    class_group: ClassGroup,
    term: Term,
    own: OwnSubjects | None = None,
    only: Collection[int] | None = None,
    sheets: Sequence[MarkSheet] | None = None,
) -> None:
    """Keep what the register and the windows say now of each stay with lines on the class's sheets.

    `only` are enrolments: those whose sealed results an amendment computes anew. Seven queries,
    four where the class's `sheets` and `own` subjects are at hand.
    """
    sheets = sheets or list(MarkSheet.objects.filter(class_group=class_group, term=term))
    stays = Enrolment.objects.filter(records__sheet__in=sheets).distinct()
    if only is not None:
        stays = stays.filter(pk__in=only)
    reported = Enrolment.objects.filter(reported_for(term), class_group=class_group)
    reported_ids = set(reported.values_list("pk", flat=True))
    own = own or own_subjects(class_group)
    taught = {sheet.subject_id for sheet in sheets}
    undue = _undue(stays, list(days_of_sheets(sheets).values()))
    rows = [
        _frozen(stay, term, own, taught, undue[stay.starts_on, stay.ends_on], reported_ids)
        for stay in stays
    ]
    SealedStay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["enrolment", "term"], update_fields=FROZEN
    )


def _undue(
    stays: Iterable[Enrolment], days: Collection[SheetDays]
) -> dict[tuple[date, date | None], list[str]]:
    """The kinds of columns that were not due, by the first and last day of a stay.

    Almost all of a class have sat in it on the same days.
    """
    return {
        (first, last): sorted({kind for each in days for kind in undue_between(first, last, each)})
        for first, last in {(stay.starts_on, stay.ends_on) for stay in stays}
    }


def _frozen(
    stay: Enrolment,
    term: Term,
    own: OwnSubjects,
    taught: Collection[int],
    undue: Sequence[str],
    reported_ids: Collection[int],
) -> SealedStay:
    own_list = own.own_list(stay.pk, taught)
    return SealedStay(
        school_id=stay.school_id,
        enrolment=stay,
        term=term,
        undue=[kind for kind in undue if kind],
        is_counted=sits_in_class(stay, term),
        is_reported=stay.pk in reported_ids,
        taken=sorted(pk for pk in taught if own.takes(stay.pk, pk)),
        own=None if own_list is None else sorted(own_list),
        optional=sorted(own.optional),
    )
