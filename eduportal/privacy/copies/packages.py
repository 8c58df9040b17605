"""The lines of sealed packages about one student, in words."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from eduportal.exchange.models import Package
from eduportal.privacy.copies.sheets import Copy, as_text, on_the_wall
from eduportal.workbooks.writing import Value
from grades.choices import FORM_NAMES
from grades.rules.mark_text import format_cell
from grades.selectors.ledger import COLUMNS, cell_from_wire
from schools.models import Subject, Term
from students.models import Enrolment, Student


def add_packages(copy: Copy, student: Student, attended: set[int]) -> None:
    """Every version of every package with a line of the student, as it was sealed."""
    stays = Enrolment.objects.filter(student__person_uid=student.person_uid)
    classes = stays.values("class_group__name")
    packages = Package.objects.filter(school__in=attended, class_name__in=classes)
    terms = {each.code: str(each) for each in Term.objects.select_related("school_year")}
    words = dict(FORM_NAMES) | dict(Subject.objects.values_list("code", "name"))
    copy.add(
        _("Sealed packages"),
        [_("Term"), _("Class"), _("Version"), _("State"), _("Sealed"), *_titles()],
        (
            [
                terms.get(package.term_code, package.term_code),
                package.class_name,
                package.version,
                str(package.get_state_display()),
                on_the_wall(package.sealed_at),
                *(_in_words(name, value, words) for name, value in line.items()),
            ]
            for package in packages.order_by("sealed_at", "pk").iterator(chunk_size=10)
            for line in _lines_of(str(student.person_uid), bytes(package.content).splitlines())
        ),
    )


def _titles() -> list[Value]:
    """What people call the columns of a line."""
    titles = {
        "record_uid": _("Identifier of the line"),
        "student_uid": _("Identifier of the student"),
        "student_code": _("Ministry code"),
        "subject": _("Subject"),
        "form": _("Form of assessment"),
        "regular": _("Regular marks"),
        "topic": _("Mark of study topics"),
        "midterm": _("Midterm mark"),
        "final": _("Final mark"),
        "average": _("Average"),
        "exempt": _("Exempt"),
    }
    return [titles[name] for name in COLUMNS]


def _lines_of(uid: str, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The records of a sealed package that name the student; the header is no record."""
    for line in lines:
        if uid.encode() in line and line.startswith(b"["):
            yield dict(zip(COLUMNS, json.loads(line), strict=False))


def _in_words(name: str, value: Any, words: dict[str, Any]) -> str:
    """A value of a line; as it stands where another node wrote what this one does not know."""
    if name in ("subject", "form"):
        return str(words.get(as_text(value), as_text(value)))
    if name == "exempt":
        return _("yes") if value is True else ""
    if name == "regular" and isinstance(value, list):
        return "; ".join(_in_words("mark", each, words) for each in value)
    with suppress(ValueError):
        return format_cell(cell_from_wire(value))
    return as_text(value)
