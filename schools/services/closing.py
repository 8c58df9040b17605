"""Closing a school, and opening it again."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal import registry
from schools.models import School
from schools.services.errors import Problems, RegisterRefused, refuse_if
from schools.services.upkeep import locked


def close_school(*, school: School, shown: str, on: datetime.date) -> School:
    """Close the school: `on` is its last day. Raises RegisterRefused.

    It leaves the lists and the figures; its records stay and can be read by those who could.
    """
    with transaction.atomic():
        school = locked(School, school.pk, shown)
        refuse_if(closing_problems(school, on))
        school.closed_on = on
        school.save(update_fields=["closed_on"])
        return school


def reopen_school(*, school: School, shown: str) -> School:
    """Take the closing back. Raises RegisterRefused."""
    with transaction.atomic():
        school = locked(School, school.pk, shown)
        if school.closed_on is None:
            raise RegisterRefused({"__all__": [_("The school is open.")]})
        school.closed_on = None
        school.save(update_fields=["closed_on"])
        return school


def closing_problems(school: School, on: datetime.date) -> Problems:
    """Everything that speaks against closing the school on the day, by field."""
    texts = []
    if school.closed_on is not None:
        texts.append(_("The school is closed already."))
    if on > timezone.localdate():
        texts.append(
            _("The day lies in the future. A school is closed when its last day has come.")
        )
    sitting = import_string(registry.STUDENTS_AT)(school, on + datetime.timedelta(days=1))
    if sitting:
        text = ngettext(
            "%(count)d student still sits in one of its classes after that day: the school lets"
            " the student go to a new school first (Transfers).",
            "%(count)d students still sit in its classes after that day: the school lets them go"
            " to their new schools first (Transfers).",
            sitting,
        )
        texts.append(text % {"count": sitting})
    return {"on": texts} if texts else {}
