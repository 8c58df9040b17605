"""Finding the person of a row among the school's staff: by code, by number, by name.

Never by the row's place. A match by name and date of birth is shown to be confirmed; one by name
alone is asked.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question
from eduportal.imports.people import Person
from schools.models import School
from staffing.choices import PostKind
from staffing.importers.staff.reading import Entry
from staffing.models import Duty, Post, Qualification, StaffMember, StaffSubject, Title
from staffing.selectors.staff import codes_elsewhere, revisions_of

SAME_OR_NOT = (
    ("same", gettext_noop("The same person: the date of birth is added.")),
    ("another", gettext_noop("Another person: record a new one.")),
)


@dataclass
class Known:
    """One person of the school's staff with what the register holds of the person on the day."""

    staff: StaffMember
    revision: str
    posts: list[Post] = field(default_factory=list)
    duties: set[str] = field(default_factory=set)
    degrees: set[str] = field(default_factory=set)
    titles: list[Title] = field(default_factory=list)
    seconds: set[int] = field(default_factory=set)

    @property
    def person(self) -> Person:
        staff = self.staff
        return Person(
            staff.full_name,
            staff.birth_date,
            staff.ministry_code or "",
            staff.personal_number or "",
        )


class Register:
    """The school's staff, those who have left as well: a school has some hundred people."""

    def __init__(self, school: School, day: datetime.date) -> None:
        self.school = school
        staff = list(StaffMember.objects.filter(school=school).select_related("main_subject"))
        revisions = revisions_of(staff)
        self.known = {each.pk: Known(each, revisions[each.pk]) for each in staff}
        for post in Post.objects.filter(school=school).in_force(day):
            self.known[post.staff_id].posts.append(post)
        for duty in Duty.objects.filter(school=school).in_force(day):
            self.known[duty.staff_id].duties.add(duty.kind)
        for degree in Qualification.objects.filter(school=school):
            self.known[degree.staff_id].degrees.add(degree.degree)
        for title in Title.objects.filter(school=school).in_force(day):
            self.known[title.staff_id].titles.append(title)
        for second in StaffSubject.objects.filter(school=school).in_force(day):
            self.known[second.staff_id].seconds.add(second.subject_id)
        self._index()

    def _index(self) -> None:
        everybody = self.known.values()
        self.by_code = {each.person.ministry_code: each for each in everybody}
        self.by_number = {each.person.personal_number: each for each in everybody}
        self.by_name: defaultdict[str, list[Known]] = defaultdict(list)
        for each in everybody:
            self.by_name[each.staff.sort_key].append(each)
        self.head = next(
            (
                each.staff
                for each in everybody
                if any(post.kind == PostKind.HEAD for post in each.posts)
            ),
            None,
        )

    def load_codes(self, codes: Collection[str]) -> None:
        """Which of these codes people of other schools have: one query."""
        self.elsewhere = codes_elsewhere(self.school, codes)


def find_known(importer: Importer, entry: Entry, register: Register) -> Known | None:
    """The person; None for a new one, and for a row that is refused here."""
    who, row = entry.person, entry.row
    if who.ministry_code in register.elsewhere:
        place = row.place("ministry_code")
        entry.refuse(importer.problem("code_elsewhere", place, value=who.ministry_code))
        return None
    by_code = register.by_code.get(who.ministry_code) if who.ministry_code else None
    by_number = register.by_number.get(who.personal_number) if who.personal_number else None
    if by_code and by_number and by_code is not by_number:
        first, second = by_code.staff.full_name, by_number.staff.full_name
        place = row.place("ministry_code")
        entry.refuse(importer.problem("two_people", place, first=first, second=second))
        return None
    if by_code:
        return _checked(importer, entry, by_code, "ministry_code", who.ministry_code)
    if by_number:
        return _checked(importer, entry, by_number, "personal_number", who.personal_number)
    return _by_name(importer, entry, register)


def _checked(importer: Importer, entry: Entry, found: Known, key: str, code: str) -> Known | None:
    """A match by code, unless name and date of birth are both those of another person."""
    known, who = found.person, entry.person
    place = entry.row.place(key)
    if not any(who.agreements(known)):
        born = f"{known.birth_date:%d/%m/%Y}" if known.birth_date else "–"
        entry.refuse(
            importer.problem(
                "somebody_else", place, value=code, name=known.full_name, birth_date=born
            )
        )
        return None
    if who.ministry_code and known.ministry_code not in ("", who.ministry_code):
        told: dict[str, str | int] = {"name": known.full_name}
        told |= {"old": known.ministry_code, "new": who.ministry_code}
        place = entry.row.place("ministry_code")
        entry.problems.append(importer.problem("code_replaced", place, severity="warning", **told))
    return found


def _by_name(importer: Importer, entry: Entry, register: Register) -> Known | None:
    who, place = entry.person, entry.row.place("full_name")
    namesakes = register.by_name.get(who.sort_key, [])
    same = [each for each in namesakes if each.person.birth_date == who.birth_date]
    if not same:
        return _ask_undated(importer, entry, namesakes)
    found = same[0]
    if who.contradicts(found.person):
        name, code = found.staff.full_name, found.person.code
        entry.refuse(importer.problem("other_code", place, name=name, code=code))
        return None
    if who.code or found.person.code:
        told: dict[str, str | int] = {"name": found.staff.full_name}
        told["code"] = found.person.code or "–"
        entry.problems.append(
            importer.problem("matched_by_name", place, severity="warning", **told)
        )
    return found


def _ask_undated(importer: Importer, entry: Entry, namesakes: list[Known]) -> Known | None:
    """A person of this name whose date of birth nobody has recorded: is it the same?"""
    who = entry.person
    undated = [each for each in namesakes if each.person.birth_date is None]
    if len(undated) != 1 or who.contradicts(undated[0].person):
        return None
    row = entry.row
    told: dict[str, str | int] = {
        "row": row.number,
        "name": who.full_name,
        "born": f"{who.birth_date:%d/%m/%Y}",
    }
    key = f"same_name-{row.header.sheet}-{row.number}"
    message = importer.messages["same_name"]
    answer = importer.ask(Question(key, message, SAME_OR_NOT, told, remembered=False))
    if answer is None:
        place = row.place("full_name")
        entry.refuse(importer.problem("same_name", place, severity="question", **told))
    return undated[0] if answer == "same" else None
