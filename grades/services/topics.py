"""The mark book follows the register of study topics: columns come and go with who studies them."""

from django.utils.translation import gettext as _

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.services.moving import lock_sheets
from grades.services.sheets import open_lines_for
from schools.models import ClassGroup, Term
from schools.services import lock_classes
from students.selectors import sits_in_class, study_topics
from students.services import BadChoices


def follow_topics(class_group: ClassGroup) -> None:
    """Bring the class's sheets up to date (eduportal.registry.ON_TOPICS_CHOSEN).

    Terms that are sealed stay as they are. Raises BadChoices where all of the year are, and where
    a student has a mark of topics that are not studied any more.
    """
    lock_classes([class_group.pk])
    lock_sheets([class_group.pk])
    if problems := _sealed(class_group) or _marked(class_group):
        raise BadChoices(problems)
    open_lines_for(class_group_ids=[class_group.pk])


def _sealed(class_group: ClassGroup) -> list[str]:
    sealed = MarkSheet.objects.filter(class_group=class_group, state=SheetState.SEALED)
    terms = Term.objects.filter(school_year=class_group.school_year_id)
    if terms.exclude(pk__in=sealed.values("term")).exists():
        return []
    return [
        _("Class %(class)s is sealed for %(year)s: its study topics do not change any more.")
        % {"class": class_group.name, "year": class_group.school_year.code}
    ]


def _marked(class_group: ClassGroup) -> list[str]:
    """A sentence for each mark of topics that the student would not study."""
    topics = study_topics(class_group)
    lines = MarkRecord.objects.filter(sheet__class_group=class_group, sheet__has_topic=True)
    lines = lines.exclude(sheet__state=SheetState.SEALED)
    return [
        _("%(student)s has a mark of the study topics of %(subject)s (%(term)s). Clear it first.")
        % {
            "student": line.enrolment.student.full_name,
            "subject": line.sheet.subject.name,
            "term": line.sheet.term.get_number_display(),
        }
        for line in lines.select_related("enrolment__student", "sheet__subject", "sheet__term")
        if line.regular[-1] is not None
        and sits_in_class(line.enrolment, line.sheet.term)
        and not topics.studies(line.enrolment_id, line.sheet.subject_id)
    ]
