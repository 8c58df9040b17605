"""Lists of the province's schools."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from eduportal.core.revisions import revision_of
from eduportal.imports.importer import Context
from eduportal.imports.importers.school_columns import MESSAGES, TABLE
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMNS as OF_PERSONS
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.records_back import RecordsBack, set_back
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping.actions import Action
from eduportal.workbooks.cells import fold
from schools.models import AdminUnit, School
from schools.selectors.changes import rows_changed_from
from schools.selectors.keeping import communes_today
from schools.services import close_school, remove_row, reopen_school, save_row
from schools.services.closing import closing_problems
from schools.services.upkeep import name_it, problems_of

__all__ = ["SchoolImporter"]
REMOVED = gettext_noop("Schools removed")
RESTORED = gettext_noop("Schools with the data they had")
# Columns that are fields of a school as they are.
PLAIN = ("name", "code", "ownership", "managing_body", "address", "zone", "sessions_per_day")


class SchoolImporter(RecordImporter):
    """The schools of the province, written as the pages of the register do.

    Vietnamese: danh sách trường. A school is found by its official code; none is removed.
    """

    key = "schools"
    title = _("List of schools")
    description = _(
        "The schools of the province: code, name, level of education, commune, managing body. "
        "Schools are recognised by their official codes. No school is removed."
    )
    table = TABLE
    most_rows = 3000
    other_titles = (*OF_PERSONS["birth_date"], *OF_PERSONS["student_code"])
    messages = MESSAGES
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    dated = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._communes = _Communes()

    def key_of(self, given: Mapping[str, Any]) -> str:
        return str(given["code"])

    def understand(self, records: Sequence[Record]) -> None:
        for record in records:
            self._understand_unit(record)

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        schools = School.objects.filter(code__in=keys).select_related("unit")
        return {school.code: _stored(school) for school in schools}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        codes = dict(School.objects.filter(code__in=keys).values_list("pk", "code"))
        return {codes[pk]: at for pk, at in rows_changed_from(School, codes, moment).items()}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        if stored is None and "stages" not in given:
            return {"stages": [gettext(MESSAGES["stages_not_said"])]}
        school = _described(given)
        name_it(school)
        said = problems_of(school)
        if _closes(given, school):
            on = datetime.date.fromisoformat(given["closed_on"])
            said["closed_on"] = closing_problems(school, on).get("on", []) if school.pk else []
        return {name if name in given else "": texts for name, texts in said.items()}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for given in (row["given"] for row in rows):
            stored = School.objects.filter(code=given["code"]).first()
            school = _described(given)
            save_row(school, shown=revision_of(stored) if stored else "")
            if _closes(given, school):
                on = datetime.date.fromisoformat(given["closed_on"])
                school.refresh_from_db()
                close_school(school=school, shown=revision_of(school), on=on)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        undone, changes = Undone(), rows_written(self.context.operation, School)
        working.expect(len(changes))
        back = RecordsBack(
            REMOVED,
            RESTORED,
            lambda facts: str(facts["name"]),
            lambda school: remove_row(school, shown=revision_of(school)),
            _alter,
        )
        back.take_back(changes, undone, working)
        return undone

    def _understand_unit(self, record: Record) -> None:
        """The commune by its code, otherwise by its name, with or without "Xã", "Phường"."""
        given = record.given
        name, code = given.pop("unit", ""), given.pop("unit_code", "")
        if not name and not code:
            return
        key = "unit_code" if code else "unit"
        place = record.row.place(key)
        found = self._communes.called(name) if not code else self._communes.of_code(code)
        if len(found) != 1:
            rule = "unit_several" if found else "unit_unknown"
            record.refuse(self.problem(rule, place, value=(code or name)[:100]))
        elif code and name and found[0] not in self._communes.called(name):
            told = {"value": code, "name": found[0].full_name, "other": name[:100]}
            record.refuse(self.problem("unit_differs", place, **told))
        else:
            given["unit"] = [found[0].pk, found[0].full_name]


class _Communes:
    """The communes of today, by code and by name."""

    def __init__(self) -> None:
        self._by_name: defaultdict[str, list[AdminUnit]] = defaultdict(list)
        self._by_code: defaultdict[str, list[AdminUnit]] = defaultdict(list)
        for unit in communes_today():
            self._by_code[unit.code.lstrip("0")].append(unit)
            for name in {fold(unit.full_name), fold(unit.name)}:
                self._by_name[name].append(unit)

    def called(self, name: str) -> list[AdminUnit]:
        return self._by_name.get(fold(name), [])

    def of_code(self, code: str) -> list[AdminUnit]:
        return self._by_code.get(code.lstrip("0"), [])


def _stored(school: School) -> dict[str, Any]:
    unit = school.unit
    return {
        **{name: getattr(school, name) for name in PLAIN},
        "stages": " ".join(sorted(school.stages)),
        "unit": [unit.pk, unit.full_name] if unit else None,
        "latitude": _degrees(school.latitude),
        "longitude": _degrees(school.longitude),
        "closed_on": school.closed_on.isoformat() if school.closed_on else None,
    }


def _alter(school: School, former: Mapping[str, Any]) -> None:
    """As the pages do: the last day of a school is taken back by itself."""
    if "closed_on" in former:
        reopen_school(school=school, shown=revision_of(school))
        school.refresh_from_db()
    shown = revision_of(school)
    others = {name: value for name, value in former.items() if name != "closed_on"}
    if others:
        set_back(school, others)
        save_row(school, shown=shown)


def _degrees(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.5f}"


def _described(given: Mapping[str, Any]) -> School:
    """The school as it is to be; what the file leaves open stays."""
    school = School.objects.filter(code=given["code"]).first() or School()
    for name in PLAIN:
        if name in given:
            setattr(school, name, given[name])
    if "stages" in given:
        school.stages = given["stages"].split()
    if "unit" in given:
        school.unit_id = given["unit"][0]
    for name in ("latitude", "longitude"):
        if name in given:
            setattr(school, name, Decimal(given[name]))
    return school


def _closes(given: Mapping[str, Any], school: School) -> bool:
    closed = school.closed_on.isoformat() if school.closed_on else ""
    return bool(given.get("closed_on", closed) != closed)
