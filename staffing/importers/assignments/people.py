"""Which teacher and which subject a text of the file means."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.core.text import name_sort_key
from eduportal.imports.importer import Importer, Question, persons_named
from eduportal.workbooks.cells import fold
from eduportal.workbooks.problems import Place, Problem
from schools.models import Subject
from schools.rules.subject_names import find_subject
from staffing.models import StaffMember
from staffing.rules.short_names import short_names

NOBODY = ("none", gettext_noop("none of these: leave it out"))
MOST_CHOICES = 40


class Named:
    """Finds the people and subjects that texts name; asks once for a text that is not clear."""

    def __init__(
        self, importer: Importer, staff: Iterable[StaffMember], subjects: Iterable[Subject]
    ) -> None:
        self._importer = importer
        self._staff = {str(each.public_id): each for each in staff}
        self._subjects = list(subjects)
        self._by_name: defaultdict[str, list[StaffMember]] = defaultdict(list)
        self._by_code = {each.ministry_code: each for each in self._staff.values()}
        for each in self._staff.values():
            self._by_name[each.sort_key].append(each)
        names = {pk: each.full_name for pk, each in self._staff.items()}
        self._by_short = {fold(text): self._staff[pk] for pk, text in short_names(names).items()}

    def titles(self) -> dict[str, list[str]]:
        """What a column for a teacher may be called; one title of two people is asked about."""
        titles: defaultdict[str, list[str]] = defaultdict(list)
        for each in self._staff.values():
            titles[each.sort_key].append(each.full_name)
        for short, each in self._by_short.items():
            titles[each.sort_key].append(short)
        return titles

    def teacher(self, text: str, place: Place) -> tuple[StaffMember | None, Problem | None]:
        """The person, or what is in the way; neither, where somebody said to leave it out.

        By the whole name or code, and by the short name that tells the person apart.
        """
        if text in self._by_code:
            return self._by_code[text], None
        same = self._by_name.get(name_sort_key(text), [])
        if len(same) == 1:
            return same[0], None
        if not same and (short := self._by_short.get(fold(text))):
            return short, None
        candidates = same or self._like(text)
        if not candidates:
            return None, self._importer.problem("teacher_unknown", place, value=text[:100])
        return self._ask_teacher(text, candidates[:MOST_CHOICES], place)

    def _like(self, text: str) -> list[StaffMember]:
        """Those whose name has every word of the text, or ends like it."""
        words = fold(text).replace(".", " ").split()
        found = []
        for each in self._staff.values():
            own = each.search_key.split()
            if words and words[-1] == own[-1]:
                found.append(each)
        return found

    def _ask_teacher(
        self, text: str, candidates: list[StaffMember], place: Place
    ) -> tuple[StaffMember | None, Problem | None]:
        choices = [(str(each.public_id), _told_apart(each)) for each in candidates]
        named = persons_named(Kind.STAFF, [each.pk for each in candidates], MOST_CHOICES)
        answer, problem = self._ask("which_teacher", text, [*choices, NOBODY], place, named)
        return self._staff.get(answer), problem

    def subject(self, text: str, place: Place) -> tuple[Subject | None, Problem | None]:
        """The subject, or what is in the way; neither, where somebody said to leave it out."""
        if found := find_subject(text, self._subjects):
            return found, None
        choices = [(each.code, each.name) for each in self._subjects]
        answer, problem = self._ask("which_subject", text, [*choices, NOBODY], place, {})
        return next((each for each in self._subjects if each.code == answer), None), problem

    def _ask(
        self,
        rule: str,
        text: str,
        choices: list[tuple[str, str]],
        place: Place,
        named: dict[str, str],
    ) -> tuple[str, Problem | None]:
        told: dict[str, str | int] = {"value": text[:100], **named}
        message = self._importer.messages[rule]
        question = Question(f"{rule}-{fold(text)[:60]}", message, tuple(choices), told)
        answer = self._importer.ask(question)
        if answer is not None:
            return answer, None
        return "", self._importer.problem(rule, place, severity="question", **told)


def _told_apart(staff: StaffMember) -> str:
    subject = f", {staff.main_subject.name}" if staff.main_subject else ""
    born = f", {staff.birth_date:%d/%m/%Y}" if staff.birth_date else ""
    return f"{staff.full_name}{born}{subject}"
