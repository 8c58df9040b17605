"""Taking back a list of classes that was written."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.accounts.models import User
from eduportal.imports.importer import Context
from eduportal.imports.records_back import RecordsBack, set_back
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from grades.services.classes import alter_class, leader_of, revision_with_homeroom
from grades.services.removing_lists import remove_empty_class
from schools.models import ClassGroup, SchoolYear
from schools.services import ClassFacts, lock_register
from staffing.models import HomeroomAssignment
from staffing.services.cells_back import take_back_cells

REMOVED = gettext_noop("Classes removed")
RESTORED = gettext_noop("Classes with the data they had")


def take_back(context: Context, year: SchoolYear, working: Working) -> Undone:
    """Homerooms first: a class that the list made has none when it is removed."""
    by = User.objects.get(pk=context.user_id or 0)

    def remove(group: ClassGroup) -> None:
        if not remove_empty_class(group=group, by=by):
            raise ValueError(group)

    classes = rows_written(context.operation, ClassGroup)
    homerooms = rows_written(context.operation, HomeroomAssignment)
    with transaction.atomic():
        lock_register(context.school_id)
        working.expect(len(homerooms) + len(classes))
        undone = take_back_cells(changes=homerooms, on=_today_in(year), working=working)
        back = RecordsBack(REMOVED, RESTORED, _name, remove, _alter)
        back.take_back(classes, undone, working)
    return undone


def _today_in(year: SchoolYear) -> datetime.date:
    return year.day_in(timezone.localdate())


def _name(facts: Mapping[str, Any]) -> str:
    return str(facts["name"])


def _alter(group: ClassGroup, former: Mapping[str, Any]) -> None:
    leader = leader_of(group)
    shown = revision_with_homeroom(group, leader)
    set_back(group, former)
    facts = ClassFacts(group.name, group.grade_level_id, group.programme, group.room, group.session)
    alter_class(class_id=group.pk, shown=shown, facts=facts, homeroom=leader)
