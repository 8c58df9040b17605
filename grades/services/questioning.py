"""Questions about how marks were entered: found, asked, answered, settled."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.authority import who_may
from eduportal.accounts.models import User
from eduportal.accounts.roles import DeputyAct
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import QuestionState, QuestionStepKind, SheetState
from grades.models import MarkQuestion, MarkSheet, QuestionStep
from grades.rules.signals import VERSION, Signal
from grades.selectors.questions import changed_sheets, whom_to_ask
from grades.selectors.signals import contents_signals, facts_of, filling_signals
from grades.services.errors import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.telling import named
from staffing.selectors import has_taught, teaches

SHEETS_A_RUN = 200
WORDS_LENGTH = QuestionStep._meta.get_field("words").max_length or 0


def find_questions(after: int) -> int:
    """Look at some sheets that changed lately, those numbered above `after`; returns the last one.

    0 once there is none left. Each thing is stored once, however often it is found; a question
    about what a sheet holds that nobody has asked yet goes when the sheet holds it no longer.
    Safe to run twice.
    """
    sheets = changed_sheets(after, SHEETS_A_RUN)
    if not sheets:
        return 0
    handed_in = [each for each in sheets if each.state != SheetState.OPEN]
    contents = contents_signals(handed_in)
    filling = filling_signals(sheets)
    with transaction.atomic():
        for found in (contents, filling):
            _keep(sheets, found)
        _drop_gone(contents)
    return sheets[-1].pk


def _keep(sheets: Collection[MarkSheet], found: dict[int, list[Signal]]) -> None:
    MarkQuestion.objects.bulk_create(
        (
            MarkQuestion(
                school_id=sheet.school_id,
                sheet=sheet,
                kind=signal.kind,
                key=signal.key,
                version=VERSION,
                facts=facts_of(signal),
                author_id=signal.actor,
            )
            for sheet in sheets
            for signal in found.get(sheet.pk, ())
        ),
        ignore_conflicts=True,
    )


CONTENTS = ("all_equal", "copied", "zeros", "lower", "higher")


def _drop_gone(contents: dict[int, list[Signal]]) -> None:
    """Nobody is asked about a column that is not so any more."""
    there = {(pk, each.kind, each.key) for pk, found in contents.items() for each in found}
    stored = MarkQuestion.objects.filter(
        sheet__in=contents, kind__in=CONTENTS, state=QuestionState.OPEN, steps=None
    )
    gone = [
        pk
        for pk, *place in stored.values_list("pk", "sheet", "kind", "key")
        if tuple(place) not in there
    ]
    MarkQuestion.objects.filter(pk__in=gone, state=QuestionState.OPEN).delete()


def ask_teacher(*, question: MarkQuestion, words: str, scope: Scope, user: User) -> None:
    """Ask the teacher: whose entries they are, or else who gives the subject.

    Raises NotAllowed, AmendmentRefused, ShownOtherwise.
    """
    _require_head(question, scope, user)
    asked = whom_to_ask(question)
    if asked is None:
        raise AmendmentRefused([_("Nobody who could be asked has an account at work here.")])
    _move(
        question,
        (QuestionState.OPEN, QuestionState.ANSWERED),
        QuestionState.ASKED,
        QuestionStepKind.ASK,
        words,
        user,
        asked_id=asked,
    )
    _tell(question, NoticeKind.MARKS_ASKED, {asked}, words, by=user.pk)


def answer_question(*, question: MarkQuestion, words: str, user: User) -> None:
    """The teacher's answer. Refusals as for ask_teacher."""
    if question.asked_id != user.pk:
        raise NotAllowed(_("The question was put to another person."))
    _move(
        question,
        (QuestionState.ASKED,),
        QuestionState.ANSWERED,
        QuestionStepKind.ANSWER,
        words,
        user,
    )
    _tell(question, NoticeKind.MARKS_ANSWERED, _heads(question), words, by=user.pk)


def settle_question(*, question: MarkQuestion, words: str, scope: Scope, user: User) -> None:
    """Settle it with a reason, whether the teacher was asked or not. Refusals as for ask_teacher.

    Nobody settles what the own entries are about.
    """
    _require_head(question, scope, user)
    _move(
        question,
        (QuestionState.OPEN, QuestionState.ASKED, QuestionState.ANSWERED),
        QuestionState.SETTLED,
        QuestionStepKind.SETTLE,
        words,
        user,
    )
    told = {question.asked_id} if question.asked_id else set()
    _tell(question, NoticeKind.MARKS_ANSWERED, told, words, by=user.pk)


def ask_school(*, question: MarkQuestion, words: str, scope: Scope, user: User) -> None:
    """The Department asks the school about a question it has settled: it is open again."""
    if not scope.can(Action.ADMINISTER):
        raise NotAllowed(_("Only the Department asks a school back."))
    _move(
        question,
        (QuestionState.SETTLED,),
        QuestionState.OPEN,
        QuestionStepKind.BACK,
        words,
        user,
    )
    _tell(question, NoticeKind.MARKS_ASKED, _heads(question), words, by=user.pk)


def may_lead(question: MarkQuestion, scope: Scope, user_id: int) -> bool:
    """Whether the user asks and settles: a head or vice-head, or the Department in their place;
    nobody about the own entries, nor about a head's whose deputy the user is."""
    decides = scope.can(Action.APPROVE_MARKS, question.school_id) or scope.can(Action.ADMINISTER)
    principal = scope.acts_for(Action.APPROVE_MARKS, question.school_id)
    persons = [user_id, principal.user_id] if principal else [user_id]
    return decides and not any(_is_own(question, person) for person in persons)


def _is_own(question: MarkQuestion, user_id: int) -> bool:
    """Whether the entries are the user's. Of a question without an author (what a sheet holds) they
    are taken to be those of whoever gives the subject, or gave it in the term."""
    if question.author_id is not None:
        return user_id in (question.author_id, question.asked_id)
    sheet = question.sheet
    taught = (sheet.class_group_id, sheet.subject_id)
    is_asked = user_id == question.asked_id
    return is_asked or teaches(user_id, *taught) or has_taught(user_id, *taught, sheet.term)


def _require_head(question: MarkQuestion, scope: Scope, user: User) -> None:
    if not may_lead(question, scope, user.pk):
        raise NotAllowed(_("You cannot decide on this question."))


def _heads(question: MarkQuestion) -> set[int]:
    return who_may(DeputyAct.APPROVE, question.school_id) - {question.author_id}


def _move(
    question: MarkQuestion,
    states: Collection[QuestionState],
    to: QuestionState,
    kind: QuestionStepKind,
    words: str,
    user: User,
    **changes: object,
) -> None:
    words = " ".join(words.split())[:WORDS_LENGTH]
    if not words:
        raise AmendmentRefused([_("Say why, in words the others will read.")])
    with transaction.atomic():
        rows = MarkQuestion.objects.filter(pk=question.pk, state__in=states)
        if not rows.update(state=to, **changes):
            raise ShownOtherwise(_("The question has gone on since this page was opened."))
        QuestionStep.objects.create(
            school_id=question.school_id, question=question, kind=kind, words=words, actor=user
        )


def _tell(
    question: MarkQuestion, kind: NoticeKind, users: Collection[int], words: str, *, by: int
) -> None:
    things = [
        Told(
            user_id=user_id,
            school_id=question.school_id,
            kind=kind,
            about=str(question.public_id),
            key=str(question.public_id),
            facts=named(question.sheet),
            words=words,
        )
        for user_id in users
    ]
    tell(things, by=by)
