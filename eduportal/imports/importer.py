"""What a kind of spreadsheet says of itself, so that the portal can check and write it.

A domain subclasses Importer in its `importers` and is found through eduportal.registry. One
instance serves one check or one writing of one file:

    importer = load_importer("student-roster")(context)
    tables = importer.begin(importer.find_tables(workbook))
    for rows in chunks: checked = importer.check(rows)
    importer.finish()
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.looking import Kind
from eduportal.imports.choices import Action, Review
from eduportal.imports.given import (
    Change,
    ChangedMeanwhile,
    CheckedRow,
    ColumnsUnclear,
    Context,
    FileRefused,
    Question,
    choice_and_day,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.header_windows import Synonyms
from eduportal.workbooks.headers import NO_PARTS, Header, Parts, find_headers
from eduportal.workbooks.layouts import Saying, nothing_said
from eduportal.workbooks.messages import MESSAGES
from eduportal.workbooks.problems import WHOLE_FILE, Param, Place, Problem, Severity, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Sheet, Workbook

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "CheckedRow",
    "ColumnsUnclear",
    "Context",
    "FileRefused",
    "Importer",
    "Question",
    "Table",
    "choice_and_day",
    "listing",
    "load_importer",
    "load_importers",
    "named_as",
    "persons_named",
]
Table = tuple[Sheet, Header]
NAMES_SHOWN = 12
# Where a row stands that is neither close nor moving.
GROUPS = {action: Review(action.value) for action in Action}


class Importer:
    """One kind of file.

    `columns` are the titles each column is known by, `parts` those that a file may have in several
    columns, `days` those with days, `codes` those with numbers of persons, `name` the one with a
    person's name; `messages` are the sentences of its own problems, by rule. Rows with a problem of
    `close` are close matches to decide, those with one of `moving` go from a class or a school to
    another. `dated`: it asks before an older file overwrites what the portal was told later. Any of
    `actions`, given by a role, lets a user bring such files; `oversight` lets a user see those of
    others. `revealing` are the rules that tell something of persons of other schools: an account is
    given a limited number of such answers a day. `written_by` orders the rows for `apply`, before
    the order of the file. A kind `of_province` is about no single school; its jobs have none.
    """

    key: ClassVar[str]
    title: ClassVar[Promise]
    description: ClassVar[Promise]
    # Pages show the kinds of file themselves; Django would make one of each and find it wanting.
    do_not_call_in_templates: ClassVar[bool] = True
    # One instance may know more of them: the subjects and classes of its school.
    columns: Synonyms
    required: ClassVar[tuple[str, ...]]
    parts: ClassVar[Parts] = NO_PARTS
    days: ClassVar[tuple[str, ...]] = ()
    codes: ClassVar[tuple[str, ...]] = ()
    name: ClassVar[str] = ""
    messages: ClassVar[dict[str, str]] = {}
    close: ClassVar[frozenset[str]] = frozenset()
    moving: ClassVar[frozenset[str]] = frozenset()
    dated: ClassVar[bool] = False
    options_form: ClassVar[type[forms.Form]] = forms.Form
    actions: ClassVar[tuple[ScopeAction, ...]] = (ScopeAction.IMPORT,)
    oversight: ClassVar[ScopeAction] = ScopeAction.IMPORT
    revealing: ClassVar[frozenset[str]] = frozenset()
    written_by: ClassVar[tuple[str, ...]] = ()
    of_province: ClassVar[bool] = False
    # Whether the XML of a timetable program is such a file too.
    timetables: ClassVar[bool] = False
    # Whether writing gives rights: who confirms proves first who it is.
    is_proved: ClassVar[bool] = False

    def __init__(self, context: Context) -> None:
        self.context = context
        # Of the file as a whole; those of a row travel with the row.
        self.problems: list[Problem] = []
        # What people have said of the file's columns.
        self.saying: Saying = nothing_said
        self.questions: dict[str, Question] = {}
        # Rows that the file does not have: what answers about the whole of it change.
        self.added: list[CheckedRow] = []
        # What the file is about, as pairs of msgid and text.
        self.facts: list[tuple[str, str]] = []

    @classmethod
    def is_offered(cls, scope: Scope) -> bool:
        """Whether the user may bring such a file for any school."""
        return any(scope.can_somewhere(action) for action in cls.actions)

    @classmethod
    def permission(
        cls, scope: Scope, user_id: int | None, school_id: int | None, options: Mapping[str, Any]
    ) -> bool:
        """Whether the user may bring such a file for this school with these options.

        A file about the province has no school, and others have one.
        """
        return cls.of_province is (school_id is None) and any(
            scope.can(action, school_id) for action in cls.actions
        )

    @classmethod
    def withheld(cls, scope: Scope, user_id: int | None, rows: Sequence[ImportRow]) -> set[int]:
        """Ids of the rows whose stored values the user may not see: the preview leaves them out."""
        return set()

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        """The persons of the portal that rows mean, by the `values` stored with the rows."""
        raise NotImplementedError

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        """Which stored rows of this kind of file mean the person, as a condition on ImportRow."""
        raise NotImplementedError

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The `values` stored with a row, each under its title, in the reader's language.

        A row that was refused may have none, and no number that only the database knows is named.
        """
        raise NotImplementedError

    def find_tables(self, workbook: Workbook) -> list[Table]:
        """The sheets that hold such a table; raises HeaderProblem if there is none."""
        return find_headers(workbook, self.columns, self.required, self.parts, self.saying)

    @classmethod
    def templates(cls, workbook: Workbook, _about: Mapping[str, Any]) -> list[Template]:
        """The tables of a template that could be filled; `_about` says what it is filled with."""
        found = find_headers(workbook, cls.columns, cls.required, cls.parts)
        return [Template(sheet, header) for sheet, header in found]

    def split(self, row: TableRow) -> Sequence[TableRow]:
        """A row as the rows it is checked as: several where it holds more than one record."""
        return (row,)

    def rows_each(self, header: Header) -> int:
        """As how many rows each row of the table is checked, at most."""
        return 1

    def begin(self, tables: list[Table]) -> list[Table]:
        """Look at the whole file first; returns the tables whose rows are to be checked.

        Their headers may have columns more, which nobody could know by the title alone.
        """
        return tables

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        """Understand some rows, in the file's order, and compare them with what is stored."""
        raise NotImplementedError

    def finish(self) -> None:
        """After the last row: what can only be said of the whole file."""

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        """Write the rows through the domain's own service; yields how many are done so far.

        Called in one transaction. Raises ChangedMeanwhile if what the rows were compared with has
        changed since, FileRefused if they cannot be written at all.
        """
        raise NotImplementedError

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        """Take back what this job wrote as `rows`, as far as it is still as the job left it.

        `working` is told how far it is. The histories know the changes by `context.operation`; the
        user takes them back. Called in one transaction, for the preview as well, which is rolled
        back. Raises FileRefused, a problem for each thing that is sealed, sent or handed in since:
        nothing goes back then.
        """
        raise NotImplementedError

    @classmethod
    def review_of(cls, row: CheckedRow) -> Review:
        """In which group of the review a person finds the row."""
        if row.problems and row.action != Action.SAME:
            rules = {problem.rule for problem in row.problems}
            if rules & cls.close:
                return Review.CLOSE
            if rules & cls.moving:
                return Review.MOVED
        return GROUPS[row.action]

    def ask(self, question: Question) -> str | None:
        """The answer given to a question; None, and the question is put, if there is none."""
        self.questions[question.key] = question
        return question.answer_of(self.context.answers)

    def left_out(self, class_name: str, students: Mapping[int, str]) -> Problem:
        """The warning that names students of a class who are not in the file, by their ids."""
        return self.problem(
            "not_in_file",
            WHOLE_FILE,
            severity="warning",
            name=class_name,
            count=len(students),
            names=listing(list(students.values())),
            **persons_named(Kind.STUDENT, students),
        )

    def problem(
        self,
        rule: str,
        place: Place = WHOLE_FILE,
        *,
        severity: Severity = "error",
        **params: Param,
    ) -> Problem:
        """A problem with a sentence of this kind of file, or of any file."""
        messages = ChainMap(self.messages, MESSAGES)
        return problem(rule, place, messages=messages, severity=severity, **params)


def named_as(kind: Kind) -> str:
    """The parameter of a problem that holds the ids of the persons its sentence names."""
    return f"{kind.value}_ids"


def persons_named(kind: Kind, persons: Iterable[int], most: int = NAMES_SHOWN) -> dict[str, str]:
    """Whom a sentence with a `listing` of these persons names, as a parameter of its problem.

    In the same way a question says whom its choices name.
    """
    return {named_as(kind): ",".join(map(str, list(persons)[:most]))}


def listing(names: Sequence[str]) -> str:
    """Some names for a sentence; the first few stand for many."""
    return ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else "")


def load_importer(key: str) -> type[Importer]:
    """The importer of that key; raises KeyError for one that is not registered."""
    importer: type[Importer] = import_string(registry.IMPORTERS[key])
    return importer


def load_importers() -> list[type[Importer]]:
    """Every kind of file the portal takes."""
    return [load_importer(key) for key in registry.IMPORTERS]
