"""The only writer of the Department's requests for mid-term results."""

from collections.abc import Collection, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from grades.models import MidtermRequest
from grades.services.errors import NotAllowed, StepNotPossible
from grades.services.reasons import read_reason
from grades.services.windows import may_set_windows
from schools.models import Term

LONGEST_REASON = 300


def ask_for_midterm(*, term: Term, reason: str, scope: Scope, user_id: int) -> MidtermRequest:
    """Ask every school for the results of the middle of a term.

    Classes are sealed one by one, in the night after the last day of their mid-term column. Raises
    NotAllowed, and StepNotPossible without a reason or where they are asked for already.
    """
    _require_setting(scope)
    why = read_reason(reason, LONGEST_REASON, StepNotPossible)
    if not why:
        raise StepNotPossible(_("Say why the mid-term results are asked for."))
    try:
        with transaction.atomic():
            return MidtermRequest.objects.create(term=term, reason=why, asked_by_id=user_id)
    except IntegrityError as problem:
        raise StepNotPossible(_("The mid-term results are asked for already.")) from problem


def ask_no_longer(*, term: Term, scope: Scope) -> None:
    """Take the request back; what was sealed stays. Raises NotAllowed, StepNotPossible."""
    _require_setting(scope)
    taken_back, _by_model = MidtermRequest.objects.filter(term=term).delete()
    if not taken_back:
        raise StepNotPossible(_("The mid-term results are not asked for."))


def _require_setting(scope: Scope) -> None:
    if not may_set_windows(scope):
        raise NotAllowed(_("The Department asks for mid-term results."))


def follow_above(name: str, asked: Collection[Sequence[str]]) -> None:
    """Ask for what the node above asks of its schools, and for nothing it asks no longer.

    `name` is that node's, `asked` as midterms_asked gives it there. Only a school's own portal
    follows: a Department asks by itself. A term that is not known here is passed over, what is
    sealed stays.
    """
    if settings.EDUPORTAL_TIER != "school":
        return
    terms = {
        (term.school_year.code, f"gk{term.number}"): term
        for term in Term.objects.select_related("school_year")
    }
    wanted = {
        terms[year, period]: reason[:LONGEST_REASON]
        for year, period, reason in asked
        if (year, period) in terms and reason.strip()
    }
    with transaction.atomic():
        heard = MidtermRequest.objects.exclude(heard_from="")
        heard.exclude(term__in=wanted).delete()
        for term, reason in wanted.items():
            MidtermRequest.objects.update_or_create(
                term=term, defaults={"reason": reason, "heard_from": name, "asked_by": None}
            )
