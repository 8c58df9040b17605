"""Reads of the import pages, each with a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eduportal.core.looking import Kind, Person
from eduportal.core.numbers import grouped_text
from eduportal.core.restoring import RowChange
from eduportal.imports.causes import MOST_OF_A_CAUSE, cause_of
from eduportal.imports.choices import MARKED_SEVERITIES, Action, Review, Severity
from eduportal.imports.importer import Change, load_importer, load_importers, named_as
from eduportal.imports.models import ImportJob, ImportProblem, ImportRow, RowWritten
from eduportal.imports.sentences import sentence, word
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction

NOTHING = Q(pk__in=[])
# eduportal.core.keyset
ROW_ORDER = ("pk",)
PROBLEM_ORDER = ("sheet", "line", "pk")
# The rows that are not what a person saw before the file was sent back.
DIFFERS = "differs"


def visible_jobs(scope: Scope, user_id: int | None) -> "QuerySet[ImportJob]":
    """The user's own jobs of kinds that the user may still bring, and those of every school where
    a role oversees such files."""
    condition = NOTHING
    for importer in load_importers():
        kind = Q(importer=importer.key)
        condition |= kind & _where(scope, importer.oversight)
        for action in importer.actions:
            condition |= kind & Q(created_by=user_id) & _where(scope, action)
    return ImportJob.objects.select_related("school", "created_by").filter(condition)


def _where(scope: Scope, action: ScopeAction) -> Q:
    """The jobs about a school where a role includes the action; all where it does everywhere."""
    schools = scope.schools_where(action)
    return Q() if schools is None else Q(school__in=schools)


@dataclass(frozen=True)
class ProblemGroup:
    """All problems of one rule: how many, and the first as an example."""

    rule: str
    severity: str
    severity_label: str
    count: int
    example: str
    first: ImportProblem


def problem_groups(job: ImportJob) -> list[ProblemGroup]:
    """The job's problems by rule, errors first: two queries."""
    counted = list(
        job.problems.order_by()
        .values("rule", "severity")
        .annotate(count=Count("pk"), first=Min("pk"))
        .order_by("first")
    )
    firsts = ImportProblem.objects.in_bulk([group["first"] for group in counted])
    order = list(Severity.values)
    groups = [
        _group(
            firsts[group["first"]],
            # Of a cause with very many only the first are kept.
            max(group["count"], job.causes.get(cause_of(group["rule"], group["severity"]), 0)),
        )
        for group in counted
    ]
    return sorted(groups, key=lambda group: order.index(group.severity))


def _group(first: ImportProblem, count: int) -> ProblemGroup:
    return ProblemGroup(
        rule=first.rule,
        severity=first.severity,
        severity_label=first.get_severity_display(),
        count=count,
        example=sentence(first.message, first.params),
        first=first,
    )


def problems_listed(job: ImportJob) -> str:
    """What is to be said where not every problem is listed; empty where all are."""
    if all(count <= MOST_OF_A_CAUSE for count in job.causes.values()):
        return ""
    return _("Of each kind of problem the first %(most)s are listed.") % {
        "most": grouped_text(MOST_OF_A_CAUSE)
    }


def problems_of(job: ImportJob, rule: str = "") -> "QuerySet[ImportProblem]":
    """The job's problems in PROBLEM_ORDER; those of the whole file first, in row 0."""
    found = job.problems.annotate(line=Coalesce("row", 0)).order_by(*PROBLEM_ORDER)
    return found.filter(rule=rule) if rule else found


def problems_to_mark(job: ImportJob) -> "QuerySet[ImportProblem]":
    """Those that the file given back is marked with: of a row or a cell, in the file's order."""
    found = job.problems.filter(severity__in=MARKED_SEVERITIES, row__isnull=False)
    # Without a sheet it is about somebody who is not in the file.
    found = found.exclude(sheet="")
    return found.order_by("pk")


def refusal_of(job: ImportJob) -> str:
    """Why the job was refused or discarded, in the reader's language; empty if it was not.

    Empty as well once the job's problems are deleted.
    """
    if not job.refusal:
        return ""
    problem = job.problems.filter(rule=job.refusal).order_by("pk").last()
    return sentence(problem.message, problem.params) if problem else ""


def rows_of(job: ImportJob, review: str = "") -> "QuerySet[ImportRow]":
    """The job's rows in ROW_ORDER, which is the order of the file; of one group, or DIFFERS."""
    rows = job.rows.order_by(*ROW_ORDER)
    if review == DIFFERS:
        return rows.filter(differs=True)
    return rows.filter(review=review) if review else rows


def groups_of(job: ImportJob) -> list[tuple[str, str, int]]:
    """The groups of the review: key, name and how many rows."""
    return [
        (group.value, str(capfirst(group.label)), job.reviews.get(group.value, 0))
        for group in Review
    ]


def rows_about(
    kind: Kind, person: int, school_ids: Collection[int] | None
) -> "QuerySet[ImportRow]":
    """What files of these schools, as far as kept, say about a person; in the order they came.

    None for every school of the scope.
    """
    rows = ImportRow.objects.select_related("job")
    if school_ids is not None:
        rows = rows.filter(school__in=school_ids)
    about = NOTHING
    for importer in load_importers():
        about |= Q(job__importer=importer.key) & importer.rows_about(kind, person)
    return rows.filter(about).order_by("job__created_at", "pk")


def changes_in_words(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    """Title, old and new value of each change; what is stored as a msgid is translated."""
    return [
        (
            word(change["title"]),
            word(change["old"]) if change["is_code"] else change["old"],
            word(change["new"]) if change["is_code"] else change["new"],
        )
        for change in changes
    ]


def shown_changes(row: ImportRow, importer: str) -> list[tuple[str, str, str]]:
    """What writing a row changes: title, old and new value, in the reader's language."""
    if row.changes or row.action != Action.NEW:
        return changes_in_words(row.changes)
    return [(title, "", text) for title, text in load_importer(importer).in_words(row.values)]


def rows_written(operation: UUID, *models: type[Model]) -> list[RowChange]:
    """What became of the rows of these tables by an import, in the order it first met them.

    Of tables whose writes are kept (migrations/0003_writes.py). A row that came and went again is
    left out: one query.
    """
    tables = {model._meta.db_table: model for model in models}
    found: dict[tuple[str, int], RowChange] = {}
    written = RowWritten.objects.filter(operation=operation, table__in=tables).order_by("id")
    for table, key, old, new in written.values_list("table", "key", "old", "new"):
        first = found.get((table, key))
        before = first.old if first else old
        found[table, key] = RowChange(tables[table], key, before, new)
    return [change for change in found.values() if change.old != change.new]


def rows_made(operation: UUID, model: type[Model]) -> dict[int, dict[str, Any]]:
    """The rows of a table that an import made, as it made them, by their keys: one query.

    Of tables whose writes are kept (migrations/0003_writes.py).
    """
    made = RowWritten.objects.filter(
        operation=operation, table=model._meta.db_table, old__isnull=True
    )
    return {key: new or {} for key, new in made.values_list("key", "new")}


def persons_shown(
    job: ImportJob,
    rows: Iterable[ImportRow] = (),
    problems: Iterable[ImportProblem] = (),
    questions: Iterable[Mapping[str, Any]] = (),
) -> dict[Kind, list[Person]]:
    """Persons of the portal whom these rows, problems and questions of the job mean.

    A problem means whom its row means, and those its sentence names. Not the newcomers, and not
    who stands in a row that was refused: of them the page repeats only what the file says.
    """
    problems = list(problems)
    places = {(problem.sheet, problem.row) for problem in problems if problem.row}
    beside = job.rows.filter(number__in={number for _sheet, number in places})
    values = [row.values for row in rows]
    values += [row.values for row in beside if (row.sheet, row.number) in places]
    told = [problem.params for problem in problems] + [each["params"] for each in questions]
    meant = load_importer(job.importer).persons_of([each for each in values if each])
    return {
        kind: [
            (person, None if kind == Kind.ACCOUNT else job.school_id)
            for person in meant.get(kind, set()) | _named(kind, told)
        ]
        for kind in Kind
    }


def _named(kind: Kind, told: Iterable[Mapping[str, Any]]) -> set[int]:
    """Whom sentences name, as persons_named has written it into their parameters."""
    named = (str(params.get(named_as(kind), "")) for params in told)
    return {int(pk) for listed in named for pk in listed.split(",") if pk}
