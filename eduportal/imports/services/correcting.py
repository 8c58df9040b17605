"""Cells of a file corrected on its page: checked as if the file had them, kept with the job."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused, read_text, visible
from eduportal.imports.choices import JobState
from eduportal.imports.models import CellCorrection, ImportJob, ImportProblem
from eduportal.imports.services.context import scope_of
from eduportal.imports.services.deciding import may_confirm
from eduportal.imports.services.errors import NotAValue, NothingToCorrect, NotPermitted
from eduportal.imports.services.states import move_job
from eduportal.workbooks.correcting import corrected
from eduportal.workbooks.workbook import Workbook, column_number

LONGEST = CellCorrection._meta.get_field("value").max_length or 0


def correct_cells(*, job: ImportJob, user_id: int | None, values: Mapping[int, str]) -> None:
    """Put these texts into the cells of problems, by the problems' ids, and check the file again.

    Raises NothingToCorrect, NotAValue, NotPermitted, JobMoved.
    """
    if not may_confirm(job=job, scope=scope_of(user_id), user_id=user_id):
        raise NotPermitted(_("Your role does not include importing such a file for this school."))
    problems = job.problems.filter(pk__in=values).exclude(cell="").order_by("pk")
    changed = [each for each in problems if values[each.pk] != each.value]
    if not changed:
        raise NothingToCorrect(_("No cell was changed."))
    read = {each.pk: _read(each, values[each.pk]) for each in changed}
    with transaction.atomic():
        for problem in changed:
            _keep(job, problem, read[problem.pk], user_id)
        move_job(job, JobState.RECEIVED, done=0)


def _read(problem: ImportProblem, text: str) -> str:
    """The text composed; nothing of what was typed is left out."""
    try:
        return read_text(text, LONGEST)
    except TextRefused as refusal:
        raise NotAValue(refusal_sentence(refusal, f"{problem.sheet}!{problem.cell}")) from refusal


def _keep(job: ImportJob, problem: ImportProblem, text: str, user_id: int | None) -> None:
    """What the file itself shows stays known, however often the cell is corrected."""
    said = {"value": text, "corrected_by_id": user_id, "corrected_at": timezone.now()}
    CellCorrection.objects.update_or_create(
        job=job,
        sheet=problem.sheet,
        cell=problem.cell,
        defaults=said,
        create_defaults={
            **said,
            "school_id": job.school_id,
            "row": problem.row or 0,
            "column": problem.column,
            "seen": problem.value,
        },
    )


def with_corrections(job: ImportJob, workbook: Workbook) -> Workbook:
    """The file as it was corrected on its page."""
    cells: defaultdict[str, defaultdict[int, dict[int, str]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for each in job.corrections.all():
        letters = each.cell.removesuffix(str(each.row))
        cells[each.sheet][each.row][column_number(letters) - 1] = each.value
    # Problems name a sheet as the page shows it.
    names = {visible(sheet.name[:100]): sheet.name for sheet in workbook.sheets}
    known = {names[sheet]: rows for sheet, rows in cells.items() if sheet in names}
    return corrected(workbook, known) if known else workbook
