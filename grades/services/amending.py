"""Asking for an amendment of sealed marks, answering what is asked back, taking it back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from grades.cells import (
    CellRefused,
    all_cells,
    cell_label,
    parse_text,
    path_of,
    read_cell,
    text_of,
    why_not_studied,
)
from grades.choices import AmendmentCause, AmendmentState, AmendmentStepKind
from grades.models import AmendedCell, Amendment, AmendmentStep, MarkRecord, MarkSheet
from grades.selectors.amending import OPEN, may_ask
from grades.selectors.consequences import changed, preview
from grades.selectors.correcting import sealed_term
from grades.selectors.entry import lines_of
from grades.services.amendment_steps import Act, move, tell_next
from grades.services.entry import CellEdit
from grades.services.errors import AmendmentRefused, NotAllowed
from grades.services.evidence import keep_evidence, problem_of
from schools.services import lock_classes, lock_register

REASON_LENGTH = Amendment._meta.get_field("reason").max_length or 0


@dataclass(frozen=True)
class Asked:
    """What a request says beside the cells: why, in a word and in words, and the file."""

    cause: str
    reason: str
    file: "File[bytes] | None"


def ask_amendment(
    *, sheet: MarkSheet, edits: Sequence[CellEdit], asked: Asked, scope: Scope, user: User
) -> Amendment:
    """Ask that cells of a sealed sheet be changed: đề nghị sửa điểm sau khóa sổ.

    Edits whose text stays as it is are left out. The marks stay as they are until the amendment is
    approved. All or nothing: raises NotAllowed, or AmendmentRefused with every problem.
    """
    if not may_ask(scope, user.pk, sheet):
        raise NotAllowed(_("Only the teacher of the subject asks for an amendment of its sheet."))
    with transaction.atomic():
        lock_classes([sheet.class_group_id])
        cells, problems = cells_asked(sheet, edits)
        problems += [*_words_problems(asked), *_asked_already(cells, user)]
        if problem := problem_of(asked.file) or _why_nothing_counts(sheet):
            problems.append(problem)
        if problems or asked.file is None:
            raise AmendmentRefused(problems)
        amendment = _store(sheet, cells, asked, user)
        tell_next(amendment, by=user.pk)
        keep_evidence(amendment, asked.file, user)
    return amendment


def _words_problems(asked: Asked) -> list[str]:
    problems = []
    if asked.cause not in AmendmentCause.values:
        problems.append(_("Choose why the mark is wrong."))
    if not asked.reason.strip():
        problems.append(_("Say in words what happened."))
    return problems


def _asked_already(cells: Sequence[AmendedCell], user: User) -> list[str]:
    """The same was asked by the same person and is open: pressed twice, or in another tab."""
    wanted = {(cell.record_id, cell.name, cell.after) for cell in cells}
    stored = AmendedCell.objects.filter(
        record__in={cell.record_id for cell in cells},
        amendment__state__in=OPEN,
        amendment__asked_by=user,
    )
    titles = {
        each.amendment.title
        for each in stored.select_related("amendment")
        if (each.record_id, each.name, each.after) in wanted
    }
    said = _("Your request %(number)s asks for the same already. Nothing was done.")
    return [said % {"number": title} for title in sorted(titles)]


def _why_nothing_counts(sheet: MarkSheet) -> str:
    """Why the class's results cannot be amended now; empty if they can."""
    sealed = sealed_term(sheet.class_group, sheet.term)
    if sealed is None or sealed.is_withdrawn:
        return _("The results of the class are withdrawn; the head seals them again first.")
    return ""


def cells_asked(sheet: MarkSheet, edits: Sequence[CellEdit]) -> tuple[list[AmendedCell], list[str]]:
    """The cells these edits would change, not stored yet, and a sentence for each problem."""
    records = lines_of(sheet, {edit.record for edit in edits})
    cells: list[AmendedCell] = []
    problems: list[str] = []
    for edit in edits:
        try:
            cell = _cell(sheet, records.get(edit.record), edit)
        except CellRefused as problem:
            problems.append(str(problem))
        else:
            cells += [cell] if cell else []
    if not cells and not problems:
        problems.append(_("Enter the right mark of at least one cell."))
    return cells, problems + _line_problems(sheet, records, cells)


def _cell(sheet: MarkSheet, record: MarkRecord | None, edit: CellEdit) -> AmendedCell | None:
    """The change of one cell; None where it stays. Raises CellRefused with the whole sentence."""
    if record is None or edit.cell not in all_cells(sheet):
        raise CellRefused(_("A cell is no longer on the sheet."))
    name = f"{record.enrolment.student.full_name}, {cell_label(sheet, edit.cell)}"
    before = read_cell(record, edit.cell)
    try:
        after = parse_text(sheet, edit.cell, edit.after)
    except CellRefused as problem:
        raise CellRefused(f"{name}: {problem}") from problem
    if after == before:
        return None
    if edit.before != text_of(sheet, edit.cell, before):
        raise CellRefused(
            _("%(cell)s: the sheet holds “%(value)s” by now.")
            % {"cell": name, "value": text_of(sheet, edit.cell, before)}
        )
    if why := why_not_studied(record, edit.cell):
        raise CellRefused(f"{name}: {why}")
    return AmendedCell(
        school_id=sheet.school_id,
        record=record,
        name=edit.cell,
        path=path_of(sheet, edit.cell),
        before=before,
        after=after,
    )


def _line_problems(
    sheet: MarkSheet, records: Mapping[int, MarkRecord], cells: Sequence[AmendedCell]
) -> list[str]:
    """A line that could be none of this sheet once its cells are changed."""
    by_record: defaultdict[int, dict[str, int | str | bool | None]] = defaultdict(dict)
    for cell in cells:
        by_record[cell.record_id][cell.name] = cell.after
    return [
        _("%(student)s: the line would not fit the sheet.")
        % {"student": records[pk].enrolment.student.full_name}
        for pk, values in by_record.items()
        if sheet.scheme.problem(sheet, changed(records[pk], values))
    ]


def _store(sheet: MarkSheet, cells: Sequence[AmendedCell], asked: Asked, user: User) -> Amendment:
    lock_register(sheet.school_id)
    year = timezone.localdate().year
    numbers = Amendment.objects.filter(school=sheet.school_id, year=year)
    amendment = Amendment.objects.create(
        school_id=sheet.school_id,
        sheet=sheet,
        year=year,
        number=(numbers.aggregate(last=Max("number"))["last"] or 0) + 1,
        cause=asked.cause,
        reason=" ".join(asked.reason.split())[:REASON_LENGTH],
        levels=preview(sheet, cells).levels,
        asked_by=user,
    )
    for cell in cells:
        cell.amendment = amendment
    AmendedCell.objects.bulk_create(cells)
    AmendmentStep.objects.create(
        school_id=sheet.school_id, amendment=amendment, kind=AmendmentStepKind.ASK, actor=user
    )
    return amendment


def answer_amendment(*, act: Act, file: "File[bytes] | None" = None) -> None:
    """Answer what was asked back, perhaps with another file: it is confirmed anew.

    Raises NotAllowed, ShownOtherwise, AmendmentRefused.
    """
    act.require_words()
    with transaction.atomic():
        amendment = act.locked(AmendmentState.QUESTIONED)
        move(act, amendment, AmendmentState.ASKED, AmendmentStepKind.ANSWER)
        tell_next(amendment, by=act.user.pk)
        if file is not None:
            keep_evidence(amendment, file, act.user)


def withdraw_amendment(*, act: Act) -> None:
    """Take the request back, as long as nothing is written: by who has asked, with a reason."""
    act.require_words()
    with transaction.atomic():
        amendment = act.locked_of_asker()
        move(act, amendment, AmendmentState.WITHDRAWN, AmendmentStepKind.WITHDRAW)
