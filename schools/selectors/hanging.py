"""What hangs on a row: why it cannot be removed, or its code not changed."""

from django.db.models import Model
from django.db.models.fields.related import ForeignObjectRel

# Named at most; the rest is more of the same.
NAMED = 5


def what_hangs_on(row: Model, besides: tuple[type[Model], ...] = ()) -> list[str]:
    """The kinds of rows that point at the row, with how many, the first few; empty when none do.

    Those of the models `besides` are its own parts.
    """
    found: list[str] = []
    for relation in row._meta.related_objects:
        if relation.related_model in besides or len(found) == NAMED:
            continue
        if count := _count(relation, row):
            found.append(f"{relation.related_model._meta.verbose_name_plural}: {count}")
    return found


def _count(relation: ForeignObjectRel, row: Model) -> int:
    """How many rows point at this one; a proxy model's are counted with its own."""
    if relation.related_model._meta.proxy:
        return 0
    rows = relation.related_model._base_manager.filter(**{relation.field.name: row})
    count: int = rows.count()
    return count
