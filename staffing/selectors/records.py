"""What is recorded of one person beside posts and duties."""

import datetime
from typing import Any

from schools.choices import Sex
from staffing.models import Elsewhere, StaffMember, StaffSubject
from staffing.models.records import RECORDS, PersonRecord
from staffing.rules.retirement import MEN, WOMEN, retires_on

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


def retirement_of(birth_date: datetime.date | None, sex: str) -> datetime.date | None:
    """The last day before retirement by age; None without date of birth or sex."""
    ages = {Sex.MALE.value: MEN, Sex.FEMALE.value: WOMEN}.get(sex)
    return retires_on(birth_date, ages) if birth_date and ages else None
