"""The history of the register in words."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import DateField, Field, ForeignKey, Max, Model, Q
from django.utils.translation import gettext as _

from schools.choices import Step
from schools.models import RegisterChange

CHANGES_SHOWN = 20
# The rows an official act named, by model and number.
Names = Mapping[type[Model], Mapping[int, Model]]


@dataclass(frozen=True)
class Told:
    """One line of the history: when, what, by whom, and what became what."""

    at: datetime.datetime
    in_words: str
    actor: Model | None
    details: list[str]


def history_of(rows: Iterable[Model]) -> list[Told]:
    """The newest changes of these rows of the register, newest first."""
    named = Q(pk=None)
    for row in rows:
        named |= Q(table=row._meta.model_name, row=row.pk)
    found = RegisterChange.objects.filter(named).select_related("actor").order_by("-pk")
    changes = list(found[:CHANGES_SHOWN])
    names = _names(changes)
    return [_told(change, names) for change in changes]


def rows_changed_from(
    model: type[Model], keys: Collection[int], moment: datetime.datetime
) -> dict[int, datetime.datetime]:
    """When these rows last changed, of those that changed from a moment on: one query."""
    changes = RegisterChange.objects.filter(
        table=model._meta.model_name,
        row__in=list(keys),
        at__gte=moment,
    )
    return dict(changes.order_by().values_list("row").annotate(Max("at")))


def _told(change: RegisterChange, names: Names) -> Told:
    model = apps.get_model("schools", change.table)
    in_words = f"{model._meta.verbose_name}: {Step(change.step).label}"
    details = _details(model, change.old or {}, change.new or {}, names)
    is_told = change.step == Step.CHANGED
    return Told(change.at, in_words, change.actor, list(details) if is_told else [])


def _details(
    model: type[Model], old: Mapping[str, Any], new: Mapping[str, Any], names: Names
) -> Iterator[str]:
    for column in _columns(model):
        if column.attname in new:
            before = _text(column, old.get(column.attname), names)
            after = _text(column, new.get(column.attname), names)
            yield f"{column.verbose_name}: {before} → {after}"


def _columns(model: type[Model]) -> list["Field[Any, Any]"]:
    return [column for column in model._meta.concrete_fields if column.editable]


def _text(column: "Field[Any, Any]", value: Any, names: Names) -> str:
    """The value as a page shows it: an official list's own words, a day, the name of a row."""
    if value in (None, "", []):
        return "–"
    if isinstance(column, ForeignKey):
        named = names.get(column.related_model, {}).get(value)
        return str(named) if named else _("a row that is gone")
    if isinstance(column, DateField):
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    chosen = getattr(column, "base_field", column)
    labels = dict(chosen.flatchoices)
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(each, each)) for each in values)


def _names(changes: Iterable[RegisterChange]) -> Names:
    """The rows the changes point at: one query for each kind of row."""
    keys: defaultdict[type[Model], set[int]] = defaultdict(set)
    for change in changes:
        model = apps.get_model("schools", change.table)
        for column in _columns(model):
            if isinstance(column, ForeignKey):
                for facts in (change.old, change.new):
                    if facts and facts.get(column.attname):
                        keys[column.related_model].add(facts[column.attname])
    return {model: model._base_manager.in_bulk(pks) for model, pks in keys.items()}
