"""What a seal takes from the register and the entry windows, kept beside what follows from it."""

from collections.abc import Collection

from grades.models import MarkSheet, SealedStay
from grades.selectors.days import SheetDays, days_of_sheets, undue_kinds
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import OwnSubjects, own_subjects, reported_for, sits_in_class

FROZEN = ["undue", "is_counted", "is_reported", "taken", "own", "optional"]


def freeze_stays(
    class_group: ClassGroup,
    term: Term,
    own: OwnSubjects | None = None,
    only: Collection[int] | None = None,
) -> None:
    """Keep what the register and the windows say now of each stay with lines on the class's sheets.

    `only` are enrolments: those whose sealed results an amendment computes anew. Seven queries.
    """
    sheets = list(MarkSheet.objects.filter(class_group=class_group, term=term))
    stays = Enrolment.objects.filter(records__sheet__in=sheets).distinct()
    if only is not None:
        stays = stays.filter(pk__in=only)
    reported = Enrolment.objects.filter(reported_for(term), class_group=class_group)
    reported_ids = set(reported.values_list("pk", flat=True))
    own = own or own_subjects(class_group)
    taught = {sheet.subject_id for sheet in sheets}
    days = list(days_of_sheets(sheets).values())
    rows = [_frozen(stay, term, own, taught, days, stay.pk in reported_ids) for stay in stays]
    SealedStay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["enrolment", "term"], update_fields=FROZEN
    )


def _frozen(
    stay: Enrolment,
    term: Term,
    own: OwnSubjects,
    taught: Collection[int],
    days: Collection[SheetDays],
    is_reported: bool,
) -> SealedStay:
    own_list = own.own_list(stay.pk, taught)
    undue = {kind for each in days for kind in undue_kinds(stay, each) if kind}
    return SealedStay(
        school_id=stay.school_id,
        enrolment=stay,
        term=term,
        undue=sorted(undue),
        is_counted=sits_in_class(stay, term),
        is_reported=is_reported,
        taken=sorted(pk for pk in taught if own.takes(stay.pk, pk)),
        own=None if own_list is None else sorted(own_list),
        optional=sorted(own.optional),
    )
