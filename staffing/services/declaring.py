"""The only writer of reviews and declarations of staff."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.numbers import grouped_text
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from schools.models import School, SchoolYear
from staffing.choices import DeclarationState as State
from staffing.choices import DeclarationStepKind as Step
from staffing.models import Declaration, DeclarationStep, StaffingReview
from staffing.rules.declaring import STEPS, Line, kept, with_answers, with_declared
from staffing.selectors.declaring import counted_now, line_names
from staffing.services.errors import StaffRefused, require_none


@dataclass(frozen=True)
class ReviewDays:
    """The paper a review rests on, and the last day of each step."""

    basis: str
    declare_by: datetime.date
    check_by: datetime.date
    object_by: datetime.date
    decide_by: datetime.date


def set_review(*, year: SchoolYear, days: ReviewDays, shown: int) -> StaffingReview:
    """Open the review of the year, or change its days. Raises StaffRefused.

    `shown` is the revision on the page, 0 where there was none.
    """
    in_order = sorted([days.declare_by, days.check_by, days.object_by, days.decide_by])
    if in_order != [days.declare_by, days.check_by, days.object_by, days.decide_by]:
        raise StaffRefused([_("The days must follow each other: declare, check, object, decide.")])
    with transaction.atomic():
        SchoolYear.objects.select_for_update().get(pk=year.pk)
        review = StaffingReview.objects.filter(school_year=year).first()
        if (review.revision if review else 0) != shown:
            raise _changed()
        review = review or StaffingReview(school_year=year, revision=0)
        for name, value in vars(days).items():
            setattr(review, name, value)
        review.revision += 1
        review.save()
        return review


@dataclass(frozen=True)
class Act:
    """Who acts, on which revision of the declaration, and what they say."""

    user: User
    shown: int
    text: str = ""


def declare(
    *,
    school: School,
    review: StaffingReview,
    declared: Mapping[str, Decimal],
    reasons: Mapping[str, str],
    act: Act,
) -> Declaration:
    """Declare the school's staff: the portal counts anew, the school says where it is otherwise.

    Raises StaffRefused with every line that differs without a reason.
    """
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        found = Declaration.objects.filter(school=school, review=review).first()
        lines = with_declared(counted_now(school, review.school_year), declared, reasons)
        require_none(_without_reason(lines))
        found = found or Declaration(school=school, review=review, state="", revision=0)
        return _step(found, Step.DECLARE, lines, act)


def check(
    *, declaration: Declaration, accepted: Mapping[str, bool], answers: Mapping[str, str], act: Act
) -> Declaration:
    """Answer each difference: all accepted and it is checked, otherwise it goes back to the school.

    Raises StaffRefused with every difference that has no answer, or is not accepted without a word.
    """
    with transaction.atomic():
        found = _locked(declaration)
        lines = with_answers(found.read_lines, accepted, answers)
        require_none(_unanswered(lines))
        is_agreed = all(line.is_accepted for line in lines if line.differs)
        return _step(found, Step.CHECK if is_agreed else Step.RETURN, lines, act)


def object_to(*, declaration: Declaration, act: Act) -> Declaration:
    """The school objects to what was found; the reason is asked for. Raises StaffRefused."""
    return _spoken(declaration, Step.OBJECT, act)


def send_back(*, declaration: Declaration, act: Act) -> Declaration:
    """The objection is heard: the school declares anew. Raises StaffRefused."""
    return _spoken(declaration, Step.RETURN, act)


def reopen(*, declaration: Declaration, act: Act) -> Declaration:
    """A decided declaration goes back to the school, with the reason. Raises StaffRefused."""
    return _spoken(declaration, Step.REOPEN, act)


def decide(
    *, declaration: Declaration, decision: str, decided_on: datetime.date, act: Act
) -> Declaration:
    """End it by a decision. Raises StaffRefused."""
    with transaction.atomic():
        found = _locked(declaration)
        found.decision, found.decided_on = decision, decided_on
        return _step(found, Step.DECIDE, found.read_lines, act)


def _spoken(declaration: Declaration, step: Step, act: Act) -> Declaration:
    require_none([] if act.text else [_("Say why.")])
    with transaction.atomic():
        found = _locked(declaration)
        return _step(found, step, found.read_lines, act)


def _locked(declaration: Declaration) -> Declaration:
    return Declaration.objects.select_for_update().get(pk=declaration.pk)


def _step(found: Declaration, step: Step, lines: Sequence[Line], act: Act) -> Declaration:
    """Go the step, if it is one from here and the page was current."""
    if found.revision != act.shown:
        raise _changed()
    after = STEPS.get((found.state, step))
    if after is None:
        raise StaffRefused([_("This step cannot be taken now. Nothing was done.")])
    found.state, found.lines = State(after), kept(lines)
    found.revision += 1
    found.save()
    DeclarationStep.objects.create(
        school_id=found.school_id,
        declaration=found,
        kind=step,
        text=act.text,
        lines=found.lines,
        by=act.user,
    )
    _tell(found, step, act.user)
    return found


def _tell(found: Declaration, step: Step, user: User) -> None:
    """Tell those who declared what the body that checks has done."""
    kinds = {
        Step.RETURN: NoticeKind.STAFF_RETURNED,
        Step.REOPEN: NoticeKind.STAFF_RETURNED,
        Step.CHECK: NoticeKind.STAFF_CHECKED,
        Step.DECIDE: NoticeKind.STAFF_DECIDED,
    }
    if step not in kinds:
        return
    declared = DeclarationStep.objects.filter(declaration=found, kind=Step.DECLARE)
    tell(
        [
            Told(
                user_id=each,
                school_id=found.school_id,
                kind=kinds[step],
                about=str(found.review),
                key=str(found.school.public_id),
                facts={"year": str(found.review.school_year)},
            )
            for each in set(declared.values_list("by", flat=True))
        ],
        by=user.pk,
    )


def _without_reason(lines: Sequence[Line]) -> list[str]:
    names = line_names(lines)
    sentence = _("%(line)s: say why you declare %(declared)s where %(counted)s was counted.")
    return [
        sentence % {"line": names[line.code], **_numbers(line)}
        for line in lines
        if line.differs and not line.reason
    ]


def _unanswered(lines: Sequence[Line]) -> list[str]:
    names, problems = line_names(lines), []
    for line in lines:
        if line.differs and line.is_accepted is None:
            problems.append(_("%s: accept the difference or not.") % names[line.code])
        elif line.differs and not line.is_accepted and not line.answer:
            problems.append(_("%s: say why it is not accepted.") % names[line.code])
    return problems


def _numbers(line: Line) -> dict[str, str]:
    return {
        "declared": grouped_text(line.declared, 2),
        "counted": grouped_text(line.counted, 2),
    }


def _changed() -> StaffRefused:
    sentence = _("The declaration has changed since this page was opened. Nothing was done.")
    return StaffRefused([sentence])
