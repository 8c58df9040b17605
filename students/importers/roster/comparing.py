"""A row of the file beside the student of the register: what would change."""

import datetime
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from eduportal.imports.importer import Change
from eduportal.imports.people import code_column
from students.choices import Sex, StudentStatus
from students.importers.roster.reading import Entry
from students.selectors import StudentFacts
from students.selectors.completed import Completed
from students.services import RosterEntry

SHOWN_AS = {"sex": Sex, "status": StudentStatus}


def changed_fields(entry: Entry, facts: StudentFacts | None) -> dict[str, str]:
    """The student's fields the row sets: all it gives for a newcomer, else only what differs.

    A name that differs only in capitals or in the place of a tone mark is the same name.
    """
    who = entry.person
    given = {
        "ministry_code": who.ministry_code,
        "personal_number": who.personal_number,
        "full_name": who.full_name,
        "birth_date": _iso(who.birth_date) if who.birth_date else "",
        "sex": entry.sex.value if entry.sex else "",
        "ethnicity": entry.ethnicity,
    }
    if not all(given.values()):
        given = {name: text for name, text in given.items() if text}
    if facts is None:
        return given
    if facts.sort_key == who.sort_key:
        del given["full_name"]
    if facts.ethnicity.casefold() == entry.ethnicity.casefold():
        given.pop("ethnicity", None)
    return {name: text for name, text in given.items() if text != getattr(facts, name)}


# Students share some seven thousand birthdays.
@lru_cache(maxsize=20_000)
def _iso(day: datetime.date) -> str:
    return day.isoformat()


def preview(entry: Entry, fields: dict[str, str], facts: StudentFacts) -> list[Change]:
    """What of a known student changes: each field with what it was and what it will be."""
    titles = entry.row.header.titles
    changes: list[Change] = []
    for name, text in fields.items():
        key = code_column(entry.row) if name == "ministry_code" else name
        changes.append(_change(titles.get(key, name), name, getattr(facts, name), text))
    if facts.class_name != entry.class_name:
        title = titles.get("class_name", gettext_noop("Class"))
        changes.append(_change(title, "class_name", facts.class_name, entry.class_name))
    if not _same_status(facts.status, entry.status):
        title = titles.get("status", gettext_noop("Status"))
        changes.append(_change(title, "status", facts.status, entry.status.value))
    return changes


def _same_status(known: str, listed: StudentStatus) -> bool:
    """Who came from another school is studying, too: a list that says so changes nothing."""
    came = known == StudentStatus.TRANSFERRED_IN and listed == StudentStatus.STUDYING
    return known == listed or came


def _change(title: str, name: str, old: str, new: str) -> Change:
    shown = [_shown(name, text) for text in (old, new)]
    return Change(title=title, old=shown[0], new=shown[1], is_code=name in SHOWN_AS)


def _shown(name: str, text: str) -> str:
    """A value for people: days as they are written here, codes by the msgids of their names."""
    if not text:
        return ""
    if name in ("birth_date", "on"):
        return f"{datetime.date.fromisoformat(text):%d/%m/%Y}"
    if name in SHOWN_AS:
        return _msgid(name, text)
    return text


@cache
def _msgid(name: str, code: str) -> str:
    """The English text behind a code's label; it is translated again when it is shown."""
    with override(None):
        return str(SHOWN_AS[name](code).label)


def values_of(
    entry: Entry, student_id: int | None, fields: dict[str, str], facts: StudentFacts | None
) -> dict[str, Any]:
    """What writing the row needs, as JSON."""
    return {
        "student": student_id,
        "fields": fields,
        "class_name": entry.class_name,
        "grade_level": entry.grade_level,
        "status": entry.status.value,
        "on": entry.on.isoformat() if entry.on else None,
        "expected": vars(facts) if facts else None,
        "admits": vars(entry.admits) if entry.admits else None,
    }


def values_in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a row was about to write, and what the register held, under titles for people."""
    own = {name: values.get(name) for name in ("class_name", "grade_level", "status", "on")}
    told = _titled(values.get("fields", {}) | own)
    if before := _titled(values.get("expected") or {}):
        text = "; ".join(f"{title}: {value}" for title, value in before)
        told.append((_("In the register at that time"), text))
    return told


def _titled(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    titles = {
        "ministry_code": _("Ministry code"),
        "personal_number": _("Personal number"),
        "full_name": _("Full name"),
        "birth_date": _("Date of birth"),
        "sex": _("Sex"),
        "ethnicity": _("Ethnicity"),
        "class_name": _("Class"),
        "grade_level": _("Grade"),
        "status": _("Status"),
        "on": _("Day of the status"),
    }
    found = {name: _shown(name, str(value)) for name, value in values.items() if value}
    return [
        (title, _(found[name]) if name in SHOWN_AS else found[name])
        for name, title in titles.items()
        if name in found
    ]


def entry_of(values: dict[str, Any]) -> RosterEntry:
    """A stored row as the service takes it."""
    fields = dict(values["fields"])
    if "birth_date" in fields:
        fields["birth_date"] = datetime.date.fromisoformat(fields["birth_date"])
    return RosterEntry(
        student_id=values["student"],
        fields=fields,
        class_name=values["class_name"],
        grade_level=values["grade_level"],
        status=values["status"],
        on=datetime.date.fromisoformat(values["on"]) if values["on"] else None,
        expected=StudentFacts(**values["expected"]) if values["expected"] else None,
        admits=Completed(**values["admits"]) if values["admits"] else None,
    )
