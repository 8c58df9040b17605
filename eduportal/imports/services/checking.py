"""Reading a file and saying what writing it would change."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from json import JSONEncoder
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.core.bulk import insert_rows
from eduportal.imports.causes import Causes
from eduportal.imports.choices import Action, JobState, Review
from eduportal.imports.importer import (
    CheckedRow,
    ColumnsUnclear,
    FileRefused,
    Importer,
    Table,
    listing,
)
from eduportal.imports.models import ImportJob, ImportRow
from eduportal.imports.sentences import moment_text
from eduportal.imports.services import limiting
from eduportal.imports.services.columns import LayoutSeen, Sayings
from eduportal.imports.services.context import answers_of, importer_of
from eduportal.imports.services.correcting import with_corrections
from eduportal.imports.services.opening import as_of, mended_by, opened, stored_file
from eduportal.imports.services.peeking import tell_first, to_tell
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.reviewing import keep_what_was_shown, mark_what_differs
from eduportal.imports.services.stages import Stage, refused, run_stage
from eduportal.imports.services.states import forget_prepared, move_job, store_problems
from eduportal.imports.services.surveying import LookedOver
from eduportal.workbooks.headers import HeaderProblem
from eduportal.workbooks.problems import Problem, UnreadableWorkbook, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Workbook

# Rows looked up and stored at a time: few queries, and little held in memory.
CHUNK = 5000
STORED = ("sheet", "number", "label", "action", "review", "differs", "values", "changes")
# Plain values, which hold no circle.
written = JSONEncoder(ensure_ascii=False, check_circular=False).encode
LABEL_LENGTH = ImportRow._meta.get_field("label").max_length or 0


def check_job(job_id: int) -> bool:
    """Check a received file: its rows, problems and questions replace those of an earlier check.

    Nothing outside this app is written. Safe to run twice, also at once; False if there was
    nothing to do.
    """
    return run_stage(job_id, Stage(JobState.RECEIVED, _check))


def _check(job: ImportJob, progress: Progress) -> None:
    _forget_earlier_check(job)
    content = stored_file(job)
    job.as_of = as_of(job, content)
    importer = importer_of(job, job.created_by_id)
    limiting.require_answers_left(job, importer)
    sayings = Sayings(job, importer)
    importer.saying = sayings.of
    tell_first(job, content, progress)
    workbook = with_corrections(job, _read(job, content))
    try:
        looked_over = _looked_over(importer, workbook)
    except ColumnsUnclear as unclear:
        _ask_for_columns(job, unclear, sayings)
    else:
        mends = mended_by(job, content)
        _check_tables(job, importer, looked_over, sayings, mends, progress)


def _forget_earlier_check(job: ImportJob) -> None:
    keep_what_was_shown(job)
    job.rows.all().delete()
    job.problems.all().delete()
    forget_prepared(job)


def _check_tables(
    job: ImportJob,
    importer: Importer,
    looked_over: LookedOver,
    sayings: Sayings,
    mends: ImportJob | None,
    progress: Progress,
) -> None:
    """Check the rows of the tables found, and say what became of the whole file."""
    progress.start(looked_over.total)
    progress.tell((each, {}) for each in importer.problems)
    causes = Causes()
    counts, reviews = _checked_rows(job, importer, looked_over.rows(), progress, causes)
    mark_what_differs(job)
    store_problems(job, causes.first(importer.problems))
    move_job(
        job,
        JobState.CHECKED,
        told=job.told + limiting.count_answers(job, importer, causes),
        checked_at=timezone.now(),
        **_counted(counts),
        reviews=reviews,
        mends=mends,
        as_of=job.as_of,
        **_columns(importer, sayings, looked_over),
        causes=causes.counts,
        questions=_questions(job, importer),
        attempts=0,
    )


def _counted(counts: Counter[str]) -> dict[str, int]:
    """The rows of a checked file, all and of each action."""
    every = dict.fromkeys(("total", "done"), counts.total())
    return every | {action.value: counts[action] for action in Action}


def _columns(importer: Importer, sayings: Sayings, looked_over: LookedOver) -> dict[str, Any]:
    """What the columns of the file were taken for, who said so, and what is not taken in."""
    layouts = sayings.seen((header.layout, header) for _sheet, header in looked_over.tables)
    facts = [*_age(importer), *importer.facts, *_set_by(layouts)]
    if left := looked_over.unread_sheets():
        facts.append((gettext_noop("Sheets not read"), listing(left)))
    return {"facts": facts, "layouts": layouts, "unread": _unread(looked_over.tables)}


def _ask_for_columns(job: ImportJob, unclear: ColumnsUnclear, sayings: Sayings) -> None:
    """Leave the file checked without a row: a person says which column is which."""
    causes = Causes()
    store_problems(job, causes.first(unclear.problems))
    left: list[object] = []
    move_job(
        job,
        JobState.CHECKED,
        checked_at=timezone.now(),
        layouts=sayings.seen((layout, None) for layout in unclear.layouts),
        causes=causes.counts,
        **dict.fromkeys(("facts", "unread", "questions"), left),
        attempts=0,
        **_counted(Counter()),
    )


def _age(importer: Importer) -> list[tuple[str, str]]:
    moment = importer.context.as_of
    return [(gettext_noop("File as of"), moment_text(moment))] if moment else []


def _set_by(layouts: list[LayoutSeen]) -> list[tuple[str, str]]:
    """Which other schools have said what columns are, as a fact of the file."""
    schools = dict.fromkeys(school for layout in layouts for school in layout["schools"])
    return [(gettext_noop("Columns set by"), listing(list(schools)))] if schools else []


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
) -> tuple[Counter[str], Counter[str]]:
    """Check and store the rows, CHUNK at a time; how many there are of each action and group."""
    counts: Counter[str] = Counter()
    reviews: Counter[str] = Counter()
    while chunk := list(islice(rows, CHUNK)):
        understood = iter(importer.check([row for row, problem in chunk if problem is None]))
        checked = [
            next(understood) if problem is None else _kept_out(importer, row, problem)
            for row, problem in chunk
        ]
        _keep(job, importer, checked, causes, counts, reviews)
        progress.tell(to_tell(importer, checked))
        progress.report(counts.total())
    importer.finish()
    _keep(job, importer, importer.added, causes, counts, reviews)
    return counts, reviews


def _keep(
    job: ImportJob,
    importer: Importer,
    checked: list[CheckedRow],
    causes: Causes,
    counts: Counter[str],
    reviews: Counter[str],
) -> None:
    groups = [importer.review_of(row) for row in checked]
    _store(job, zip(checked, groups, strict=True))
    store_problems(job, causes.first(problem for row in checked for problem in row.problems))
    counts.update(row.action for row in checked)
    reviews.update(groups)


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
        if error.layouts:
            raise ColumnsUnclear(error.problems, error.layouts) from error
        raise FileRefused(error.problems) from error


def _store(job: ImportJob, checked: Iterable[tuple[CheckedRow, Review]]) -> None:
    rows = (
        (
            row.sheet[:100],
            row.number,
            row.label[:LABEL_LENGTH],
            row.action.value,
            group.value,
            False,
            written(row.values),
            written(row.changes) if row.changes else "[]",
        )
        for row, group in checked
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
            "dated": question.dated,
            "answer": question.answer_of(given),
        }
        for question in importer.questions.values()
    ]
