"""The steps of an amendment: who may take each, and who is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import AMENDMENT_EDGES, AmendmentState, AmendmentStepKind
from grades.models import Amendment, AmendmentStep
from grades.selectors.amending import OPEN
from grades.selectors.turns import Turn, turn_of
from grades.services.errors import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.telling import named
from schools.services import lock_classes

WORDS_LENGTH = AmendmentStep._meta.get_field("words").max_length or 0


@dataclass
class Act:
    """One person's step on one amendment. `revision` is that of the page the person looked at.

    `words` are the person's own.
    """

    amendment: Amendment
    user: User
    scope: Scope
    revision: str
    words: str = ""
    turn: Turn = field(default_factory=Turn, init=False)

    def require_words(self) -> None:
        """Raise AmendmentRefused where nothing is said."""
        if not self.words.strip():
            raise AmendmentRefused([_("Say why, in words the others will read.")])

    def locked(self, *states: AmendmentState) -> Amendment:
        """The amendment, locked, in one of these states, while it is the person's turn.

        Raises NotAllowed, ShownOtherwise.
        """
        amendment = self.as_shown(states)
        self.turn = turn_of(amendment)
        if not self.turn.is_of(self.user.pk):
            raise NotAllowed(_("This step is not yours to take."))
        if self.turn.is_departments and not self.scope.can(Action.ADMINISTER):
            raise NotAllowed(_("This step is not yours to take."))
        return amendment

    def locked_of_asker(self) -> Amendment:
        """The open amendment, locked, for who has asked for it; refusals as for locked."""
        amendment = self.as_shown(OPEN)
        if amendment.asked_by_id != self.user.pk:
            raise NotAllowed(_("Only who has asked for it takes it back."))
        return amendment

    def as_shown(self, states: Iterable[str]) -> Amendment:
        """The amendment, locked, in one of these states and as the page showed it."""
        lock_classes([self.amendment.sheet.class_group_id])
        locked = Amendment.objects.select_for_update(of=("self",)).select_related(
            "sheet__subject",
            "sheet__regulation",
            "sheet__class_group__school_year",
            "sheet__class_group__school",
            "sheet__term__school_year",
            "approved_by",
        )
        amendment: Amendment = locked.get(pk=self.amendment.pk)
        if amendment.state not in states or revision_of(amendment) != self.revision:
            raise ShownOtherwise(
                _("The amendment has gone on since this page was opened. Nothing was done.")
            )
        return amendment


def revision_of(amendment: Amendment) -> str:
    """What a page shows of the amendment's way, so that a form can say what it was made for."""
    newest = AmendmentStep.objects.filter(amendment=amendment).order_by("-pk").values_list("pk")
    return f"{amendment.state}-{newest[0][0] if newest[:1] else 0}"


def move(
    act: Act, amendment: Amendment, to: AmendmentState, kind: AmendmentStepKind, **changes: object
) -> None:
    """Take the step, record it, and tell those concerned that it has ended, if it has."""
    principal = act.scope.acts_for(Action.SEAL_MARKS, amendment.school_id)
    acts_for_head = kind is AmendmentStepKind.APPROVE and principal is not None
    record_step(
        amendment,
        to,
        kind,
        actor_id=act.user.pk,
        principal_id=principal.user_id if acts_for_head and principal else None,
        words=" ".join(act.words.split())[:WORDS_LENGTH],
        **changes,
    )
    if to in ENDED:
        tell_of(amendment, ENDED[to], concerned_by(amendment), by=act.user.pk, words=act.words)


def record_step(
    amendment: Amendment,
    to: AmendmentState,
    kind: AmendmentStepKind,
    *,
    actor_id: int | None,
    principal_id: int | None = None,
    words: str = "",
    **changes: object,
) -> None:
    """Write the new state with its step; the caller holds the lock."""
    if to not in AMENDMENT_EDGES.get(AmendmentState(amendment.state), frozenset()):
        raise ShownOtherwise(_("The amendment has ended. Nothing was done."))
    changes["state"] = to
    Amendment.objects.filter(pk=amendment.pk).update(**changes)
    for name, value in changes.items():
        setattr(amendment, name, value)
    AmendmentStep.objects.create(
        school_id=amendment.school_id,
        amendment=amendment,
        kind=kind,
        actor_id=actor_id,
        principal_id=principal_id,
        words=words,
    )


ENDED = {
    AmendmentState.WRITTEN: NoticeKind.AMEND_WRITTEN,
    AmendmentState.REFUSED: NoticeKind.AMEND_REFUSED,
    AmendmentState.WITHDRAWN: NoticeKind.AMEND_GONE,
    AmendmentState.OVERTAKEN: NoticeKind.AMEND_GONE,
}
NEXT = {
    AmendmentState.ASKED: NoticeKind.AMEND_CONFIRM,
    AmendmentState.QUESTIONED: NoticeKind.AMEND_QUESTION,
    AmendmentState.CONFIRMED: NoticeKind.AMEND_APPROVE,
    AmendmentState.ENDORSED: NoticeKind.AMEND_APPROVE,
}


def tell_next(amendment: Amendment, *, by: int, words: str = "") -> None:
    """Tell those whose turn it is."""
    kind = NEXT[AmendmentState(amendment.state)]
    tell_of(amendment, kind, turn_of(amendment).users, by=by, words=words)


def concerned_by(amendment: Amendment) -> set[int]:
    """Everybody who has taken a step."""
    actors = AmendmentStep.objects.filter(amendment=amendment).values_list("actor", flat=True)
    return {pk for pk in actors if pk is not None}


def tell_of(
    amendment: Amendment, kind: NoticeKind, users: Iterable[int], *, by: int | None, words: str = ""
) -> None:
    """Tell these accounts of the amendment, by the sheet's name and the request's number."""
    things = [
        Told(
            user_id=user_id,
            school_id=amendment.school_id,
            kind=kind,
            about=str(amendment.public_id),
            key=str(amendment.public_id),
            facts=named(amendment.sheet) | {"number": amendment.title},
            words=words,
        )
        for user_id in users
    ]
    tell(things, by=by)
