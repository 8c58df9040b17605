"""Reads of the register that other apps and every page need."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from eduportal.core.text import search_key
from schools.models import AdminUnit, EntryWindow, School, Term

SESSION_KEY = "term"


@dataclass(frozen=True)
class Period:
    """The school year and term a user is looking at, and the ones to choose from.

    `choices` holds (label, address, whether it is the current one).
    """

    current: Term
    choices: list[tuple[str, str, bool]]

    @property
    def year(self) -> str:
        return str(self.current.school_year)

    @property
    def term(self) -> str:
        return str(self.current.get_number_display())


def current_term(day: datetime.date | None = None) -> Term | None:
    """The term the day falls into; between terms the one that began last."""
    terms = Term.objects.select_related("school_year").order_by("-starts_on")
    return terms.filter(starts_on__lte=day or timezone.localdate()).first() or terms.last()


def term_of(request: HttpRequest) -> Term | None:
    """The term the user chose in this session, otherwise the current one; None without any."""
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    if chosen is not None:
        term = Term.objects.select_related("school_year").filter(pk=chosen).first()
        if term is not None:
            return term
    return current_term()


def period_for(request: HttpRequest) -> Period | None:
    """What the top bar's switcher shows: one query; None while there is no school year."""
    terms = list(Term.objects.select_related("school_year").order_by("-starts_on")[:8])
    if not terms:
        return None
    chosen = request.session.get(SESSION_KEY)
    today = timezone.localdate()
    term = next((term for term in terms if term.pk == chosen), None) or next(
        (term for term in terms if term.starts_on <= today), terms[-1]
    )
    address = reverse("schools:period")
    return Period(term, [(str(t), f"{address}?term={t.pk}", t == term) for t in terms])


@dataclass(frozen=True)
class EntryDays:
    """The days on which a school may enter marks for a term, both included."""

    opens_on: datetime.date
    closes_on: datetime.date

    def contains(self, day: datetime.date) -> bool:
        return self.opens_on <= day <= self.closes_on

    @property
    def is_open(self) -> bool:
        return self.contains(timezone.localdate())


def entry_days(school_id: int, term: Term) -> EntryDays:
    """The school's own window where it has one, otherwise the province's."""
    window = EntryWindow.objects.filter(school_id=school_id, term=term).first()
    if window is not None:
        return EntryDays(window.opens_on, window.closes_on)
    return EntryDays(term.entry_opens_on, term.entry_closes_on)


def schools_in_scope() -> list[School]:
    """The schools the open scope shows, by name."""
    return list(School.objects.filter(closed_on=None).order_by("name"))


def schools_listed(
    *, school_ids: frozenset[int] | None, text: str = "", stage: str = "", unit: str = ""
) -> QuerySet[School]:
    """Open schools by name, with their communes; `school_ids` None stands for all in the scope.

    `text` is sought in the name without accents and in the official code; `unit` is the code of a
    commune.
    """
    # By the key without accents: the database's own order puts Á after Z.
    schools = School.objects.filter(closed_on=None).select_related("unit")
    schools = schools.order_by("search_key", "pk")
    if school_ids is not None:
        schools = schools.filter(pk__in=school_ids)
    if text:
        schools = schools.filter(
            Q(search_key__contains=search_key(text)) | Q(code__istartswith=text)
        )
    if stage:
        schools = schools.filter(stages__contains=[stage])
    if unit:
        schools = schools.filter(unit__code=unit)
    return schools


def communes_of(school_ids: frozenset[int] | None) -> list[AdminUnit]:
    """The communes these schools stand in, by name."""
    schools = schools_listed(school_ids=school_ids).order_by()
    return list(
        AdminUnit.objects.filter(pk__in=schools.values("unit")).order_by("search_key", "pk")
    )
