"""The school year and term a user is looking at: chosen in the top bar, kept in the session."""

import datetime
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schools.models import SchoolYear, Term
from schools.selectors import current_term

SESSION_KEY = "term"


@dataclass(frozen=True)
class Period:
    """The school year and term a user is looking at, and the ones to choose from.

    `choices` holds (label, code, whether it is the current one). `page` is set by show_period.
    """

    current: Term
    choices: list[tuple[str, str, bool]]
    page: str = ""

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


def show_period(request: HttpRequest, term: Term, page: str) -> None:
    """The page of this request speaks of the term, whatever the session says.

    `page` is its address in any term, with TERM in place of the code.
    """
    request.shown_term = term  # type: ignore[attr-defined]
    request.page_of_term = page  # type: ignore[attr-defined]


def period_for(request: HttpRequest) -> Period | None:
    """What the top bar's switcher shows: one query; None while there is no school year."""
    terms = list(Term.objects.select_related("school_year").order_by("-starts_on")[:8])
    if not terms:
        return None
    shown = getattr(request, "shown_term", None)
    chosen = shown.pk if shown else request.session.get(SESSION_KEY)
    today = timezone.localdate()
    term = next((term for term in terms if term.pk == chosen), shown) or next(
        (term for term in terms if term.starts_on <= today), terms[-1]
    )
    choices = [(str(each), each.code, each == term) for each in terms]
    return Period(term, choices, getattr(request, "page_of_term", ""))


SOON = datetime.timedelta(days=3)


def urgency(closes_on: datetime.date) -> str:
    """How near a deadline is: over, soon (three days or fewer left), or nothing."""
    today = timezone.localdate()
    if closes_on < today:
        return "over"
    return "soon" if closes_on - today <= SOON else ""


def deadline_sentence(closes_on: datetime.date) -> str:
    """ "Until 20/01/2027, 8 days left", or that it is over."""
    day = f"{closes_on:%d/%m/%Y}"
    left = (closes_on - timezone.localdate()).days
    if left < 0:
        return _("Mark entry ended on %(day)s") % {"day": day}
    if left == 0:
        return _("Mark entry ends today")
    return ngettext(
        "Until %(day)s, %(count)d day left", "Until %(day)s, %(count)d days left", left
    ) % {"day": day, "count": left}
