"""Who changed what the homeroom teacher says of students, and when."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from eduportal.core import doors
from grades.choices import LEVEL_NAMES, TRAIT_NAMES
from grades.models import HomeroomChange, HomeroomRecord, MarkSheet
from schools.models import ClassGroup, Term

LEVELS, TRAITS = dict(LEVEL_NAMES), dict(TRAIT_NAMES)
# How far back the page of a class looks for the author of another value.
NEWEST = 200
FIELDS = ("conduct", "grounds", "comment", "traits")


@dataclass(frozen=True)
class HomeroomLine:
    """One field that changed, in words; `before` and `after` are empty where there was nothing."""

    at: datetime.datetime
    student_id: int
    term: str
    field: str
    title: str
    before: str
    after: str
    who: str
    who_id: int | None
    door: str


def homeroom_history(students: Any, term: Term | None = None) -> list[HomeroomLine]:
    """The changes of these students' records, in the term or ever, the newest first: one query."""
    found = HomeroomChange.objects.filter(enrolment__student__in=students)
    if term is not None:
        found = found.filter(term=term)
    found = found.select_related("actor", "term__school_year", "enrolment")
    return [line for change in found.order_by("-id") for line in _lines(change)]


def last_change(enrolment_id: int, term_id: int, moment: str, field: str) -> HomeroomChange | None:
    """The newest change of one field of a record: one query."""
    key = field.partition("-")[0]
    found = HomeroomChange.objects.filter(enrolment=enrolment_id, term=term_id, moment=moment)
    for change in found.select_related("actor").order_by("-id"):
        if (change.old or {}).get(key) != (change.new or {}).get(key):
            return change
    return None


def homeroom_revision(class_group: ClassGroup, term: Term) -> int:
    """A number that grows with each change of the class's marks, and of what is said of its
    students: two queries."""
    said = HomeroomChange.objects.filter(enrolment__class_group=class_group, term=term).count()
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    return said + int(sheets.aggregate(all=Sum("revision"))["all"] or 0)


def fields_changed_from(
    class_group: ClassGroup, term: Term, moment: str, since: datetime.datetime | None
) -> dict[tuple[int, str], datetime.datetime]:
    """When fields changed last, of those that did since then, by stay and name of the field.

    One query; none without a day.
    """
    if since is None:
        return {}
    found = HomeroomChange.objects.filter(
        enrolment__class_group=class_group, term=term, moment=moment, at__gte=since
    )
    return {
        (change.enrolment_id, name): change.at
        for change in found.order_by("id")
        for name in _changed_names(change)
    }


def authors_of_fields(
    class_group: ClassGroup, term: Term, moment: str
) -> dict[tuple[int, str], str]:
    """Who changed a field last, by stay and name of the field; lately alone: one query."""
    found = HomeroomChange.objects.filter(
        enrolment__class_group=class_group, term=term, moment=moment
    )
    authors: dict[tuple[int, str], str] = {}
    for change in found.select_related("actor").order_by("-id")[:NEWEST]:
        for name in _changed_names(change):
            authors.setdefault((change.enrolment_id, name), str(change.actor or ""))
    return authors


def _changed_names(change: HomeroomChange) -> list[str]:
    old, new = (_fields(each or {}) for each in (change.old, change.new))
    return [name for name in old | new if (old.get(name) or "") != (new.get(name) or "")]


def _fields(line: Mapping[str, Any]) -> dict[str, Any]:
    """A stored line of the history by the names of its fields, each trait by itself."""
    traits = enumerate(line.get("traits") or [], start=1)
    plain = {name: line.get(name) for name in FIELDS if name != "traits"}
    return plain | {f"traits-{number}": level for number, level in traits}


def _lines(change: HomeroomChange) -> Iterator[HomeroomLine]:
    old, new = change.old or {}, change.new or {}
    who = (change.actor.full_name or change.actor.username) if change.actor else ""
    for field in FIELDS:
        before, after = _text(field, old.get(field)), _text(field, new.get(field))
        if before != after:
            title = str(HomeroomRecord._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
            yield HomeroomLine(
                at=change.at,
                student_id=change.enrolment.student_id,
                term=str(change.term),
                field=field,
                title=title,
                before=before,
                after=after,
                who=who,
                who_id=change.actor_id,
                door=str(doors.NAMES.get(change.door, change.door)),
            )


def _text(field: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if field == "conduct":
        return str(LEVELS[value])
    if field == "traits":
        return ", ".join(_("none yet") if each is None else str(TRAITS[each]) for each in value)
    return str(value)
