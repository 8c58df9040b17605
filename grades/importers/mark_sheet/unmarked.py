"""Why a table of students holds no marks that the portal reads."""

from eduportal.imports.importer import Importer, Table
from eduportal.workbooks.cells import display_text
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.problems import Place, Problem

# What stands under each subject in the Ministry's primary sheet (TT 27/2020), in the third row.
_PRIMARY_TITLES = {title_key(title) for title in ("Mức đạt được", "Điểm KTĐK")}
_ROWS_OF_TITLES = 3
NO_MARK_COLUMNS = "no_mark_columns"


def why_unmarked(importer: Importer, table: Table) -> Problem:
    """The problem of a table without a column of marks, at its first row of titles."""
    sheet, header = table
    last = header.first_row + _ROWS_OF_TITLES
    titles = {
        title_key(display_text(value))
        for number, values in sheet.head(last)
        if header.first_row <= number < last
        for value in values
    }
    rule = "primary_all_subjects" if titles >= _PRIMARY_TITLES else NO_MARK_COLUMNS
    return importer.problem(rule, Place(sheet.name, header.first_row))
