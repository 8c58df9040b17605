"""Tables of another product's template for scores, so that each row says what goes into it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.headers import Header
from eduportal.workbooks.tables import table_rows

# The part of a row whose subject nobody knows: nothing goes into it.
UNKNOWN = "?"


def by_subject(templates: Iterable[Template], names: Mapping[str, str]) -> Iterator[Template]:
    """A table with a row for each candidate and subject: the part of each row is its subject.

    `names` are the codes of subjects by their titles' keys. Other tables stay as they are.
    """
    for each in templates:
        columns = each.header.columns
        rows = list(table_rows(each.sheet, each.header)) if "subject" in columns else []
        if not rows or "scores" not in columns:
            yield each
            continue
        headers: dict[str, Header] = {}
        for row in rows:
            code = names.get(title_key(row.text("subject")), UNKNOWN)
            row.header = headers.setdefault(code, replace(each.header, part=code))
        yield Template(each.sheet, each.header, rows)
