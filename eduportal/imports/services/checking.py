"""Reading a file and saying what writing it would change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from json import JSONEncoder
from typing import Any

from django.utils import timezone

from eduportal.core.bulk import insert_rows
from eduportal.imports.causes import Causes
from eduportal.imports.choices import Action, JobState
from eduportal.imports.importer import CheckedRow, FileRefused, Importer, Table
from eduportal.imports.models import ImportJob, ImportRow
from eduportal.imports.services import limiting
from eduportal.imports.services.context import answers_of, importer_of
from eduportal.imports.services.opening import mended_by, opened, stored_file
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.stages import Stage, refused, run_stage
from eduportal.imports.services.states import forget_prepared, move_job, store_problems
from eduportal.imports.services.surveying import LookedOver
from eduportal.workbooks.headers import HeaderProblem
from eduportal.workbooks.problems import Problem, UnreadableWorkbook, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Workbook

# Rows looked up and stored at a time: few queries, and little held in memory.
CHUNK = 5000
STORED = ("sheet", "number", "label", "action", "values", "changes")
written = JSONEncoder(ensure_ascii=False).encode
LABEL_LENGTH = ImportRow._meta.get_field("label").max_length or 0


def check_job(job_id: int) -> bool:
    """Check a received file: its rows, problems and questions replace those of an earlier check.

    Nothing outside this app is written. Safe to run twice, also at once; False if there was
    nothing to do.
    """
    return run_stage(job_id, Stage(JobState.RECEIVED, _check))


def _check(job: ImportJob, progress: Progress) -> None:
    job.rows.all().delete()
    job.problems.all().delete()
    forget_prepared(job)
    importer = importer_of(job, job.created_by_id)
    limiting.require_answers_left(job, importer)
    content = stored_file(job)
    looked_over = _looked_over(importer, _read(job, content))
    progress.start(looked_over.total)
    progress.tell((each, {}) for each in importer.problems)
    causes = Causes()
    counts = _checked_rows(job, importer, looked_over.rows(), progress, causes)
    importer.finish()
    store_problems(job, causes.first(importer.problems))
    told = limiting.count_answers(job, importer, causes)
    move_job(
        job,
        JobState.CHECKED,
        told=job.told + told,
        checked_at=timezone.now(),
        total=counts.total(),
        done=counts.total(),
        **{action.value: counts[action] for action in Action},
        mends=mended_by(job, content),
        facts=importer.facts,
        unread=_unread(looked_over.tables),
        causes=causes.counts,
        questions=_questions(job, importer),
        attempts=0,
    )


def _looked_over(importer: Importer, workbook: Workbook) -> LookedOver:
    """The tables of the file that the importer takes, after one look over their rows."""
    looked_over = LookedOver(importer, _find_tables(importer, workbook), workbook)
    looked_over.keep(importer.begin(looked_over.tables))
    if not looked_over.total:
        raise FileRefused(importer.problems) if importer.problems else refused("no_rows")
    return looked_over


def _checked_rows(
    job: ImportJob,
    importer: Importer,
    rows: Iterator[tuple[TableRow, Problem | None]],
    progress: Progress,
    causes: Causes,
) -> Counter[str]:
    """Check and store the rows, CHUNK at a time; how many there are of each action."""
    counts: Counter[str] = Counter()
    while chunk := list(islice(rows, CHUNK)):
        understood = iter(importer.check([row for row, problem in chunk if problem is None]))
        checked = [
            next(understood) if problem is None else _kept_out(importer, row, problem)
            for row, problem in chunk
        ]
        _store(job, checked)
        found = (problem for row in checked for problem in row.problems)
        store_problems(job, causes.first(found))
        progress.tell(_to_tell(importer, checked))
        counts.update(row.action for row in checked)
        progress.report(counts.total())
    return counts


def _to_tell(
    importer: Importer, rows: Iterable[CheckedRow]
) -> Iterator[tuple[Problem, Mapping[str, Any]]]:
    """Problems that are no answers about other schools, which are counted first (limiting)."""
    for row in rows:
        for each in row.problems:
            if each.rule not in importer.revealing:
                yield each, row.values


def _kept_out(importer: Importer, row: TableRow, problem: Problem) -> CheckedRow:
    """A row that no importer has to understand."""
    label = row.text(importer.name).strip() or "–"
    return CheckedRow(row.header.sheet, row.number, label, Action.REFUSED, problems=[problem])


def _read(job: ImportJob, content: bytes) -> Workbook:
    try:
        return opened(job, content)
    except UnreadableWorkbook as error:
        raise FileRefused([problem(error.code, **error.params)]) from error


def _find_tables(importer: Importer, workbook: Workbook) -> list[Table]:
    try:
        return importer.find_tables(workbook)
    except HeaderProblem as error:
        raise FileRefused(error.problems) from error


def _store(job: ImportJob, checked: Iterable[CheckedRow]) -> None:
    rows = (
        (
            row.sheet[:100],
            row.number,
            row.label[:LABEL_LENGTH],
            row.action.value,
            written(row.values),
            written(row.changes) if row.changes else "[]",
        )
        for row in checked
    )
    insert_rows(ImportRow, STORED, rows, job_id=job.pk, school_id=job.school_id)


def _unread(tables: Iterable[Table]) -> list[str]:
    """The titles of the columns that are not taken in, each once."""
    titles = (title for _sheet, header in tables for title in header.unknown.values())
    return list(dict.fromkeys(title for title in titles if title.strip()))


def _questions(job: ImportJob, importer: Importer) -> list[dict[str, object]]:
    """The questions of the file, with the answers that are among the choices."""
    given = answers_of(job)
    return [
        {
            "key": question.key,
            "message": question.message,
            "params": dict(question.params),
            "choices": question.choices,
            "remembered": question.remembered,
            "answer": given[question.key]
            if given.get(question.key) in dict(question.choices)
            else None,
        }
        for question in importer.questions.values()
    ]
