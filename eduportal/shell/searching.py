"""One search for people, classes, sheets and schools, within scope and rights.

Each domain finds its own; this module asks those the person may see, and says where each leads.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
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
from students.choices import Whereabouts
from students.selectors import Narrowed, classes_listed, student_line, students_listed
from students.visible import may_see_students, visible_classes, visible_students

# Of each kind, and of one kind alone.
MOST = 6
MOST_OF_ONE = 100
# Fewer letters find everybody.
LEAST_LETTERS = 2


@dataclass(frozen=True)
class Asked:
    """One search: the words, who asks, and the term chosen in the bar, None without any.

    At most `most` things of each kind are shown.
    """

    request: HttpRequest
    scope: Scope
    user_id: int
    term: Term | None
    text: str
    most: int


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, what tells it apart, and its page."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """Things of one kind; where there are more, `is_cut`, and `more_url` if a page shows them."""

    title: Promise
    hits: list[Hit]
    more_url: str
    is_cut: bool


def may_search(scope: Scope) -> bool:
    """Whether there is anything the person could find."""
    return scope.can_somewhere(Action.READ_SCHOOL)


def find(request: Any, text: str, kind: str = "") -> list[Group]:
    """What fits the text, at most MOST of each kind, or MOST_OF_ONE of one of KINDS.

    A fixed number of queries. Whom the answer shows is said to the access log. Nothing is found
    for less than LEAST_LETTERS.
    """
    if len(search_key(text)) < LEAST_LETTERS:
        return []
    most = MOST_OF_ONE if kind else MOST
    asked = Asked(request, request.scope, request.user.pk, term_of(request), text, most)
    groups = [_group(asked, name) for name in ([kind] if kind else KINDS)]
    return [group for group in groups if group.hits]


def _group(asked: Asked, kind: str) -> Group:
    title, way = KINDS[kind]
    hits = list(way(asked))
    is_cut = len(hits) > asked.most
    return Group(title, hits[: asked.most], _all_of(asked, kind) if is_cut else "", is_cut)


def _all_of(asked: Asked, kind: str) -> str:
    """Where everything of the kind stands: a list that can be narrowed, or the search for it alone.

    Empty where the search is for it alone already.
    """
    query = {"q": asked.text}
    if kind == "students":
        return f"{reverse('students:student-list')}?{urlencode(query | {'where': Whereabouts.ALL})}"
    if kind == "schools":
        return f"{reverse('schools:school-list')}?{urlencode(query)}"
    if asked.most == MOST_OF_ONE:
        return ""
    return f"{reverse('search')}?{urlencode(query | {'kind': kind})}"


def _students(asked: Asked) -> Iterator[Hit]:
    if not may_see_students(asked.scope):
        return
    visible = visible_students(asked.scope, asked.user_id)
    year = asked.term.school_year if asked.term else None
    narrowed = Narrowed(text=asked.text)
    students = students_listed(visible=visible, school_year=year, narrowed=narrowed)
    found = list(students[: asked.most + 1])
    shown = found[: asked.most]
    looked(asked.request, Kind.STUDENT, ((student.pk, student.school_id) for student in shown))
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
    for group in classes[: asked.most + 1]:
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
        scope=asked.scope,
        user_id=asked.user_id,
        term=asked.term,
        text=asked.text,
        most=asked.most + 1,
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
    found = staff_found(keeping, asked.text, asked.most + 1)
    shown = found[: asked.most]
    looked(asked.request, Kind.STAFF, ((person.pk, person.school_id) for person in shown))
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
    for school in schools_listed(school_ids=watched, text=asked.text)[: asked.most + 1]:
        yield Hit(
            title=school.name,
            note=school.unit.name if school.unit else "",
            url=reverse("dashboards:school", args=[school.public_id]),
        )


def _noted(*parts: str) -> str:
    return " · ".join(filter(None, parts))


# By the name a kind has in the address: its title, and how it is found, one more than asked for.
KINDS: Mapping[str, tuple[Promise, Callable[[Asked], Iterator[Hit]]]] = {
    "students": (gettext_lazy("Students"), _students),
    "classes": (gettext_lazy("Classes"), _classes),
    "sheets": (gettext_lazy("Mark sheets"), _sheets),
    "staff": (gettext_lazy("Staff"), _staff),
    "schools": (gettext_lazy("Schools"), _schools),
}
