"""Giving students back what the register said of them before a list."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from eduportal.core.text import name_sort_key, search_key
from eduportal.imports.undoing import Undone
from students.models import Student
from students.selectors import holders_of
from students.selectors.operations import Facts, Written
from students.services.enrolling import FIELDS
from students.services.planning_back import kept

NAMED_BACK = gettext_noop("Students with the data they had")
CORRECTED = {
    "ministry_code": gettext_noop("The Ministry code has been changed since."),
    "personal_number": gettext_noop("The personal number has been changed since."),
    "full_name": gettext_noop("The name has been changed since."),
    "birth_date": gettext_noop("The date of birth has been changed since."),
    "sex": gettext_noop("The sex has been changed since."),
    "ethnicity": gettext_noop("The ethnicity has been changed since."),
}
CODE_TAKEN = gettext_noop("The former code is another student's now.")


def name_back(written: Mapping[int, Written], undone: Undone) -> None:
    """Each field that still holds what the list gave goes back to what it held."""
    changed = {pk: each.identity for pk, each in written.items() if each.identity is not None}
    taken = _taken(changed)
    students = []
    for student in Student.objects.filter(pk__in=changed).order_by("pk"):
        before, after = changed[student.pk]
        fields = [name for name in FIELDS if before[name] != after[name]]
        if student.pk in taken:
            undone.stays.append(kept(student, CODE_TAKEN))
            continue
        back = [name for name in fields if _said(student, name) == after[name]]
        corrected = [name for name in fields if name not in back]
        undone.stays += [kept(student, CORRECTED[name]) for name in corrected]
        for name in back:
            setattr(student, name, _value(name, before[name]))
        student.sort_key = name_sort_key(student.full_name)
        student.search_key = search_key(student.full_name)
        if back:
            students.append(student)
    fields = [*FIELDS, "sort_key", "search_key"]
    Student.objects.bulk_update(students, fields, batch_size=500)
    undone.back[NAMED_BACK] += len(students)


def _taken(changed: Mapping[int, tuple[Facts, Facts]]) -> set[int]:
    """The students whose former code or number another student holds by now."""
    codes = {pk: before["ministry_code"] for pk, (before, _after) in changed.items()}
    numbers = {pk: before["personal_number"] for pk, (before, _after) in changed.items()}
    by_code, by_number = holders_of(
        {code for code in codes.values() if code}, {n for n in numbers.values() if n}
    )
    return {
        pk
        for pk in changed
        for key, holders in ((codes[pk], by_code), (numbers[pk], by_number))
        if key in holders and holders[key].student_id != pk
    }


def _said(student: Student, name: str) -> Any:
    """What the register says, as the history writes it down."""
    value = getattr(student, name)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _value(name: str, stored: Any) -> Any:
    return datetime.date.fromisoformat(stored) if name == "birth_date" else stored
