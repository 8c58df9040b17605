"""What the database itself keeps of homeroom records and absences, whoever writes the SQL."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from grades.models import HomeroomChange, HomeroomRecord
from students.models import Absence, Enrolment, RegisterChange
from tests.factories import (
    AbsenceFactory,
    ClassGroupFactory,
    EnrolmentFactory,
    HomeroomRecordFactory,
    MarkRecordFactory,
    MarkSheetFactory,
)
from tests.factories.marks import set_state

pytestmark = pytest.mark.usefixtures("db_everywhere")


def a_line():
    """A student's line on a sheet that is open."""
    return MarkRecordFactory(complete=True)


def refused(change) -> None:
    with pytest.raises(IntegrityError, match="is sealed"), transaction.atomic():
        change()


def test_each_change_of_a_record_is_kept_with_what_was_before():
    record = HomeroomRecordFactory(conduct=4)
    HomeroomRecord.objects.filter(pk=record.pk).update(conduct=3, comment="Có tiến bộ.")
    HomeroomRecord.objects.filter(pk=record.pk).update(conduct=3)
    born, changed = HomeroomChange.objects.order_by("pk")
    assert born.old is None and born.new["conduct"] == 4
    assert (changed.old["conduct"], changed.new["conduct"]) == (4, 3)
    assert (changed.old["comment"], changed.new["comment"]) == ("", "Có tiến bộ.")


def test_a_record_keeps_its_student_term_and_moment():
    record = HomeroomRecordFactory()
    with pytest.raises(IntegrityError, match="keeps its"), transaction.atomic():
        HomeroomRecord.objects.filter(pk=record.pk).update(moment="midterm")


def test_nothing_of_a_sealed_class_is_said_changed_or_taken_away():
    line = a_line()
    stay, term = line.enrolment, line.sheet.term
    record = HomeroomRecordFactory(enrolment=stay, term=term, conduct=4)
    day = term.starts_on + datetime.timedelta(days=7)
    absence = AbsenceFactory(enrolment=stay, on=day)
    set_state(line.sheet, "sealed")
    refused(lambda: HomeroomRecord.objects.filter(pk=record.pk).update(conduct=3))
    refused(lambda: HomeroomRecord.objects.filter(pk=record.pk).delete())
    refused(lambda: HomeroomRecordFactory(enrolment=stay, term=term, moment="midterm"))
    refused(lambda: Absence.objects.filter(pk=absence.pk).update(excused=True))
    refused(lambda: Absence.objects.filter(pk=absence.pk).delete())
    refused(lambda: AbsenceFactory(enrolment=stay, on=day, session="afternoon"))
    AbsenceFactory(enrolment=stay, on=term.ends_on + datetime.timedelta(days=1))


def test_absences_in_the_former_class_stay_once_the_class_that_reports_the_student_is_sealed():
    line = a_line()
    term = line.sheet.term
    moved = term.starts_on + datetime.timedelta(days=30)
    Enrolment.objects.filter(pk=line.enrolment_id).update(starts_on=moved)
    former = EnrolmentFactory(
        student=line.enrolment.student,
        class_group=ClassGroupFactory(
            school=line.school, school_year=term.school_year, name="Lớp cũ"
        ),
        starts_on=term.starts_on,
        ends_on=moved - datetime.timedelta(days=1),
        ended="class_change",
    )
    MarkSheetFactory(class_group=former.class_group, term=term)
    absence = AbsenceFactory(enrolment=former, on=term.starts_on)
    set_state(line.sheet, "sealed")
    refused(lambda: Absence.objects.filter(pk=absence.pk).delete())


def test_absences_are_in_the_history_of_the_student():
    absence = AbsenceFactory(excused=False)
    Absence.objects.filter(pk=absence.pk).update(excused=True)
    Absence.objects.filter(pk=absence.pk).delete()
    changes = RegisterChange.objects.filter(part="absence").order_by("pk")
    assert {each.student_id for each in changes} == {absence.enrolment.student_id}
    assert [(bool(each.old), bool(each.new)) for each in changes] == [
        (False, True),
        (True, True),
        (True, False),
    ]
