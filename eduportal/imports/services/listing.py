"""The problems of an import as a spreadsheet, for the person who corrects the file."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from eduportal.imports.models import ImportJob
from eduportal.imports.selectors import problems_listed, problems_of
from eduportal.imports.sentences import sentence
from eduportal.workbooks.writing import Value, write_xlsx

READ_AT_ONCE = 2000


def listed(job: ImportJob) -> bytes:
    """One row a problem, under titles, in the reader's language."""
    return write_xlsx([(_("Problems"), _rows(job))])


def _rows(job: ImportJob) -> Iterator[list[Value]]:
    titles = [_("Sheet"), _("Row"), _("Cell"), _("Column"), _("Severity"), _("Rule")]
    yield [*titles, _("Problem"), _("Value seen")]
    for problem in problems_of(job).iterator(READ_AT_ONCE):
        yield [
            problem.sheet,
            problem.row,
            problem.cell,
            problem.column,
            problem.get_severity_display(),
            problem.rule,
            sentence(problem.message, problem.params),
            problem.value,
        ]
    if told := problems_listed(job):
        yield [told]
