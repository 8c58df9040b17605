"""What a browser sends to change cells, read and checked for shape; the rest is the service's."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from eduportal.core.text import TextRefused, read_text
from staffing.services import CellEdit, Wanted

MOST_OPERATIONS = 500
_LONGEST_VALUE = 400
_LONGEST_CODE = 20
_NUMBER = re.compile(r"[0-9]{1,2}([.,][0-9]{1,2})?")


class BadEdits(ValueError):
    """The request is not a list of changes; nothing was saved."""


def edits_from_json(fields: Any) -> tuple[str, list[CellEdit]]:
    """`{"on": "2026-11-29", "ops": [{"class", "subject", "from", "to": [id, …]}, …]}`.

    Returns the day as text and the edits. Raises BadEdits.
    """
    ops = fields.get("ops") if isinstance(fields, dict) else None
    if not isinstance(ops, list) or not isinstance(fields.get("on"), str):
        raise BadEdits(_("The request must be JSON with a day named “on” and a list “ops”."))
    if len(ops) > MOST_OPERATIONS:
        raise BadEdits(
            _("At most %(most)d cells can be saved at once.") % {"most": MOST_OPERATIONS}
        )
    return fields["on"], [_edit(op) for op in ops]


def _edit(op: Any) -> CellEdit:
    names = ("class", "subject", "from", "to")
    group, subject, before, after = (
        op.get(name) if isinstance(op, dict) else None for name in names
    )
    if not isinstance(after, list):
        raise BadEdits(_("A change lacks a proper class, subject, from or to."))
    return CellEdit(
        class_group=_identity(group),
        subject=_text(subject, _LONGEST_CODE),
        before=_text(before, _LONGEST_VALUE),
        after=tuple(Wanted(_identity(each)) for each in after),
    )


def _identity(value: Any) -> UUID:
    try:
        return UUID(_text(value, 36))
    except ValueError as problem:
        raise BadEdits(_("A change lacks a proper class, subject, from or to.")) from problem


def _text(value: Any, most: int) -> str:
    refusal = BadEdits(_("A change lacks a proper class, subject, from or to."))
    if not isinstance(value, str):
        raise refusal
    try:
        return read_text(value, most)
    except TextRefused as problem:
        raise refusal from problem


def edits_from_form(
    class_group: UUID, subjects: Iterable[tuple[str, str]], data: QueryDict
) -> list[CellEdit]:
    """The cells of one class that the form changes; `subjects` are codes with names.

    Each cell posts `was-<code>`, and for each teacher `t-<code>` and `p-<code>`. Raises BadEdits
    with a sentence for a number that is none.
    """
    edits = []
    for code, name in subjects:
        if f"was-{code}" not in data:
            continue
        periods = data.getlist(f"p-{code}")
        wanted = []
        for place, staff in enumerate(data.getlist(f"t-{code}")):
            if staff:
                written = periods[place] if place < len(periods) else ""
                wanted.append(Wanted(_identity(staff), _periods(written, name)))
        before = _text(data.get(f"was-{code}"), _LONGEST_VALUE)
        edits.append(CellEdit(class_group, code, before, tuple(wanted)))
    return edits


def _periods(text: str, name: str) -> Decimal | None:
    """A number with a comma or a point; None for nothing."""
    written = text.strip()
    if not written:
        return None
    if not _NUMBER.fullmatch(written):
        raise BadEdits(_("%(subject)s: periods a week are a number.") % {"subject": name})
    return Decimal(written.replace(",", "."))
