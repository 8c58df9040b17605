"""What homeroom teachers have said, as the rest of the mark book asks for it."""

from grades.choices import RecordMoment
from grades.models import HomeroomRecord
from schools.models import ClassGroup, Term


def homeroom_records(
    class_group: ClassGroup, term: Term, moment: RecordMoment = RecordMoment.FINAL
) -> dict[int, HomeroomRecord]:
    """The records of the class's students at the moment, by enrolment: one query."""
    found = HomeroomRecord.objects.filter(
        enrolment__class_group=class_group, term=term, moment=moment
    )
    return {each.enrolment_id: each for each in found}


def conduct_of(class_group: ClassGroup, term: Term) -> dict[int, int]:
    """The conduct given for the term (grades.rules.Level), by enrolment: one query."""
    records = homeroom_records(class_group, term).values()
    return {each.enrolment_id: each.conduct for each in records if each.conduct is not None}
