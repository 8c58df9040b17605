"""What the register has said of one student, and who changed it when."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from eduportal.core import doors
from schools.models import ClassGroup, Subject
from students.choices import Began, Ended, HalfDay, PaperKind, PaperState, RegisterPart, Sex
from students.models import (
    Absence,
    Enrolment,
    Exemption,
    Paper,
    RegisterChange,
    Student,
    StudentMerge,
    Transfer,
)

MODELS = {
    RegisterPart.IDENTITY: Student,
    RegisterPart.STAY: Enrolment,
    RegisterPart.PAPER: Paper,
    RegisterPart.EXEMPTION: Exemption,
    RegisterPart.ABSENCE: Absence,
}
LABELS = {
    "sex": dict(Sex.choices),
    "began": dict(Began.choices),
    "ended": dict(Ended.choices),
    "kind": dict(PaperKind.choices),
    "state": dict(PaperState.choices),
    "session": dict(HalfDay.choices),
}
# Of a stay, the day on which another came after says nothing that this one does not say.
UNSAID = {"succeeded_on"}
# Parts that a change tells whole, before and after.
WHOLE = (RegisterPart.PAPER, RegisterPart.EXEMPTION, RegisterPart.ABSENCE)
SHOWN_AT_EACH_END = 3
MASK = " *** *** "


@dataclass(frozen=True)
class RegisterLine:
    """One changed column in words; `before` and `after` are empty texts where there was nothing."""

    at: datetime.datetime
    title: str
    before: str
    after: str
    who: str
    who_id: int | None
    door: str

    @property
    def door_name(self) -> str:
        """Through which door, in words."""
        return str(doors.NAMES.get(self.door, self.door))


@dataclass(frozen=True)
class Words:
    """How values are written: names of the rows that columns point at, and whether to mask."""

    names: Mapping[str, Mapping[int, str]]
    masks: bool


def masked(number: str | None) -> str:
    """A personal number as lists and histories show it: its first and last three digits."""
    if not number:
        return ""
    return f"{number[:SHOWN_AT_EACH_END]}{MASK}{number[-SHOWN_AT_EACH_END:]}"


def register_history(
    student: Student, most: int | None = None, *, masks: bool = True
) -> list[RegisterLine]:
    """The newest changes first, `most` of them at most: three queries.

    Those of records merged into this one are among them. Personal numbers are masked, unless the
    lines are for the person they are about.
    """
    merged = StudentMerge.objects.filter(student=student).values("gone")
    of_child = Q(student=student) | Q(student__in=merged)
    changes = RegisterChange.objects.filter(of_child).select_related("actor")
    found = list(changes.order_by("-id")[:most])
    words = Words(_names(found), masks)
    return [line for change in found for line in _lines(change, words)]


def merges_of(student: Student) -> list[StudentMerge]:
    """The merges into this record that might be taken back, the newest first: one query."""
    merges = StudentMerge.objects.filter(student=student).exclude(rows=[])
    return list(merges.defer("rows").order_by("-pk"))


def transfers_of(student: Student) -> list[Transfer]:
    """The child's ways between schools as this school keeps them, the newest first: one query."""
    ways = Transfer.objects.filter(school=student.school_id, person_uid=student.person_uid)
    return list(ways.order_by("-moved_at", "-pk"))


def _names(changes: Iterable[RegisterChange]) -> dict[str, dict[int, str]]:
    """Names of the classes and subjects the changes point at."""
    facts = [each for change in changes for each in (change.old, change.new) if each]
    classes = ClassGroup.objects.in_bulk(
        {f["class_group_id"] for f in facts if "class_group_id" in f}
    )
    subjects = Subject.objects.in_bulk({f["subject_id"] for f in facts if "subject_id" in f})
    return {
        "class_group_id": {pk: group.name for pk, group in classes.items()},
        "subject_id": {pk: subject.name for pk, subject in subjects.items()},
    }


def _lines(change: RegisterChange, words: Words) -> list[RegisterLine]:
    """A line for each column that changed; one for a row that came or went."""
    part = RegisterPart(change.part)
    who = (change.actor.full_name or change.actor.username) if change.actor else ""
    return [
        RegisterLine(change.at, str(title), before, after, who, change.actor_id, change.door)
        for title, before, after in _pairs(part, change.old or {}, change.new or {}, words)
    ]


def _pairs(
    part: RegisterPart, old: Mapping[str, Any], new: Mapping[str, Any], words: Words
) -> Iterator[tuple[str, str, str]]:
    """What changed, before and after."""
    if not old or not new or part in WHOLE:
        yield str(part.label), _summary(part, old, words), _summary(part, new, words)
        return
    of = (
        f"{words.names['class_group_id'].get(new['class_group_id'], '–')}: "
        if "began" in new
        else ""
    )
    for name, value in new.items():
        if name not in UNSAID and old.get(name) != value:
            yield (
                of + _title(part, name),
                _text(name, old.get(name), words),
                _text(name, value, words),
            )


def _title(part: RegisterPart, name: str) -> str:
    field = MODELS[part]._meta.get_field(name.removesuffix("_id"))
    return str(getattr(field, "verbose_name", name))


def _summary(part: RegisterPart, facts: Mapping[str, Any], words: Words) -> str:
    """A row that came or went, in a few words."""
    if not facts:
        return ""
    texts = {name: _text(name, value, words) for name, value in facts.items()}
    if part is RegisterPart.STAY:
        seat = {"class": texts["class_group_id"], "day": texts["starts_on"]}
        return _("%(class)s from %(day)s") % seat
    if part is RegisterPart.PAPER:
        parts = (texts["kind"], texts["state"], texts["number"], texts["dated"])
        return ", ".join(filter(None, parts))
    if part is RegisterPart.ABSENCE:
        kind = _("excused") if facts["excused"] else _("unexcused")
        return f"{texts['on']}, {texts['session']}, {kind}"
    if part is RegisterPart.IDENTITY:
        return ", ".join(filter(None, (texts["full_name"], texts["birth_date"])))
    decision = {"subject": texts["subject_id"], "number": texts["decision"]}
    decision |= {"first": texts["starts_on"], "last": texts["ends_on"] or "…"}
    return _("%(subject)s, decision %(number)s, %(first)s – %(last)s") % decision


def _text(name: str, value: Any, words: Words) -> str:
    """One stored value as people read it."""
    if value in (None, ""):
        return ""
    if name == "personal_number":
        return masked(value) if words.masks else str(value)
    if name in words.names:
        return words.names[name].get(value, "–")
    if name in LABELS:
        return str(LABELS[name].get(value, value))
    if name.endswith("_on") or name in ("birth_date", "dated", "on"):
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    return str(value)


def changed_from(
    student_ids: Collection[int], moment: datetime.datetime
) -> dict[int, datetime.datetime]:
    """When identity or stay of these students last changed, of those who changed since a moment."""
    parts = [RegisterPart.IDENTITY, RegisterPart.STAY]
    changes = RegisterChange.objects.filter(student__in=student_ids, part__in=parts, at__gte=moment)
    return dict(changes.order_by().values_list("student").annotate(Max("at")))
