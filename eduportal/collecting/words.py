"""What is said of answers that are wrong, and of amounts."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.collecting.rules.answers import Problem
from eduportal.collecting.rules.form import Field, Form
from eduportal.core.numbers import grouped_text
from eduportal.workbooks.workbook import column_letters

SENTENCES = {
    "not_number": gettext_lazy("“%(value)s” is not a number."),
    "not_whole": gettext_lazy("“%(value)s” is not a whole number."),
    "too_many_decimals": gettext_lazy("“%(value)s” has more than %(places)s decimals."),
    "too_big": gettext_lazy("“%(value)s” is too big a number."),
    "too_small": gettext_lazy("%(value)s is less than %(least)s, the least there can be."),
    "too_large": gettext_lazy("%(value)s is more than %(most)s, the most there can be."),
    "not_choice": gettext_lazy("“%(value)s” is none of the answers: %(choices)s."),
    "too_long": gettext_lazy("The text is longer than %(most)s letters."),
    "missing": gettext_lazy("This has to be answered."),
    "row_missing": gettext_lazy("“%(row)s” has an empty cell; write 0 where there is none."),
    "required_if": gettext_lazy("This has to be answered because of “%(other)s”."),
    "not_sum": gettext_lazy("%(parts)s is %(sum)s, but “%(whole)s” is %(found)s."),
    "more_than": gettext_lazy("“%(parts)s” is %(sum)s, more than “%(whole)s”: %(found)s."),
    "bad_file": gettext_lazy("A file is a PDF, a picture, a text or a spreadsheet (%(kinds)s)."),
    "big_file": gettext_lazy("The file is larger than %(most)s MB."),
}


def said(form: Form, problem: Problem) -> str:
    """The problem in words, with the line and the column of a table."""
    text = str(SENTENCES[problem.code]) % dict(problem.params)
    asked = form.by_key.get(problem.key)
    if asked is None or problem.column < 0:
        return text
    return f"{_place(asked, problem.row, problem.column)}: {text}"


def _place(asked: Field, row: int, column: int) -> str:
    name = asked.rows[row] if asked.rows else _("line %s") % (row + 1)
    return f"{name}, {asked.columns[column].title}"


def cell_name(row: int, column: int) -> str:
    """A cell as spreadsheets name it; `row` from 1, `column` from 0."""
    return f"{column_letters(column)}{row}"


def number_text(text: str) -> str:
    """A stored number as the reader's language writes it; "" for none."""
    if not text:
        return ""
    places = len(text.partition(".")[2])
    return grouped_text(Decimal(text), places)


def range_text(asked: Field) -> str:
    """What a number may be, with its unit: "0 – 100, %"; "" where nothing is said."""
    least, most = number_text(asked.least), number_text(asked.most)
    if least and most:
        span = f"{least} – {most}"
    elif least:
        span = _("at least %s") % least
    else:
        span = _("at most %s") % most if most else ""
    return ", ".join(part for part in (span, asked.unit) if part)
