"""What is recorded of one person beside posts and duties."""

import datetime
from typing import Any

from schools.choices import Sex
from staffing.models import Elsewhere, StaffMember, StaffSubject
from staffing.models.records import RECORDS, PersonRecord
from staffing.rules.norm_settings import Norms
from staffing.rules.retirement import retires_on

WITH_SUBJECT = (StaffSubject, Elsewhere)


def records_of(staff: StaffMember) -> dict[str, list[PersonRecord]]:
    """Every record of the person by the model's name, the newest first: five queries."""
    found: dict[str, list[PersonRecord]] = {}
    for model in RECORDS:
        rows: Any = model.objects.filter(staff=staff)
        if model in WITH_SUBJECT:
            rows = rows.select_related("subject")
        found[str(model._meta.model_name)] = list(rows.order_by("-starts_on", "-pk"))
    return found


def retirement_of(staff: StaffMember, norms: Norms) -> datetime.date | None:
    """The last day before retirement by age; None without date of birth or sex."""
    ages = {Sex.MALE.value: norms.men, Sex.FEMALE.value: norms.women}.get(staff.sex)
    return retires_on(staff.birth_date, ages) if staff.birth_date and ages else None
