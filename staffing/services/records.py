"""The only writer of what a person may teach, has studied, is called, and of being away."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schools.selectors import SchoolUnknown, school_named
from staffing.models import Elsewhere
from staffing.models.records import PersonRecord
from staffing.services.errors import StaffRefused, require_none
from staffing.services.holding import bad_days
from staffing.services.people import locked_staff
from staffing.services.sharing import mirror


def add_record(
    record: PersonRecord, *, staff_id: int, shown: str, other_school: str = ""
) -> PersonRecord:
    """Store a new fact about a person. Raises StaffRefused.

    `shown` is the revision of the page; `other_school` names by code or name where the person
    works besides. The table itself keeps apart the days of facts that exclude each other.
    """
    with transaction.atomic():
        staff = locked_staff(staff_id, shown)
        record.staff, record.school_id = staff, staff.school_id
        problems = bad_days(record.starts_on, record.ends_on)
        if isinstance(record, Elsewhere):
            problems += _name_school(record, other_school)
        require_none(problems)
        _store(record)
        mirror(staff)
        return record


def _name_school(record: Elsewhere, text: str) -> list[str]:
    try:
        school = school_named(text)
    except SchoolUnknown as problem:
        return [str(problem)]
    if school.pk == record.school_id:
        return [_("Choose another school than the person's own.")]
    record.other_school_id, record.other_name = school.pk, school.name
    return []


def _store(record: PersonRecord) -> None:
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as problem:
        # The last constraint of each table is that of its days.
        raise StaffRefused([str(record._meta.constraints[-1].violation_error_message)]) from problem
