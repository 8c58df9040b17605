"""One search for people, classes, sheets and schools, within scope and rights.

Each domain finds its own; this module asks those the person may see, and says where each leads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.looking import Kind, looked
from eduportal.core.text import search_key
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.selectors.finding import sheets_found
from schools.models import ClassGroup, Term
from schools.period import term_of
from schools.selectors import schools_listed
from staffing.selectors.staff import staff_found
from students.selectors import Narrowed, classes_listed, student_line, students_listed
from students.visible import may_see_students, visible_classes, visible_students

# Of each kind.
MOST = 6
# Fewer letters find everybody.
LEAST_LETTERS = 2


@dataclass(frozen=True)
class Asked:
    """One search: the words, who asks, and the term chosen in the bar, None without any."""

    request: HttpRequest
    scope: Scope
    user_id: int
    term: Term | None
    text: str


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, what tells it apart, and its page."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """Things of one kind."""

    title: Promise
    hits: list[Hit]


def may_search(scope: Scope) -> bool:
    """Whether there is anything the person could find."""
    return scope.can_somewhere(Action.READ_SCHOOL)


def find(request: Any, text: str) -> list[Group]:
    """What fits the text, at most MOST of each kind: a fixed number of queries.

    Whom the answer shows is said to the access log. Nothing is found for less than LEAST_LETTERS.
    """
    if len(search_key(text)) < LEAST_LETTERS:
        return []
    asked = Asked(request, request.scope, request.user.pk, term_of(request), text)
    ways = (
        (gettext_lazy("Students"), _students),
        (gettext_lazy("Classes"), _classes),
        (gettext_lazy("Mark sheets"), _sheets),
        (gettext_lazy("Staff"), _staff),
        (gettext_lazy("Schools"), _schools),
    )
    groups = [Group(title, list(way(asked))) for title, way in ways]
    return [group for group in groups if group.hits]


def _students(asked: Asked) -> Iterator[Hit]:
    if not may_see_students(asked.scope):
        return
    visible = visible_students(asked.scope, asked.user_id)
    year = asked.term.school_year if asked.term else None
    narrowed = Narrowed(text=asked.text)
    students = students_listed(visible=visible, school_year=year, narrowed=narrowed)
    found = list(students[:MOST])
    looked(asked.request, Kind.STUDENT, ((student.pk, student.school_id) for student in found))
    for student in found:
        line = student_line(student)
        place = line.class_group.name if line.class_group else _("no class this year")
        born = f"{student.birth_date:%d/%m/%Y}" if student.birth_date else ""
        yield Hit(
            title=student.full_name,
            note=_noted(place, born),
            url=reverse("grades:student", args=[student.public_id]),
        )


def _classes(asked: Asked) -> Iterator[Hit]:
    """Classes by name, with or without the word for a class before it."""
    words = [word for word in search_key(asked.text).split() if word not in ("lop", "class")]
    if asked.term is None or len(words) != 1:
        return
    reading = asked.scope.schools_where(Action.READ_MARKS)
    visible = visible_classes(asked.scope, asked.user_id)
    visible |= ~Q(pk__in=[]) if reading is None else Q(school__in=reading)
    classes = classes_listed(visible, asked.term.school_year).filter(name__icontains=words[0])
    for group in classes[:MOST]:
        yield Hit(
            title=_("Class %(name)s") % {"name": group.name},
            note=group.school.name,
            url=_class_page(asked.scope, group),
        )


def _class_page(scope: Scope, group: ClassGroup) -> str:
    if scope.can(Action.READ_MARKS, group.school_id):
        return reverse("grades:class-detail", args=[group.public_id])
    if scope.can(Action.KEEP_REGISTER, group.school_id):
        return reverse("grades:roster", args=[group.public_id])
    return f"{reverse('students:student-list')}?class={group.public_id}"


def _sheets(asked: Asked) -> Iterator[Hit]:
    if asked.term is None:
        return
    found = sheets_found(
        scope=asked.scope, user_id=asked.user_id, term=asked.term, text=asked.text, most=MOST
    )
    one_school = asked.scope.school_ids is not None and len(asked.scope.school_ids) == 1
    for sheet in found:
        school = "" if one_school else sheet.class_group.school.name
        yield Hit(
            title=f"{sheet.subject.name} {sheet.class_group.name}",
            note=_noted(str(sheet.get_state_display()), str(asked.term), school),
            url=reverse("grades:marksheet-edit", args=[sheet.public_id]),
        )


def _staff(asked: Asked) -> Iterator[Hit]:
    keeping = asked.scope.schools_where(Action.KEEP_REGISTER)
    if keeping is not None and not keeping:
        return
    found = staff_found(keeping, asked.text, MOST)
    looked(asked.request, Kind.STAFF, ((person.pk, person.school_id) for person in found))
    for person in found:
        subject = person.main_subject.name if person.main_subject else ""
        yield Hit(
            title=person.full_name,
            note=_noted(subject, str(person.get_status_display())),
            url=reverse("staffing:staff", args=[person.public_id]),
        )


def _schools(asked: Asked) -> Iterator[Hit]:
    """For those who look after more than one."""
    watched = asked.scope.schools_where(Action.SEE_DASHBOARD)
    if watched is not None and len(watched) < 2:
        return
    for school in schools_listed(school_ids=watched, text=asked.text)[:MOST]:
        yield Hit(
            title=school.name,
            note=school.unit.name if school.unit else "",
            url=reverse("dashboards:school", args=[school.public_id]),
        )


def _noted(*parts: str) -> str:
    return " · ".join(filter(None, parts))
