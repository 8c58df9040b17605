"""Rows some columns of which only the database fills."""

from typing import Any

import factory
from django.db.models import Model


class AppendedFactory(factory.django.DjangoModelFactory):
    """As the portal's own role adds a row: key and moment are left to the database.

    A test that gives a moment runs `as_owner`.
    """

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Model], *args: Any, **values: Any) -> Model:
        row = model_class(*args, **values)
        own = [
            field
            for field in model_class._meta.concrete_fields
            if field.name in model_class.database_columns and field.name not in values
        ]
        given = [field for field in model_class._meta.concrete_fields if field not in own]
        [made] = model_class._base_manager._insert(
            [row], fields=given, using="default", returning_fields=own
        )
        for field, value in zip(own, made, strict=True):
            setattr(row, field.attname, value)
        return row
