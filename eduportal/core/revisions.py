"""What a page showed of a row, in a few characters: its form is refused when that has changed."""

import hashlib

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
    return hashlib.sha256(repr(stored).encode()).hexdigest()[:16]


def _values(row: Model) -> list[str]:
    fields = [field for field in row._meta.concrete_fields if field.name not in NOT_COMPARED]
    values = [str(getattr(row, field.attname)) for field in fields]
    for field in row._meta.many_to_many:
        values.append(str(sorted(getattr(row, field.name).values_list("pk", flat=True))))
    return values
