"""Rows of imported files, as far as files are kept, in a person's copy."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from eduportal.core.looking import Kind
from eduportal.imports.importer import load_importers
from eduportal.imports.models import ImportRow
from eduportal.imports.selectors import rows_about, shown_changes
from eduportal.privacy.copies.sheets import Copy, on_the_wall


def add_import_rows(
    copy: Copy, persons: Iterable[tuple[Kind, int]], school_ids: Collection[int] | None
) -> None:
    """What each row about one of these was about to write; None for every school of the scope."""
    kinds = {importer.key: importer for importer in load_importers()}
    titles = [_("Received"), _("File name"), _("Kind of file"), _("Sheet"), _("Row")]
    copy.add(
        _("Rows of imports"),
        [*titles, _("Who or what"), _("Action"), _("Values"), _("Changes")],
        (
            [
                on_the_wall(row.job.created_at),
                row.job.file_name,
                str(kinds[row.job.importer].title),
                row.sheet,
                row.number,
                row.label,
                str(row.get_action_display()),
                _listed(kinds[row.job.importer].in_words(row.values)),
                _changes_of(row),
            ]
            for kind, person in persons
            for row in rows_about(kind, person, school_ids)
        ),
    )


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{title}: {value}" for title, value in pairs)


def _changes_of(row: ImportRow) -> str:
    """What writing the row changes, as its preview shows it."""
    return _listed(
        (title, f"{old} → {new}" if old else new)
        for title, old, new in shown_changes(row, row.job.importer)
    )
