"""Taking plain tables back, record by record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_noop

from eduportal.core.restoring import RowChange, rows_now
from eduportal.imports.undoing import CHANGED, NOT_NOW, USED, Stays, Undone, Working

PARTLY = gettext_noop("A part of its data has been changed since and stays.")
# The columns of a row by name, as they are to be again.
Former = Mapping[str, Any]


@dataclass(frozen=True)
class RecordsBack:
    """How a kind of record goes back: by its domain's services, which may raise ValueError.

    `removed` and `restored` are the msgids under which records are counted; `label` names one by
    its columns.
    """

    removed: str
    restored: str
    label: Callable[[Mapping[str, Any]], str]
    remove: Callable[[Any], None]
    alter: Callable[[Any, Former], None]

    def take_back(self, changes: Sequence[RowChange], undone: Undone, working: Working) -> None:
        """Rows that came go, unless they are used or changed; columns that changed go back."""
        for change in changes:
            now = rows_now(change.model, [change.key]).get(change.key)
            why = CHANGED if now is None else self._one(change, now, undone)
            if why:
                undone.stays.append(Stays(self.label(change.facts), why))
            working.step()

    def _one(self, change: RowChange, now: Mapping[str, Any], undone: Undone) -> str:
        """Why it stays, or a part of it; empty where it has gone back."""
        row = change.model._base_manager.get(pk=change.key)
        if change.old is None:
            if now != change.new:
                return CHANGED
            return self._try(lambda: self.remove(row), self.removed, USED, undone)
        old, new = change.old, change.facts
        same = {name for name in change.columns if now.get(name) == new.get(name)}
        former = values_of(change.model, {name: old[name] for name in same})
        if not former:
            return CHANGED
        why = self._try(lambda: self.alter(row, former), self.restored, NOT_NOW, undone)
        return why or ("" if same == change.columns else PARTLY)

    @staticmethod
    def _try(work: Callable[[], None], kind: str, why: str, undone: Undone) -> str:
        try:
            with transaction.atomic():
                work()
        except (ValueError, IntegrityError):
            return why
        undone.back[kind] += 1
        return ""


def values_of(model: type[Model], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as PostgreSQL has written them down, as the attributes of a row."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    return {fields[name].attname: fields[name].to_python(value) for name, value in stored.items()}


def set_back(row: Model, former: Former) -> None:
    """The row in memory as it was."""
    for name, value in former.items():
        setattr(row, name, value)


def of_rows(changes: Iterable[RowChange], model: type[Model]) -> list[RowChange]:
    return [change for change in changes if change.model is model]
