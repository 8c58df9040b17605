"""What a browser sends to save cells, read and checked for shape; values are the service's."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from grades.services import CellEdit

MOST_OPERATIONS = 200


class BadEdits(ValueError):
    """The request is not a list of cell edits; nothing was saved."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def edits_from_json(body: bytes) -> list[CellEdit]:
    """`{"ops": [{"op", "record", "cell", "from", "to"}, …]}` as edits; raises BadEdits."""
    try:
        ops = json.loads(body)["ops"]
        if not isinstance(ops, list):
            raise TypeError("ops")
    except (ValueError, KeyError, TypeError) as problem:
        raise BadEdits(_("The request must be JSON with a list named “ops”.")) from problem
    if len(ops) > MOST_OPERATIONS:
        raise BadEdits(
            _("At most %(most)d cells can be saved at once.") % {"most": MOST_OPERATIONS}, 413
        )
    edits = [_edit(op, number) for number, op in enumerate(ops, start=1)]
    if len({edit.op for edit in edits}) < len(edits):
        raise BadEdits(_("Two operations carry the same identity."))
    return edits


def _edit(op: Any, number: int) -> CellEdit:
    try:
        before, after, cell = op["from"], op["to"], op["cell"]
        if not all(isinstance(text, str) for text in (before, after, cell)):
            raise TypeError
        return CellEdit(uuid.UUID(op["op"]), int(op["record"]), cell, before, after)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadEdits(
            _("Operation %(number)d lacks a proper op, record, cell, from or to.")
            % {"number": number}
        ) from problem


def edits_from_form(fields: Mapping[str, str]) -> list[CellEdit]:
    """The cells of a plain form whose text differs from what the page showed.

    `m-<record>-<cell>` is the text now, `o-<record>-<cell>` the text the page was made with.
    """
    edits = []
    for name, text in fields.items():
        kind, _dash, rest = name.partition("-")
        record, _dash, cell = rest.partition("-")
        if kind != "m" or not record.isdecimal():
            continue
        before = fields.get(f"o-{record}-{cell}", "")
        if text.strip() != before.strip():
            edits.append(CellEdit(uuid.uuid4(), int(record), cell, before, text))
    return edits
