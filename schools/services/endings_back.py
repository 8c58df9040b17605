"""Taking back the end of administrative units that a file has recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from eduportal.core.restoring import RowChange, changed_since, restore
from schools.models import AdminUnit, AdminUnitSuccession, School
from schools.selectors.hanging import what_hangs_on


@dataclass
class EndingsBack:
    """What went back: units that go on, units that came with the file and are gone, schools.

    `changed` and `used` are units that stay, by their names.
    """

    ended: int = 0
    came: int = 0
    schools: int = 0
    changed: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)


def take_back_endings(changes: Sequence[RowChange]) -> EndingsBack:
    """Each unit that ended by these changes goes on as before, with its schools and its parts.

    Where its row, what follows it, or a unit it went into that came with the file has been changed
    or used since, it stays ended. A school that has been placed elsewhere since stays there.
    """
    back = EndingsBack()
    with transaction.atomic():
        list(AdminUnit.objects.select_for_update(no_key=True).filter(pk__in=_units(changes)))
        ends = [c for c in _of(changes, AdminUnit) if c.old and "valid_to" in c.columns]
        came = {c.key: c for c in _of(changes, AdminUnit) if c.old is None}
        successions = _of(changes, AdminUnitSuccession)
        touched = {(c.model, c.key) for c in changed_since(changes) if c.model is not School}
        blocked = _blocked(came, changes, touched)
        for end in ends:
            follows = [c for c in successions if c.facts["old_id"] == end.key]
            into = {c.facts["new_id"] for c in follows}
            if any((c.model, c.key) in touched for c in (end, *follows)):
                back.changed.append(_name(end))
            elif into & blocked:
                back.used.append(_name(end))
            else:
                _take_back(end, follows, came, changes, back)
    return back


def _take_back(
    end: RowChange,
    follows: Sequence[RowChange],
    came: Mapping[int, RowChange],
    changes: Sequence[RowChange],
    back: EndingsBack,
) -> None:
    """What followed goes first: a renamed unit has the code of the one that ended."""
    moved = [c for c in _of(changes, School) if c.old and c.old["unit_id"] == end.key]
    parts = [c for c in _of(changes, AdminUnit) if c.old and c.old["parent_id"] == end.key]
    try:
        with transaction.atomic():
            restore(follows)
            schools = sum(
                School.objects.filter(pk=c.key, unit=c.facts["unit_id"]).update(unit=end.key)
                for c in moved
            )
            restore([c for c in parts if c.columns == {"parent_id"}])
            gone = [came[c.facts["new_id"]] for c in follows if c.facts["new_id"] in came]
            unused = [c for c in gone if _is_free(c.key)]
            restore(unused)
            restore([end])
    except IntegrityError:
        back.used.append(_name(end))
    else:
        back.ended += 1
        back.came += len(unused)
        back.schools += schools


def _is_free(unit_id: int) -> bool:
    """Whether nothing hangs on the unit any more: other units may have gone into it as well."""
    unit = AdminUnit.objects.filter(pk=unit_id).first()
    return unit is not None and not what_hangs_on(unit)


def _blocked(
    came: Mapping[int, RowChange],
    changes: Sequence[RowChange],
    touched: set[tuple[type, int]],
) -> set[int]:
    """Units that came with the file and are changed, or used by others than the file."""
    own = {(c.model, c.key) for c in changes}
    return {
        pk
        for pk in came
        if (AdminUnit, pk) in touched
        or any(
            (model, key) not in own
            for model, name in (
                (School, "unit"),
                (AdminUnit, "parent"),
                (AdminUnitSuccession, "new"),
                (AdminUnitSuccession, "old"),
            )
            for key in model._base_manager.filter(**{name: pk}).values_list("pk", flat=True)
        )
    }


def _of(changes: Iterable[RowChange], model: type) -> list[RowChange]:
    return [change for change in changes if change.model is model]


def _units(changes: Iterable[RowChange]) -> list[int]:
    return sorted(change.key for change in _of(changes, AdminUnit))


def _name(change: RowChange) -> str:
    return AdminUnit.objects.get(pk=change.key).full_name
