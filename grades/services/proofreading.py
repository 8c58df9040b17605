"""A head reads the comments of a class before it is sealed: accepts, edits, sends back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope, reasoned
from eduportal.scoping.actions import Action
from grades.cells import CellRefused
from grades.choices import Step, Verdict
from grades.homeroom_cells import parse_field
from grades.models import CommentReading, HomeroomRecord, MarkRecord, MarkSheet
from grades.selectors.comments import REMARKS, CommentLine, comments_of
from grades.services.errors import DecisionsRefused, NotAllowed, SheetLocked
from grades.services.homeroom_rights import why_homeroom_locked
from grades.services.permissions import may_decide
from grades.services.steps import move_sheet
from grades.services.telling import tell_of_comments
from grades.services.writing import update_records
from schools.models import ClassGroup, Term
from schools.services import lock_classes

MOST_REASON = 200


@dataclass(frozen=True)
class Read:
    """What a head says of one comment: the text that was shown, and the verdict.

    `text` is the head's own wording where the verdict is EDITED; `reason` goes with REJECTED.
    """

    shown: str
    verdict: Verdict
    text: str = ""
    reason: str = ""


def read_comments(
    *, class_group: ClassGroup, term: Term, reads: Mapping[str, Read], scope: Scope, user: User
) -> int:
    """Record what was said of comments, by CommentLine.key; returns how many.

    An edited comment is the head's from then on, with the former one in its history. A subject's
    comment that is sent back takes its sheet along: it is returned to the teacher with the reason;
    of one of the homeroom teacher's who leads the class is told.
    All or nothing: raises NotAllowed, SheetLocked, DecisionsRefused with every problem, and what a
    return of a sheet raises.
    """
    if not scope.can(Action.APPROVE_MARKS, class_group.school_id):
        raise NotAllowed(_("Your role does not include reading comments."))
    with transaction.atomic():
        lock_classes([class_group.pk])
        if locked := why_homeroom_locked(class_group, term):
            raise SheetLocked(locked)
        sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
        list(sheets.select_for_update().order_by("pk"))
        lines = {each.key: each for each in comments_of(class_group, term)}
        found = (_problem(each, lines.get(key)) for key, each in reads.items())
        if problems := [text for text in found if text]:
            raise DecisionsRefused(problems)
        taken = [(lines[key], each) for key, each in reads.items()]
        _require_not_own(scope, user, taken)
        _edit([(line, each) for line, each in taken if each.verdict is Verdict.EDITED])
        _record(taken, term, scope, user)
        _return(taken, scope, user)
        _tell(class_group, term, taken, user)
    return len(taken)


def _tell(
    class_group: ClassGroup, term: Term, taken: Sequence[tuple[CommentLine, Read]], user: User
) -> None:
    back = [line.stay for line, each in taken if _is_of_homeroom(line, each)]
    tell_of_comments(class_group, term, back, by=user.pk)


def _is_of_homeroom(line: CommentLine, read: Read) -> bool:
    return line.sheet is None and read.verdict is Verdict.REJECTED


def _problem(read: Read, line: CommentLine | None) -> str:
    """Why this cannot be said, in a sentence; empty if it can."""
    if line is None:
        return _("A comment is no longer there, or its sheet is open again. Look again.")
    name = {"student": line.stay.student.full_name, "subject": line.subject}
    if line.text != read.shown:
        return _("%(student)s, %(subject)s: the comment has changed meanwhile. Look again.") % name
    if read.verdict is Verdict.REJECTED and not read.reason.strip():
        return _("%(student)s, %(subject)s: say why the comment goes back.") % name
    if read.verdict is Verdict.EDITED:
        return _edit_problem(read.text, name)
    return ""


def _edit_problem(text: str, name: Mapping[str, str]) -> str:
    try:
        if not parse_field("comment", text):
            return _("%(student)s, %(subject)s: the comment is empty.") % name
    except CellRefused as problem:
        return f"{name['student']}, {name['subject']}: {problem}"
    return ""


def _require_not_own(scope: Scope, user: User, taken: Sequence[tuple[CommentLine, Read]]) -> None:
    """A deputy does not read the comments of a sheet the deputy teaches."""
    sheets = {line.sheet.pk: line.sheet for line, _read in taken if line.sheet}
    for sheet in sheets.values():
        if not may_decide(scope, user.pk, sheet):
            raise NotAllowed(_("A deputy does not decide on a sheet the deputy teaches."))


def _edit(taken: Sequence[tuple[CommentLine, Read]]) -> None:
    """Write the head's wording; the history of each has it with the reason."""
    texts = {line.key: str(parse_field("comment", each.text)) for line, each in taken}
    remarks = [line for line, _read in taken if line.sheet]
    records = MarkRecord.objects.in_bulk([line.record_id for line in remarks])
    for line in remarks:
        setattr(records[line.record_id], REMARKS[line.moment], texts[line.key])
    own = [line for line, _read in taken if not line.sheet]
    said = HomeroomRecord.objects.in_bulk([line.record_id for line in own])
    for line in own:
        said[line.record_id].comment = texts[line.key]
    with reasoned(_("Comment put right by the head")):
        if records:
            update_records(records.values())
            touched = MarkSheet.objects.filter(pk__in={each.sheet_id for each in records.values()})
            touched.update(revision=F("revision") + 1, changed_at=timezone.now())
        HomeroomRecord.objects.bulk_update(said.values(), ["comment"])


def _record(
    taken: Sequence[tuple[CommentLine, Read]], term: Term, scope: Scope, user: User
) -> None:
    """A row for each; an edited one is about the head's wording."""
    rows = []
    for line, each in taken:
        principal = scope.acts_for(Action.APPROVE_MARKS, line.stay.school_id)
        is_edited = each.verdict is Verdict.EDITED
        rows.append(
            CommentReading(
                school_id=line.stay.school_id,
                enrolment=line.stay,
                term=term,
                sheet=line.sheet,
                moment=line.moment,
                verdict=each.verdict,
                text=str(parse_field("comment", each.text)) if is_edited else line.text,
                reason=each.reason,
                actor=user,
                principal_id=principal.user_id if principal else None,
            )
        )
    CommentReading.objects.bulk_create(rows)


def _return(taken: Sequence[tuple[CommentLine, Read]], scope: Scope, user: User) -> None:
    """Return each sheet with a comment that was sent back; the teacher is told by the return."""
    back: defaultdict[int, list[CommentLine]] = defaultdict(list)
    for line, each in taken:
        if line.sheet and each.verdict is Verdict.REJECTED:
            back[line.sheet.pk].append(line)
    for sheet_id, lines in back.items():
        revision = MarkSheet.objects.values_list("revision", flat=True).get(pk=sheet_id)
        reason = _("Comments to be written again: %(count)d. The reasons stand on the sheet.")
        move_sheet(
            sheet_id=sheet_id,
            step=Step.RETURN,
            revision=str(revision),
            scope=scope,
            user_id=user.pk,
            reason=reason % {"count": len(lines)},
        )
