"""Which year, and which part of it, the lines above a table of results are about."""

from typing import NamedTuple

from eduportal.imports.importer import Table
from grades.choices.examinations import YearPart
from grades.importers.mark_sheet.titles import title_facts


class When(NamedTuple):
    """The year a school year begins in, and a YearPart; None and "" where nothing says it."""

    year: int | None = None
    part: str = ""


def when_of_title(table: Table) -> When:
    """What stands above one sheet's table, or in the sheet's name."""
    facts = title_facts(table)
    part = {1: YearPart.FIRST.value, 2: YearPart.SECOND.value}.get(facts.term or 0, "")
    part = part or (YearPart.YEAR.value if facts.is_whole_year or facts.ends_year else "")
    return When(int(facts.year[:4]) if facts.year else None, part)
