"""What a browser sends to save cells, read and checked for shape; values are the service's."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from eduportal.core.reading import whole_number
from eduportal.core.text import visible
from grades.services import CellEdit

MOST_OPERATIONS = 200
LONGEST_CELL_NAME = 20
# No line of any sheet: an edit that names none is answered as gone.
NO_RECORD = 0


class BadEdits(ValueError):
    """The request is not a list of cell edits; nothing was saved."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def edits_from_json(fields: Any) -> list[CellEdit]:
    """`{"ops": [{"op", "record", "cell", "from", "to"}, …]}` as edits.

    Raises BadEdits where an operation has no identity to answer it by. Any other fault of one
    operation is a problem of its own.
    """
    ops = fields.get("ops") if isinstance(fields, dict) else None
    if not isinstance(ops, list):
        raise BadEdits(_("The request must be JSON with a list named “ops”."))
    if len(ops) > MOST_OPERATIONS:
        raise BadEdits(
            _("At most %(most)d cells can be saved at once.") % {"most": MOST_OPERATIONS}, 413
        )
    edits = [_edit(op, number) for number, op in enumerate(ops, start=1)]
    if len({edit.op for edit in edits}) < len(edits):
        raise BadEdits(_("Two operations carry the same identity."))
    return edits


def _edit(op: Any, number: int) -> CellEdit:
    found = _identity(op)
    if found is None:
        raise BadEdits(
            _("Operation %(number)d has no identity: “op” must be a UUID.") % {"number": number}
        )
    record, cell, before, after = (op.get(name) for name in ("record", "cell", "from", "to"))
    are_texts = all(isinstance(text, str) for text in (cell, before, after))
    if not are_texts or not isinstance(record, int | str) or isinstance(record, bool):
        problem = _("Operation %(number)d lacks a proper record, cell, from or to.")
        return CellEdit(found, NO_RECORD, "", "", "", problem % {"number": number})
    return CellEdit(found, _record(str(record)), _cell(cell), before, after)


def _identity(op: Any) -> uuid.UUID | None:
    written = op.get("op") if isinstance(op, dict) else None
    try:
        return uuid.UUID(written) if isinstance(written, str) and written.isascii() else None
    except ValueError:
        return None


def _record(text: str) -> int:
    return whole_number(text) or NO_RECORD


def _cell(name: str) -> str:
    """The name as the answer may repeat it; no cell has one that is cut or cannot be read."""
    return visible(name[:LONGEST_CELL_NAME])


def edits_from_form(fields: Mapping[str, str]) -> list[CellEdit]:
    """The cells of a plain form whose text differs from what the page showed.

    `m-<record>-<cell>` is the text now, `o-<record>-<cell>` the text the page was made with.
    """
    edits = []
    for name, text in fields.items():
        kind, _dash, rest = name.partition("-")
        record, _dash, cell = rest.partition("-")
        if kind != "m":
            continue
        before = fields.get(f"o-{record}-{cell}", "")
        if text.strip() != before.strip():
            edits.append(CellEdit(uuid.uuid4(), _record(record), _cell(cell), before, text))
    return edits


def places_from_form(texts: Iterable[str]) -> list[tuple[int, str]]:
    """The cells a form names, each "<record>-<cell>"; what can name none names the line 0."""
    named = (text.partition("-") for text in texts)
    return [(_record(record), _cell(cell)) for record, _dash, cell in named]


def return_from_form(fields: Mapping[str, str]) -> int:
    """The number of the return that a form was shown with; 0, which none has, for anything else."""
    return whole_number(fields.get("return", "")) or 0
