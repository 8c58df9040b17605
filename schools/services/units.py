"""The end of an administrative unit, and what follows it."""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.text import search_key, squash
from schools.choices import Succession, UnitEnd
from schools.models import AdminUnit, AdminUnitSuccession, School
from schools.services.errors import Problems, refuse_if
from schools.services.upkeep import locked, problems_of

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class UnitEnding:
    """How a unit ends: its last day, by which document, and what follows (schools/choices.py).

    RENAMED: `name` and `type` of the unit that begins the next day under the same code.
    MERGED, DIVIDED: the units it goes into. A field the form could not read is None.
    """

    last_day: datetime.date | None
    how: str
    legal_doc: str = ""
    name: str = ""
    type: str = ""
    into: list[AdminUnit] = field(default_factory=list)


@dataclass(frozen=True)
class UnitEnded:
    """What the end did: how many schools moved along, how many have to be placed by hand."""

    moved: int
    left: int


def end_unit(*, unit: AdminUnit, shown: str, ending: UnitEnding) -> UnitEnded:
    """End the unit. Its schools follow into the one unit it becomes a part of, or stay to be
    placed when there are several or none. Raises RegisterRefused.
    """
    with transaction.atomic():
        unit = locked(AdminUnit, unit.pk, shown)
        refuse_if(ending_problems(unit, ending))
        assert ending.last_day is not None
        unit.valid_to = ending.last_day
        unit.save(update_fields=["valid_to"])
        into = ending.into
        if ending.how == UnitEnd.RENAMED:
            into = [_renamed(unit, ending)]
        whole = ending.how in (UnitEnd.RENAMED, UnitEnd.MERGED)
        relation = Succession.WHOLE if whole else Succession.PART
        AdminUnitSuccession.objects.bulk_create(
            AdminUnitSuccession(old=unit, new=new, relation=relation, legal_doc=ending.legal_doc)
            for new in into
        )
        schools = School.objects.filter(unit=unit, closed_on=None)
        if whole:
            AdminUnit.objects.filter(parent=unit, valid_to=None).update(parent=into[0])
            return UnitEnded(moved=schools.update(unit=into[0]), left=0)
        return UnitEnded(moved=0, left=schools.count())


def _renamed(unit: AdminUnit, ending: UnitEnding) -> AdminUnit:
    """The unit that begins the next day under the same code."""
    new = _successor(unit, ending)
    refuse_if(problems_of(new))
    new.search_key = search_key(new.name)
    new.save()
    return new


def _successor(unit: AdminUnit, ending: UnitEnding) -> AdminUnit:
    assert ending.last_day is not None
    return AdminUnit(
        code=unit.code,
        level=unit.level,
        type=ending.type or unit.type,
        name=squash(ending.name),
        parent=unit.parent,
        valid_from=ending.last_day + ONE_DAY,
        legal_doc=ending.legal_doc,
        latitude=unit.latitude,
        longitude=unit.longitude,
    )


def ending_problems(unit: AdminUnit, ending: UnitEnding) -> Problems:
    """Everything wrong with the end of a unit, by field."""
    problems: Problems = {}
    if unit.valid_to is not None:
        text = _("The unit ended on %(day)s already.") % {"day": f"{unit.valid_to:%d/%m/%Y}"}
        problems[NON_FIELD_ERRORS] = [text]
    if ending.last_day and ending.last_day < unit.valid_from:
        text = _("The unit begins on %(day)s: it cannot end before.")
        problems["last_day"] = [text % {"day": f"{unit.valid_from:%d/%m/%Y}"}]
    if ending.last_day and ending.last_day >= timezone.localdate():
        text = _("The end is recorded once the last day is over: what follows begins the next day.")
        problems["last_day"] = [text]
    if ending.how == UnitEnd.RENAMED and not squash(ending.name):
        problems["name"] = [_("Give the name the unit has from the next day on.")]
    problems |= _into_problems(unit, ending)
    if ending.how in (UnitEnd.DIVIDED, UnitEnd.DISSOLVED):
        problems |= _below_problems(unit)
    return problems


def _into_problems(unit: AdminUnit, ending: UnitEnding) -> Problems:
    wanted = {UnitEnd.MERGED: 1, UnitEnd.DIVIDED: 2}.get(UnitEnd(ending.how), 0)
    if not wanted:
        return {}
    if wanted == 1 and len(ending.into) != 1:
        return {"into": [_("Choose the one unit it goes into.")]}
    if len(ending.into) < wanted:
        return {"into": [_("Choose the units it is divided among: two or more.")]}
    texts = []
    following = ending.last_day + ONE_DAY if ending.last_day else None
    for new in ending.into:
        if new.pk == unit.pk:
            texts.append(_("A unit cannot go into itself."))
        elif new.level != unit.level:
            texts.append(_("%(unit)s is of another level.") % {"unit": new.full_name})
        elif following and (new.valid_from > following or (new.valid_to or following) < following):
            text = _("%(unit)s is not valid on %(day)s.")
            texts.append(text % {"unit": new.full_name, "day": f"{following:%d/%m/%Y}"})
    return {"into": texts} if texts else {}


def _below_problems(unit: AdminUnit) -> Problems:
    """A unit whose parts go on cannot end without a place for them."""
    below = unit.children.filter(valid_to=None)
    if not below.exists():
        return {}
    text = _("Units that belong to it go on: %(names)s. End or move them first.")
    names = ", ".join(each.full_name for each in below.order_by("search_key")[:5])
    return {NON_FIELD_ERRORS: [text % {"names": names}]}
