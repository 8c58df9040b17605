"""The tables of one file as a check reads them: looked over first, then row by row."""

from collections.abc import Iterator
from dataclasses import asdict

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question, Table
from eduportal.imports.services.columns import LEAVE as NOT_READ
from eduportal.imports.services.columns import column_question
from eduportal.workbooks.day_columns import EXCHANGED, STORED, DayDoubt
from eduportal.workbooks.messages import MESSAGES
from eduportal.workbooks.number_columns import number_columns
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.survey import LEAVE, TAKE, Columns, Survey, survey
from eduportal.workbooks.tables import TableRow, table_rows
from eduportal.workbooks.workbook import Workbook

WHICH_DAY = (
    (STORED, gettext_noop("(1): the cells are right as they are")),
    (EXCHANGED, gettext_noop("(2): day and month are exchanged")),
)
TAKE_OR_LEAVE = (
    (TAKE, gettext_noop("import these rows like the others")),
    (LEAVE, gettext_noop("leave these rows out")),
)
SOMETHING_ELSE = (NOT_READ, gettext_noop("something else: the column is not imported"))


class LookedOver:
    """The tables of a file after one look over all their rows.

    What only a person can say is asked through the importer; until it is answered, the rows
    concerned are kept out.
    """

    def __init__(self, importer: Importer, tables: list[Table], workbook: Workbook) -> None:
        self._importer = importer
        self._workbook = workbook
        columns = Columns(importer.days, importer.name)
        from_1904 = workbook.counts_from_1904
        surveys = [survey(*table, columns, from_1904=from_1904) for table in tables]
        self._surveys = {each.sheet.name: each for each in surveys}
        self.tables: list[Table] = [(each.sheet, each.header) for each in surveys]

    def keep(self, tables: list[Table]) -> None:
        """Go on with these tables only, and say and ask what was found in them.

        A header may have more columns than before: those that its importer has found by itself.
        """
        self.tables = tables
        self._surveys = {sheet.name: self._surveys[sheet.name] for sheet, _header in tables}
        for sheet, header in tables:
            self._surveys[sheet.name].header = header
        for each in self._surveys.values():
            self._importer.problems += each.problems
            self._ask_columns(each)
        each_row = self._importer.rows_each
        self.total = sum(
            (each.count + len(each.below)) * each_row(each.header)
            for each in self._surveys.values()
        )

    def _ask_columns(self, found: Survey) -> None:
        """What filled columns of numbers are, where the kind lacks one that has such numbers."""
        layout, titles = found.header.layout, self._importer.columns
        lacking = [key for key in self._importer.codes if key not in found.header.columns]
        if not lacking:
            return
        said = self._importer.saying(layout)
        places = {each.letters: at for at, each in enumerate(layout.columns) if at not in said}
        choices = (*((key, titles[key][0]) for key in lacking), SOMETHING_ELSE)
        for column in number_columns(found.sheet, found.header):
            if column.letters in places:
                key = column_question(layout.digest, places[column.letters])
                told = {"sheet": found.sheet.name, **asdict(column)}
                self._ask(key, "column_of_numbers", choices, told)

    def unread_sheets(self) -> list[str]:
        """The sheets that hold something and of which no row is read, hidden ones as well."""
        return [
            sheet.name
            for sheet in self._workbook.sheets
            if sheet.name not in self._surveys and sheet.head(1)
        ]

    def rows(self) -> Iterator[tuple[TableRow, Problem | None]]:
        """Every row as it is meant, and what keeps it out as a whole."""
        for each in self._surveys.values():
            days = {doubt.letters: self._day_answer(each, doubt) for doubt in each.day_doubts}
            answers = {letters: answer for letters, answer in days.items() if answer}
            hidden = self._hidden_answer(each) if each.hidden else TAKE
            below = self._below_answer(each) if each.below else LEAVE
            for row in table_rows(each.sheet, each.header, below=below != LEAVE):
                if each.leaves_out(row, hidden):
                    continue
                if problem := each.read(row, answers, hidden, below):
                    yield row, problem
                else:
                    yield from ((part, None) for part in self._importer.split(row))

    def _day_answer(self, found: Survey, doubt: DayDoubt) -> str | None:
        params: dict[str, str | int] = {
            "sheet": found.sheet.name,
            "column": doubt.column,
            "cell": doubt.cell,
            "value": doubt.shown,
            "first": doubt.first,
            "second": doubt.second,
        }
        key = f"day_or_month-{found.sheet.name}-{doubt.letters}"
        return self._ask(key, "day_or_month", WHICH_DAY, params)

    def _hidden_answer(self, found: Survey) -> str | None:
        params: dict[str, str | int] = {
            "sheet": found.sheet.name,
            "count": found.hidden,
            "row": found.first_hidden,
        }
        return self._ask(f"rows_hidden-{found.sheet.name}", "rows_hidden", TAKE_OR_LEAVE, params)

    def _below_answer(self, found: Survey) -> str | None:
        params: dict[str, str | int] = {
            "sheet": found.sheet.name,
            "line": found.footer,
            "count": len(found.below),
            "row": min(found.below),
        }
        return self._ask(f"rows_below-{found.sheet.name}", "rows_below", TAKE_OR_LEAVE, params)

    def _ask(
        self,
        key: str,
        rule: str,
        choices: tuple[tuple[str, str], ...],
        params: dict[str, str | int],
    ) -> str | None:
        question = Question(key, MESSAGES[rule], choices, params, remembered=False)
        return self._importer.ask(question)
