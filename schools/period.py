"""The school year and term a user is looking at: chosen in the top bar, kept in the session."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from schools.models import SchoolYear, Term
from schools.selectors import current_term

SESSION_KEY = "term"


@dataclass(frozen=True)
class Period:
    """The school year and term a user is looking at, and the ones to choose from.

    `choices` holds (label, code, whether it is the current one).
    """

    current: Term
    choices: list[tuple[str, str, bool]]

    @property
    def year(self) -> str:
        return str(self.current.school_year)

    @property
    def term(self) -> str:
        return str(self.current.get_number_display())


def term_of(request: HttpRequest) -> Term | None:
    """The term the user chose in this session, otherwise the current one; None without any."""
    chosen = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
    if chosen is not None:
        term = Term.objects.select_related("school_year").filter(pk=chosen).first()
        if term is not None:
            return term
    return current_term()


def year_of(request: HttpRequest) -> SchoolYear | None:
    """The school year of the chosen term."""
    term = term_of(request)
    return term.school_year if term else None


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
    return Period(term, [(str(t), t.code, t == term) for t in terms])
