"""The only writer of schemes and of what they promise."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.reform.choices import SchemeState, StepKind
from eduportal.reform.models import (
    Indicator,
    Measure,
    Objective,
    ReportedValue,
    Scheme,
    SchemeStep,
    Target,
)
from eduportal.reform.selectors.readings import READINGS
from eduportal.reform.services.errors import ReformRefused, refuse_if

MOST_BELOW = 100
Part = TypeVar("Part", Objective, Indicator, Measure)


def add_scheme(*, columns: Mapping[str, Any], user: User) -> Scheme:
    """Put a document into the register. Raises ReformRefused for a number that is there."""
    with transaction.atomic():
        _require_new_number(columns, None)
        scheme = Scheme.objects.create(**columns)
        log(scheme, StepKind.ADDED, user)
        return scheme


def change_scheme(*, scheme: Scheme, shown: int, columns: Mapping[str, Any], user: User) -> None:
    """Write its facts anew. Raises ReformRefused."""
    with transaction.atomic():
        row = locked(scheme, shown)
        _require_new_number(columns, row)
        changed = [name for name, value in columns.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, columns[name])
        row.save(update_fields=changed)
        titles = {each.name: str(each.verbose_name) for each in Scheme._meta.fields}
        log(row, StepKind.CHANGED, user, ", ".join(titles[name] for name in changed))


def end_scheme(*, scheme: Scheme, shown: int, user: User, text: str) -> None:
    """It binds no more. Raises ReformRefused."""
    _set_state(scheme, shown, SchemeState.ENDED, StepKind.ENDED, user, text)


def take_up_scheme(*, scheme: Scheme, shown: int, user: User, text: str) -> None:
    """One that was ended binds again. Raises ReformRefused."""
    with transaction.atomic():
        row = locked(scheme, shown, anyhow=True)
        refuse_if([] if row.state == SchemeState.ENDED else [_("It has not been ended.")])
        _write_state(row, SchemeState.RUNNING, StepKind.TAKEN_UP, user, text)


def _set_state(
    scheme: Scheme, shown: int, state: SchemeState, kind: StepKind, user: User, text: str
) -> None:
    with transaction.atomic():
        _write_state(locked(scheme, shown), state, kind, user, text)


def _write_state(row: Scheme, state: SchemeState, kind: StepKind, user: User, text: str) -> None:
    row.state = state
    row.save(update_fields=["state"])
    log(row, kind, user, text)


def put_objective(
    *, scheme: Scheme, shown: int, columns: Mapping[str, Any], user: User,
    objective: Objective | None = None,
) -> Objective:  # fmt: skip
    """Add an objective at the end, or write one anew. Raises ReformRefused."""
    with transaction.atomic():
        row = locked(scheme, shown)
        if objective is None:
            of_scheme = Objective.objects.filter(scheme=row)
            _require_room(of_scheme.count())
            last = of_scheme.aggregate(last=Max("position"))["last"] or 0
            objective = Objective(scheme=row, position=last + 1)
        return _written(objective, columns, row, user)


def put_indicator(
    *, objective: Objective, shown: int, columns: Mapping[str, Any],
    targets: Mapping[datetime.date, Decimal], user: User, indicator: Indicator | None = None,
) -> Indicator:  # fmt: skip
    """Add an indicator, or write one anew, with its targets. Raises ReformRefused.

    A figure that exists for levels of education alone is asked for one, and the others for none.
    """
    with transaction.atomic():
        row = locked(objective.scheme, shown)
        _require_stage(columns)
        if indicator is None:
            _require_room(Indicator.objects.filter(objective=objective).count())
            indicator = Indicator(objective=objective)
        made = _written(indicator, columns, row, user)
        Target.objects.filter(indicator=made).delete()
        Target.objects.bulk_create(
            Target(indicator=made, due_on=day, value=value) for day, value in targets.items()
        )
        return made


def _require_stage(columns: Mapping[str, Any]) -> None:
    reading = READINGS.get(columns["figure"])
    stage = columns["stage"]
    if reading and reading.needs_stage and not stage:
        raise ReformRefused([_("This figure is of one level of education: choose it.")])
    if reading and stage and stage not in reading.stages:
        raise ReformRefused([_("This figure does not exist for the level of education chosen.")])


def put_measure(
    *, objective: Objective, shown: int, columns: Mapping[str, Any], user: User,
    measure: Measure | None = None,
) -> Measure:  # fmt: skip
    """Add a measure, or write an open one anew. Raises ReformRefused."""
    with transaction.atomic():
        row = locked(objective.scheme, shown)
        if measure is None:
            _require_room(Measure.objects.filter(objective=objective).count())
            measure = Measure(objective=objective)
        return _written(measure, columns, row, user)


def report_value(
    *, indicator: Indicator, shown: int, day: datetime.date, value: Decimal, source: str,
    user: User,
) -> None:  # fmt: skip
    """Add a value of an indicator that the portal does not count. Raises ReformRefused."""
    with transaction.atomic():
        row = locked(indicator.objective.scheme, shown)
        refuse_if([_("The portal counts this figure itself.")] if indicator.figure else [])
        ReportedValue.objects.create(
            indicator=indicator, day=day, value=value, source=source, by=user
        )
        log(row, StepKind.CHANGED, user, f"{indicator.title}: {value:n} ({day:%d/%m/%Y})")


def remove_part(*, part: Objective | Indicator, shown: int, user: User) -> None:
    """Take out an objective with nothing below it, or an indicator without reported values.

    Raises ReformRefused.
    """
    is_objective = isinstance(part, Objective)
    scheme = part.scheme if isinstance(part, Objective) else part.objective.scheme
    with transaction.atomic():
        row = locked(scheme, shown)
        kept = (
            part.indicators.exists() or part.measures.exists()
            if isinstance(part, Objective)
            else part.reported.exists()
        )
        if kept:
            raise ReformRefused(
                [_("There is something below it: remove that first.")]
                if is_objective
                else [_("Values have been reported for it: it stays.")]
            )
        log(row, StepKind.CHANGED, user, _("removed: %s") % part.title)
        part.delete()


def _written(part: Part, columns: Mapping[str, Any], scheme: Scheme, user: User) -> Part:
    for name, value in columns.items():
        setattr(part, name, value)
    part.save()
    log(scheme, StepKind.CHANGED, user, part.title)
    return part


def _require_room(count: int) -> None:
    refuse_if([_("%s at most.") % MOST_BELOW] if count >= MOST_BELOW else [])


def _require_new_number(columns: Mapping[str, Any], own: Scheme | None) -> None:
    same = Scheme.objects.filter(issuer=columns["issuer"], number=columns["number"])
    if own is not None:
        same = same.exclude(pk=own.pk)
    refuse_if([_("A document of this number and issuer is registered.")] if same.exists() else [])


def locked(scheme: Scheme, shown: int, *, anyhow: bool = False) -> Scheme:
    """The scheme, locked and one change further, if it is as shown and runs. Raises ReformRefused.

    `anyhow`: also one that does not run.
    """
    row = Scheme.objects.select_for_update(of=["self"]).get(pk=scheme.pk)
    if row.revision != shown:
        raise ReformRefused(
            [_("This has been changed since this page was opened. Nothing was saved; reload it.")]
        )
    if row.state != SchemeState.RUNNING and not anyhow:
        raise ReformRefused([_("It is not running any more: nothing of it is changed.")])
    Scheme.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    row.revision += 1
    return row


def log(scheme: Scheme, kind: StepKind, user: User, text: str = "") -> None:
    """Add to the scheme's history."""
    SchemeStep.objects.create(scheme=scheme, kind=kind, by=user, text=text[:1000])
