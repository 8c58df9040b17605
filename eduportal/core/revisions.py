"""What a page showed of a row, in a few characters: its form is refused when that has changed."""

import hashlib
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass

from django.db.models import ForeignKey, Model

# It changes by itself, whenever the person signs in.
NOT_COMPARED = {"last_login"}


def revision_of(
    instance: Model, rows_below: tuple[type[Model], ...] = (), *, lock: bool = False
) -> str:
    """Everything stored of the object and of the rows below it, in a few characters.

    With `lock` the rows below stay as they are until this transaction ends.
    """
    stored = [_values(instance)]
    for model in rows_below:
        parent = next(
            field.name
            for field in model._meta.fields
            if isinstance(field, ForeignKey) and isinstance(instance, field.related_model)
        )
        rows = model._default_manager.filter(**{parent: instance}).order_by("pk")
        stored += [_values(row) for row in (rows.select_for_update() if lock else rows)]
    return fingerprint(stored, 16)


def fingerprint(facts: object, length: int = 12) -> str:
    """Facts in so many characters, the same in every process."""
    return hashlib.sha256(repr(_ordered(facts)).encode()).hexdigest()[:length]


def _ordered(facts: object) -> object:
    """The same facts with their sets in one order: equal sets do not always run in one."""
    if isinstance(facts, Set):
        return sorted(map(_ordered, facts), key=repr)
    if isinstance(facts, Mapping):
        return [(_ordered(key), _ordered(value)) for key, value in facts.items()]
    if isinstance(facts, tuple | list):
        return [_ordered(each) for each in facts]
    if is_dataclass(facts):
        return [_ordered(getattr(facts, field.name)) for field in fields(facts) if field.repr]
    return facts


def _values(row: Model) -> list[str]:
    fields = [field for field in row._meta.concrete_fields if field.name not in NOT_COMPARED]
    values = [str(getattr(row, field.attname)) for field in fields]
    for field in row._meta.many_to_many:
        values.append(str(sorted(getattr(row, field.name).values_list("pk", flat=True))))
    return values
