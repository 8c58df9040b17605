"""Which moment of which term each sheet of a file is about."""

from collections.abc import Iterable

from eduportal.imports.importer import Importer, Table
from grades.choices import RecordMoment
from grades.importers.class_record.columns import TRAIT, Target
from grades.importers.mark_sheet.targets import Targets

MOMENTS = {"gk": RecordMoment.MIDTERM, "ck": RecordMoment.FINAL}


def targets_of(importer: Importer, tables: Iterable[Table]) -> dict[str, Target]:
    """The target of each sheet that says one; the others are reported."""
    targets = Targets(importer, importer.context.options)
    found = {}
    for table in tables:
        is_timeless = any(key.startswith(TRAIT) for key in table[1].columns)
        term = targets.term_of(table, is_timeless=is_timeless)
        moment = targets.moment_of(table) if term and is_timeless else "ck"
        if term and moment:
            found[table[0].name] = Target(term, MOMENTS[moment])
    return found
