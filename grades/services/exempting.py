"""The mark book follows the register's exemptions: no line says otherwise than its decision."""

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from grades.choices import AmendmentState, SheetState, Step
from grades.events import marks_changed
from grades.models import AmendedCell, MarkRecord, MarkSheet
from grades.selectors.days import cells_due, days_of_sheets
from grades.services.fitting import differing_from_register, fit_exemptions
from grades.services.steps import record_step
from schools.services import lock_classes
from students.models import Student
from students.services import StayRefused


def follow_exemptions(student: Student) -> None:
    """Bring the student's lines up to date (eduportal.registry.ON_EXEMPTIONS_CHANGED).

    A handed-in sheet on which cells are asked for again goes back to its teacher. Raises
    StayRefused where a sealed line would change: that needs an amendment.
    """
    lines = MarkRecord.objects.filter(enrolment__student=student)
    lock_classes(set(lines.values_list("sheet__class_group", flat=True)))
    sheets = MarkSheet.objects.filter(records__in=lines).order_by("pk")
    list(MarkSheet.objects.filter(pk__in=sheets.values("pk")).order_by("pk").select_for_update())
    _require_unsealed(lines)
    fitted = fit_exemptions(lines)
    days = days_of_sheets([line.sheet for line in fitted])
    for line in fitted:
        sheet = line.sheet
        if sheet.state == SheetState.SUBMITTED and cells_due(line, days[sheet.pk]):
            reason = _("%(student)s is not exempt any more and has empty cells here.")
            record_step(sheet, Step.RETURN, None, reason % {"student": student.full_name})
        else:
            MarkSheet.objects.filter(pk=sheet.pk).update(
                revision=F("revision") + 1, changed_at=timezone.now()
            )
            marks_changed(sheet.school_id, sheet.class_group_id, sheet.term_id, at_once=True)


def _require_unsealed(lines: "QuerySet[MarkRecord]") -> None:
    sealed = differing_from_register(lines).filter(sheet__state=SheetState.SEALED)
    # An amendment has decided otherwise, under its own decision.
    decided = AmendedCell.objects.filter(name="exempt", amendment__state=AmendmentState.WRITTEN)
    sealed = sealed.exclude(pk__in=decided.values("record"))
    related = ("sheet__subject", "sheet__term", "sheet__class_group")
    problems = [
        _(
            "%(term)s of class %(class)s is sealed, and %(subject)s would count otherwise there. "
            "The decision can be recorded from a later day on; an earlier one needs an amendment "
            "of what is sealed."
        )
        % {
            "term": line.sheet.term.get_number_display(),
            "class": line.sheet.class_group.name,
            "subject": line.sheet.subject.name,
        }
        for line in sealed.select_related(*related)
    ]
    if problems:
        raise StayRefused(problems)
