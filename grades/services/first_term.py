"""Entering the first term of a student who came after it, as papers or a sealed package say."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import AssessmentForm, CellCode
from grades.models import OutsideResult, OutsideTerm
from grades.rules.mark_text import MESSAGES, MarkTextError, parse_cell
from grades.selectors.elsewhere import TermElsewhere
from grades.selectors.first_term import FirstTermPlace, first_term_place
from grades.services.errors import NotAllowed, OutsideRefused
from grades.services.outside import Source
from schools.services import lock_classes
from students.models import Student


def enter_first_term(
    *,
    student: Student,
    source: Source,
    typed: Mapping[str, str],
    conduct: int | None,
    absences: int | None,
    before: str,
    scope: Scope,
    user: User,
) -> OutsideTerm:
    """Keep the results that a paper says, by the code of the subject; an empty text says nothing.

    What was entered before stays and counts no more; `before` is the FirstTermPlace.revision of the
    page. Raises NotAllowed, and OutsideRefused with a
    sentence for each text that is no result.
    """
    _require(scope, student)
    with transaction.atomic():
        place = _locked_place(student, before)
        return _store(place, source, _parsed(place, typed), conduct, absences, user)


def take_first_term(
    *, student: Student, found: TermElsewhere, before: str, scope: Scope, user: User
) -> OutsideTerm:
    """Keep what another school has sealed of the term, as its package says; the package is the
    paper. Raises NotAllowed, OutsideRefused."""
    _require(scope, student)
    piece = found.proved.piece
    source = Source(
        found.proved.school,
        found.proved.by,
        f"{piece.digest[:12]} v{piece.header.version}",
        datetime.datetime.fromisoformat(piece.header.sealed_at).date(),
    )
    with transaction.atomic():
        place = _locked_place(student, before)
        results = {
            subject.pk: (form, found.results[subject.code][1])
            for subject, form in place.subjects
            if found.results.get(subject.code, ("",))[0] == form
        }
        return _store(place, source, results, found.conduct, found.absences, user)


def _require(scope: Scope, student: Student) -> None:
    if not scope.can(Action.KEEP_REGISTER, student.school_id):
        raise NotAllowed(_("Your role does not include keeping the register of students."))


def _locked_place(student: Student, before: str) -> FirstTermPlace:
    place = first_term_place(student)
    if place is None:
        raise OutsideRefused(
            [_("The first term of this student is in the school's own mark book.")]
        )
    lock_classes([place.stay.class_group_id])
    place = first_term_place(student) or place
    if place.revision != before:
        raise OutsideRefused(
            [_("The term was entered meanwhile by somebody else. Look again. Nothing was done.")]
        )
    return place


Results = Mapping[int, tuple[str, int]]


def _parsed(place: FirstTermPlace, typed: Mapping[str, str]) -> Results:
    problems, found = [], {}
    for subject, form in place.subjects:
        text = typed.get(subject.code, "")
        try:
            value = parse_cell(text, AssessmentForm(form))
            if value == CellCode.ABSENT:
                raise MarkTextError("not_a_number", text)
        except MarkTextError as refusal:
            said = _(MESSAGES[refusal.code]) % {"text": refusal.text}
            problems.append(f"{subject.name}: {said}")
        else:
            if value is not None:
                found[subject.pk] = (form, value)
    if not found and not problems:
        problems.append(_("No subject has a result. Nothing was entered."))
    if problems:
        raise OutsideRefused(problems)
    return found


def _store(
    place: FirstTermPlace,
    source: Source,
    results: Results,
    conduct: int | None,
    absences: int | None,
    user: User,
) -> OutsideTerm:
    school_id = place.stay.school_id
    term = OutsideTerm.objects.create(
        school_id=school_id,
        student_id=place.stay.student_id,
        term=place.term,
        conduct=conduct,
        absences=absences,
        source=f"{source.school}, {source.place}",
        paper=source.paper,
        on=source.on,
        entered_by=user,
    )
    OutsideResult.objects.bulk_create(
        OutsideResult(
            school_id=school_id, outside_term=term, subject_id=pk, form=form, result=value
        )
        for pk, (form, value) in results.items()
    )
    return term
