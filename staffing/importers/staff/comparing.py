"""A row of the list beside the person of the register: what would change, and how it is kept."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Change
from eduportal.imports.selectors import changes_in_words
from schools.choices import Sex
from schools.models import Subject
from staffing.choices import Basis, Contract, DutyKind, PostKind, StaffStatus
from staffing.importers.staff.matching import Known
from staffing.importers.staff.reading import Entry, labels_of
from staffing.models import Qualification, StaffSubject, Title
from staffing.services import Listed, PostFacts

TITLES = {
    "ministry_code": gettext_noop("Ministry code"),
    "personal_number": gettext_noop("Personal number"),
    "full_name": gettext_noop("Full name"),
    "birth_date": gettext_noop("Date of birth"),
    "sex": gettext_noop("Sex"),
    "main_subject": gettext_noop("Main subject"),
    "status": gettext_noop("Status"),
}
CODES = {"sex": Sex, "status": StaffStatus}
FULL = Decimal(1)


@dataclass
class Difference:
    """What writing a row does: fields that are set, facts that are added, both in words."""

    fields: dict[str, str] = field(default_factory=dict)
    post: list[str] | None = None
    degree: list[Any] | None = None
    title: list[str] | None = None
    duties: list[str] = field(default_factory=list)
    seconds: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def add(self, title: str, old: str, new: str, *, is_code: bool = False) -> None:
        self.changes.append(Change(title=title, old=old, new=new, is_code=is_code))


def difference(entry: Entry, known: Known | None) -> Difference:
    """What the row says that the register does not say yet.

    A fact with days that the register holds otherwise is none of it: see `held_otherwise`.
    """
    found = Difference()
    _compare_fields(found, entry, known)
    _add_post(found, entry, known)
    if entry.degree and not (known and entry.degree[0] in known.degrees):
        found.degree = [*entry.degree, entry.major]
        shown = entry.row.text("degree") or entry.row.text("training")
        found.add(gettext_noop("Degree"), "", " ".join(filter(None, (shown, entry.major))))
    if entry.title and not (known and known.titles):
        found.title = list(entry.title)
        found.add(gettext_noop("Title"), "", entry.row.text("title"))
    for duty in entry.duties:
        if not (known and duty in known.duties):
            found.duties.append(duty)
            label = dict(labels_of(DutyKind))[duty]
            found.add(gettext_noop("Duty"), "", label, is_code=True)
    for subject in entry.seconds:
        if not (known and subject.pk in known.seconds):
            found.seconds.append(subject.code)
            found.add(gettext_noop("Second subject"), "", subject.name)
    return found


def _compare_fields(found: Difference, entry: Entry, known: Known | None) -> None:
    who, before = entry.person, known and known.person
    said = {
        "ministry_code": (before and before.ministry_code, who.ministry_code),
        "personal_number": (before and before.personal_number, who.personal_number),
        "full_name": (before and before.full_name, who.full_name),
        "birth_date": (before and _iso(before.birth_date), _iso(who.birth_date)),
        "sex": (known and known.staff.sex, entry.sex),
        "main_subject": (known and _code(known.staff.main_subject), _code(entry.subject)),
        "status": (known and known.staff.status, entry.status),
    }
    if before and before.sort_key == who.sort_key:
        # A name that differs only in capitals or in the place of a tone mark is the same name.
        del said["full_name"]
    names = {"main_subject": (known and known.staff.main_subject, entry.subject)}
    for name, (old, new) in said.items():
        if new and new != (old or ""):
            found.fields[name] = new
            shown = [str(each or "") for each in names.get(name, (old, new))]
            old_text, new_text = (_shown(name, text) for text in shown)
            found.add(TITLES[name], old_text, new_text, is_code=name in CODES)


def _add_post(found: Difference, entry: Entry, known: Known | None) -> None:
    if entry.post and not (known and known.posts):
        found.post = [entry.post, entry.contract or Contract.PAYROLL]
        label = dict(labels_of(PostKind))[entry.post]
        found.add(gettext_noop("Post"), "", label, is_code=True)
        if entry.contract:
            bound = dict(labels_of(Contract))[entry.contract]
            found.add(gettext_noop("Bound by"), "", bound, is_code=True)


def held_otherwise(entry: Entry, known: Known) -> list[tuple[str, str, str]]:
    """Columns in which the register holds another dated fact: column, what it holds, the list's."""
    found = []
    posts, key = {post.kind: post for post in known.posts}, "position"
    if entry.post and posts and entry.post not in posts:
        key = next((each for each in ("group", key, "category") if entry.row.text(each)), key)
        held = ", ".join(str(post) for post in known.posts)
        found.append((key, held, entry.row.text(key)))
    same = posts.get(entry.post)
    if same and entry.contract and entry.contract != same.contract:
        found.append(("contract", str(same.get_contract_display()), entry.row.text("contract")))
    titles = known.titles
    if entry.title and titles and entry.title != (titles[0].kind, titles[0].rank):
        found.append(("title", str(titles[0]), entry.row.text("title")))
    return found


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _code(subject: Subject | None) -> str:
    return subject.code if subject else ""


def _shown(name: str, text: str) -> str:
    if name in CODES:
        return dict(labels_of(CODES[name])).get(text, "")
    if name == "birth_date" and text:
        return f"{datetime.date.fromisoformat(text):%d/%m/%Y}"
    return text


def values_of(
    entry: Entry, known: Known | None, found: Difference, day: datetime.date, basis: str
) -> dict[str, Any]:
    """What writing the row needs, as JSON; `day` is from when a fact without a day counts."""
    awarded = datetime.date(entry.graduated, 12, 31) if entry.graduated else day
    return {
        "staff": known.staff.pk if known else None,
        "expected": known.revision if known else "",
        "fields": found.fields,
        "left_on": _iso(entry.on) if found.fields.get("status") == StaffStatus.LEFT else "",
        "post": found.post and [*found.post, _iso(entry.since or day)],
        "degree": found.degree and [*found.degree, _iso(awarded)],
        "title": found.title,
        "duties": found.duties,
        "seconds": found.seconds,
        "basis": basis,
        "day": _iso(day),
        "told": found.changes,
    }


def values_in_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a row was about to write, under titles for people."""
    return [(title, new) for title, _old, new in changes_in_words(values.get("told", []))]


def listed_of(values: Mapping[str, Any], subjects: Mapping[str, Subject], level: str) -> Listed:
    """A stored row as the service takes it; second subjects are of this level of education."""
    day = datetime.date.fromisoformat(values["day"])
    fields = dict(values["fields"])
    if "birth_date" in fields:
        fields["birth_date"] = datetime.date.fromisoformat(fields["birth_date"])
    if "main_subject" in fields:
        fields["main_subject"] = subjects[fields["main_subject"]]
    return Listed(
        staff_id=values["staff"],
        expected=values["expected"],
        fields=fields,
        left_on=datetime.date.fromisoformat(values["left_on"]) if values["left_on"] else None,
        day=day,
        post=_post(values["post"]) if values["post"] else None,
        duties=tuple(DutyKind(each) for each in values["duties"]),
        records=(*_records(values, day), *_seconds(values, day, subjects, level)),
    )


def _post(stored: Sequence[str]) -> PostFacts:
    kind, contract, since = stored
    return PostFacts(
        PostKind(kind),
        fte=FULL,
        starts_on=datetime.date.fromisoformat(since),
        contract=Contract(contract),
    )


def _records(values: Mapping[str, Any], day: datetime.date) -> list[Qualification | Title]:
    found: list[Qualification | Title] = []
    if values["degree"]:
        degree, is_training, major, awarded = values["degree"]
        found.append(
            Qualification(
                degree=degree,
                major=major,
                is_teacher_training=is_training,
                starts_on=datetime.date.fromisoformat(awarded),
            )
        )
    if values["title"]:
        kind, rank = values["title"]
        found.append(Title(kind=kind, rank=rank, starts_on=day))
    return found


def _seconds(
    values: Mapping[str, Any], day: datetime.date, subjects: Mapping[str, Subject], level: str
) -> list[StaffSubject]:
    basis = Basis(values["basis"] or Basis.DECISION)
    return [
        StaffSubject(subject=subjects[code], level=level, basis=basis, starts_on=day)
        for code in values["seconds"]
    ]
