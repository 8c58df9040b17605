"""What people answer to a finding: it is right as it is, or the other school's."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.quality.checks import RULES
from eduportal.quality.choices import OWNERS, Move, State
from eduportal.quality.models import WORDS_LENGTH, Finding, FindingStep
from eduportal.quality.selectors.owners import owners_at
from eduportal.quality.services.checking import ask_for_check
from eduportal.quality.services.errors import AnswerRefused
from eduportal.scoping import Scope, everywhere


def may_answer(scope: Scope, finding: Finding) -> bool:
    """Whether the user's role owns the findings of the rule, at the school or everywhere."""
    rule = RULES.get(finding.rule)
    return rule is not None and scope.can(OWNERS[rule.owner], finding.school_id)


def answer_right(*, finding: Finding, revision: int, words: str, scope: Scope, user: User) -> None:
    """End the finding: what it is about is right as it is. Found otherwise, it is open again.

    Raises AnswerRefused.
    """
    with transaction.atomic():
        _end(finding, revision, State.RIGHT, words, scope, user)


def pass_on(*, finding: Finding, revision: int, words: str, scope: Scope, user: User) -> None:
    """End the finding here: what the other school has is what is to be mended.

    That school's own finding of the same matter is open with these words. Raises AnswerRefused.
    """
    rule = RULES[finding.rule]
    if not rule.between_schools or finding.other_school is None:
        raise AnswerRefused(_("This finding is about one school alone."))
    with everywhere("a finding is passed to the school it names"):
        their = Finding.objects.filter(
            school=finding.other_school,
            rule=finding.rule,
            key=finding.second,
            second=finding.key,
        ).first()
        if their is None:
            ask_for_check([finding.other_school])
    if their is None:
        raise AnswerRefused(
            _("The other school has not been looked at since; try again in some minutes.")
        )
    with transaction.atomic():
        _end(finding, revision, State.PASSED, words, scope, user)
        with everywhere("a finding is passed to the school it names"):
            _give(their, " ".join(words.split())[:WORDS_LENGTH], user)


def _give(their: Finding, words: str, user: User) -> None:
    if their.state != State.OPEN:
        Finding.objects.filter(pk=their.pk).update(
            state=State.OPEN, ended_at=None, revision=F("revision") + 1
        )
        _step(their, Move.GIVEN, words, user)
    else:
        _step(their, Move.REMINDED, words, user)
    tell(
        (
            Told(
                user_id=owner,
                school_id=their.school_id,
                kind=NoticeKind.DATA_GIVEN,
                about=str(their.pk),
                key=str(their.public_id),
                facts={"code": their.rule},
                words=words,
            )
            for owner in owners_at([their.school_id], RULES[their.rule].owner)
        ),
        by=user.pk,
    )


def _end(
    finding: Finding, revision: int, state: State, words: str, scope: Scope, user: User
) -> None:
    words = " ".join(words.split())[:WORDS_LENGTH]
    if not may_answer(scope, finding):
        raise AnswerRefused(_("Another role answers findings of this rule."))
    if not words:
        raise AnswerRefused(_("Say why, in words that others will read."))
    rows = Finding.objects.filter(pk=finding.pk, state=State.OPEN, revision=revision)
    ended = rows.update(state=state, ended_at=timezone.now(), revision=F("revision") + 1)
    if not ended:
        raise AnswerRefused(_("The finding has changed since this page was opened."))
    _step(finding, Move(state.value), words, user)


def _step(finding: Finding, kind: Move, words: str, user: User) -> None:
    FindingStep.objects.create(
        school_id=finding.school_id,
        finding=finding,
        rule=finding.rule,
        kind=kind,
        words=words,
        by=user,
    )
