"""Which column of a file is which, where its titles do not tell (docs/decisions/0062).

What a person says counts for the file and for the school's next files of that layout; for other
schools once a file has been written with it and not taken back, and only for columns whose titles
tell nothing. Of titles only a digest is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.imports.choices import JobState
from eduportal.imports.importer import NAMES_SHOWN, Importer, load_importer
from eduportal.imports.models import ImportJob, KnownLayout
from eduportal.imports.services.context import scope_of
from eduportal.imports.services.deciding import may_confirm
from eduportal.imports.services.errors import NotAColumn, NotPermitted
from eduportal.imports.services.states import move_job
from eduportal.scoping import everywhere
from eduportal.workbooks.headers import Header
from eduportal.workbooks.layouts import LEFT_OUT, Layout, Said

# Layouts of one file that a page asks about: a file of forty classes has one.
MOST_LAYOUTS = 20
# Who has said what a column is.
OWN, SHARED = "own", "shared"
# The answer that a column asked about is none of those read.
LEAVE = "leave"


class ColumnSeen(TypedDict):
    """One titled column: its place among them, its meaning, and who said so ("" its title)."""

    at: int
    letters: str
    title: str
    known: str
    key: str
    by: str


class LayoutSeen(TypedDict):
    """One layout of a file, as ImportJob.layouts keeps it; `schools` have said some of it."""

    sheet: str
    row: int
    digest: str
    columns: list[ColumnSeen]
    schools: list[str]


class Sayings:
    """What has been said of the layouts of one file; asked once for each."""

    def __init__(self, job: ImportJob, importer: Importer) -> None:
        self._job = job
        self._columns = importer.columns
        self._own: dict[str, dict[int, str]] = {}
        self._shared: dict[str, dict[int, str]] = {}
        self._schools: dict[str, list[str]] = {}

    def of(self, layout: Layout) -> Said:
        """The meanings that are not those of the titles."""
        digest = layout.digest
        if digest not in self._own:
            self._own[digest] = self._as_columns(self._said_here(digest))
            self._shared[digest] = self._said_elsewhere(layout)
        return self._shared[digest] | self._own[digest]

    def seen(self, layouts: Iterable[tuple[Layout, Header | None]]) -> list[LayoutSeen]:
        """The layouts as the page shows them, each once; without what its importer knows itself."""
        found: dict[str, LayoutSeen] = {}
        for layout, header in layouts:
            if layout.digest not in found and len(found) < MOST_LAYOUTS:
                found[layout.digest] = self._seen(layout, header)
        return list(found.values())

    def _seen(self, layout: Layout, header: Header | None) -> LayoutSeen:
        said = self.of(layout)
        own = self._own[layout.digest]
        columns = [
            ColumnSeen(
                at=at,
                letters=column.letters,
                title=column.title,
                known=column.known,
                key=said.get(at, column.known),
                by=OWN if at in own else SHARED if at in said else "",
            )
            for at, column in enumerate(layout.columns)
            if column.known or at in said or header is None or column.letters in header.unknown
        ]
        return LayoutSeen(
            sheet=layout.sheet,
            row=layout.row,
            digest=layout.digest,
            columns=columns,
            schools=self._schools.get(layout.digest, []),
        )

    def _said_here(self, digest: str) -> Mapping[str, str]:
        """For this file, or for earlier ones of the school."""
        answered = _answered(self._job, digest)
        if digest in self._job.columns:
            said: Mapping[str, str] = self._job.columns[digest]
            return {**said, **answered}
        known = self._known(digest).filter(school=self._job.school_id)
        return {**(known.values_list("columns", flat=True).first() or {}), **answered}

    def _said_elsewhere(self, layout: Layout) -> dict[int, str]:
        """Where other schools agree, and nothing else tells what the column is."""
        with everywhere("what the columns of a layout are is shared between schools"):
            known = self._known(layout.digest).filter(is_proven=True, school__isnull=False)
            others = known.exclude(school=self._job.school_id)
            said = list(others.order_by("school__name").values_list("columns", "school__name"))
        answers: defaultdict[int, set[str]] = defaultdict(set)
        for columns, _school in said:
            for at, key in self._as_columns(columns).items():
                answers[at].add(key)
        own = self._own[layout.digest]
        told = {own.get(at, column.known) for at, column in enumerate(layout.columns)}
        agreed = {at: keys.pop() for at, keys in answers.items() if len(keys) == 1}
        shared = {
            at: key
            for at, key in agreed.items()
            if at < len(layout.columns)
            and at not in own
            and not layout.columns[at].known
            and (key == LEFT_OUT or key not in told)
        }
        if shared:
            self._schools[layout.digest] = [school for _columns, school in said][:NAMES_SHOWN]
        return shared

    def _known(self, digest: str) -> Any:
        return KnownLayout.objects.filter(importer=self._job.importer, digest=digest)

    def _as_columns(self, said: Mapping[str, str]) -> dict[int, str]:
        """Without columns that this kind of file has no more."""
        return {int(at): key for at, key in said.items() if key == LEFT_OUT or key in self._columns}


def column_question(digest: str, at: int) -> str:
    """The key of the question what a column is, by its place in its layout."""
    return f"{_start_of(digest)}{at}"


def _start_of(digest: str) -> str:
    return f"column-{digest}-"


def _is_of(question: str, digests: Iterable[str]) -> bool:
    return any(question.startswith(_start_of(digest)) for digest in digests)


def _answered(job: ImportJob, digest: str) -> dict[str, str]:
    """What is said of columns in answer to questions about this file."""
    start = _start_of(digest)
    return {
        key.removeprefix(start): LEFT_OUT if said == LEAVE else said
        for key, said in job.answers.items()
        if key.startswith(start)
    }


def set_columns(
    *, job: ImportJob, user_id: int | None, columns: Mapping[str, Mapping[str, str]]
) -> None:
    """Keep what a person says the columns are, by layout and place, and check the file again.

    Raises NotAColumn, NotPermitted, JobMoved.
    """
    if not may_confirm(job=job, scope=scope_of(user_id), user_id=user_id):
        raise NotPermitted(_("Your role does not include importing such a file for this school."))
    seen = {layout["digest"]: layout for layout in job.layouts}
    keys = {LEFT_OUT, *load_importer(job.importer).columns}
    for digest, said in columns.items():
        places = {str(column["at"]) for column in seen[digest]["columns"]} if digest in seen else ()
        if not said.keys() <= set(places) or not set(said.values()) <= keys:
            raise NotAColumn(_("The file has no such column."))
    with transaction.atomic():
        answers = {key: said for key, said in job.answers.items() if not _is_of(key, columns)}
        told = {**job.columns, **columns}
        move_job(job, JobState.RECEIVED, columns=told, answers=answers, done=0)
        for digest, said in columns.items():
            _remember(job, digest, said, is_proven=False)


def prove_columns(job: ImportJob) -> None:
    """Let what was said of the columns of a written file count for other schools."""
    for layout in job.layouts:
        said = {str(c["at"]): c["key"] for c in layout["columns"] if c["by"] == OWN}
        if said:
            _remember(job, layout["digest"], said, is_proven=True)


def doubt_columns(job: ImportJob) -> None:
    """What was said of the columns of a file taken back counts for other schools no more.

    Until the school writes another file with it.
    """
    said = [layout["digest"] for layout in job.layouts]
    known = KnownLayout.objects.filter(school=job.school_id, importer=job.importer)
    known.filter(digest__in=said).update(is_proven=False)


def _remember(job: ImportJob, digest: str, said: Mapping[str, str], *, is_proven: bool) -> None:
    """An earlier answer of the school gives way, also to none."""
    answer = KnownLayout(
        school_id=job.school_id,
        importer=job.importer,
        digest=digest,
        columns=dict(said),
        is_proven=is_proven,
    )
    KnownLayout.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["school", "importer", "digest"],
        update_fields=["columns", "is_proven"],
    )
