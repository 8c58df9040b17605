"""Which tables row-level security has to guard, found from the models."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model


def scoped_tables() -> dict[str, str]:
    """Every table that shows a school's rows to its scope only, with the column of the school.

    That is each model with a foreign key `school` and the school's own table. A model that must
    be read before a scope is known says `scoped_by_school = False`.
    """
    tables = {}
    for model in apps.get_models():
        school = _school_of(model)
        if school is None or not getattr(model, "scoped_by_school", True):
            continue
        tables[model._meta.db_table] = "school_id"
        tables[school._meta.db_table] = "id"
    return tables


def tables_of_two_schools() -> list[str]:
    """Every table with a policy of its own, because its rows are about two schools, or about a
    whole province before they are shown to one: those whose model says `policy_of_its_own`."""
    models = (each for each in apps.get_models() if getattr(each, "policy_of_its_own", False))
    return sorted(model._meta.db_table for model in models)


def _school_of(model: type[Model]) -> type[Model] | None:
    """The model a field `school` points at; None for a model without one.

    Read from the field, because the register is above this package.
    """
    try:
        field = model._meta.get_field("school")
    except FieldDoesNotExist:
        return None
    return field.related_model if isinstance(field.related_model, type) else None
