"""Who may look at, and who may write, what a homeroom teacher says of a class."""

from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.services.errors import NotAllowed, NotReadable, SheetLocked
from schools.models import ClassGroup, Term
from staffing.selectors import leads


def may_lead(scope: Scope, user_id: int | None, class_group: ClassGroup) -> bool:
    """Whether the user writes conduct, comments and absences of the class.

    Its homeroom teacher of today, a substitute as well; head and vice-head may correct.
    """
    may_correct = scope.can(Action.APPROVE_MARKS, class_group.school_id)
    return may_correct or _is_its_teacher(scope, user_id, class_group)


def may_take_away(scope: Scope, user_id: int | None, class_group: ClassGroup) -> bool:
    """Whether the class leaves as a file: to its homeroom teacher, and to whoever may export."""
    may_export = scope.may_export(frozenset({class_group.school_id}))
    return may_export or _is_its_teacher(scope, user_id, class_group)


def _is_its_teacher(scope: Scope, user_id: int | None, class_group: ClassGroup) -> bool:
    may_write = scope.can(Action.WRITE_OWN_MARKS, class_group.school_id)
    return may_write and leads(user_id, class_group.pk)


def may_see_homeroom(scope: Scope, user_id: int | None, class_group: ClassGroup) -> bool:
    """Whether the user sees the class side by side; a teacher of one subject does not."""
    can_read = scope.can(Action.READ_MARKS, class_group.school_id)
    return can_read or may_lead(scope, user_id, class_group)


def is_sealed(class_group: ClassGroup, term: Term) -> bool:
    """Whether the class's term is sealed: nothing a homeroom teacher says changes any more."""
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    return sheets.filter(state=SheetState.SEALED).exists()


def why_homeroom_locked(class_group: ClassGroup, term: Term) -> str:
    """Why the class takes no conduct, comment or absence in the term; empty where it does."""
    if is_sealed(class_group, term):
        return _("The class is sealed. A correction needs an amendment with a reason.")
    return ""


def require_homeroom(
    scope: Scope, user_id: int | None, class_group: ClassGroup, term: Term
) -> None:
    """Raise SheetLocked or NotAllowed unless the user may write now; the caller holds the class."""
    if not may_lead(scope, user_id, class_group):
        refusal = _("You are not the homeroom teacher of this class.")
        is_seen = may_see_homeroom(scope, user_id, class_group)
        raise NotAllowed(refusal) if is_seen else NotReadable(refusal)
    if reason := why_homeroom_locked(class_group, term):
        raise SheetLocked(reason)
