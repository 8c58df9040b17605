"""Lists of what became of communes and wards: merged, divided, renamed, from a day on."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.fields import TextField
from eduportal.core.revisions import revision_of
from eduportal.imports.ages import told_from
from eduportal.imports.importer import Context
from eduportal.imports.importers.succession_columns import MESSAGES, TABLE
from eduportal.imports.importers.unit_words import split_name
from eduportal.imports.models import ImportRow
from eduportal.imports.options import DayField
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, USED, Stays, Undone, Working
from eduportal.scoping.actions import Action
from eduportal.workbooks.cells import fold
from schools.choices import Succession, UnitEnd, UnitLevel, UnitType
from schools.models import AdminUnit, AdminUnitSuccession, School
from schools.models.unit import AdminUnitQuerySet
from schools.services import end_unit, save_row
from schools.services.endings_back import take_back_endings
from schools.services.units import ONE_DAY, UnitEnding, ending_problems
from schools.services.upkeep import name_it, problems_of

__all__ = ["SuccessionImporter"]
GO_ON = gettext_noop("Communes and wards that go on as before")
GONE = gettext_noop("Communes and wards removed that came with the file")
SCHOOLS_BACK = gettext_noop("Schools back in the commune or ward they had")
Group = list[Record]
# In place of the key of a unit that comes with the file, and of one that only gets a new name.
COMES, RENAMED = 0, None


class SuccessionOptions(forms.Form):
    """Day and document of a file whose columns do not say them."""

    from_day = DayField(label=_("In force from"), required=False)
    legal_doc = TextField(label=_("Legal document"), max_length=200, required=False)


class SuccessionImporter(RecordImporter):
    """Communes and wards that end, each with what follows, written as the page of a unit does.

    Vietnamese: sắp xếp đơn vị hành chính. Schools follow into the one unit theirs goes into.
    """

    key = "unit-successions"
    title = _("List of successions of communes and wards")
    description = _(
        "Which commune or ward goes into which, as a whole or in part, from which day on. The old "
        "one ends the day before; its schools follow where it goes as a whole."
    )
    table = TABLE
    # A unit's rows are weighed and written together.
    most_rows = written_at_once = 2000
    messages = MESSAGES
    options_form = SuccessionOptions
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    dated = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        communes = AdminUnit.objects.communes()
        self._renamed: dict[tuple[str, str], str] = {}
        self._coming: dict[tuple[str, str], str] = {}
        self._ending_codes: set[str] = set()
        self._units: defaultdict[str, list[AdminUnit]] = defaultdict(list)
        for unit in communes.select_related("parent"):
            self._units[unit.code].append(unit)

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['old_code']} {given['new_code']} {given['from_day']}"

    def understand(self, records: Sequence[Record]) -> None:
        groups: defaultdict[tuple[str, str], Group] = defaultdict(list)
        for record in records:
            given = record.given
            for name in ("from_day", "legal_doc"):
                if said := self.context.options.get(name):
                    given.setdefault(name, said)
            if "from_day" not in given:
                record.refuse(self.problem("day_not_said", record.row.place("from_day")))
            groups[given.get("old_code", ""), given.get("from_day", "")].append(record)
        self._say_documents(records)
        self._renamed = {
            (record.given["new_code"], record.given["from_day"]): record.given["new_name"]
            for record in records
            if record.given.get("new_code") == record.given.get("old_code", "")
            and {"new_code", "new_name", "from_day"} <= record.given.keys()
        }
        self._ending_codes = {code for code, _day in groups}
        for (code, day), group in groups.items():
            if code and day:
                self._understand_end(group, datetime.date.fromisoformat(day))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        known = _known({key.split(" ")[0] for key in keys})
        return {key: {"relation": row.relation} for key, row in known.items() if key in keys}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        """When the unit that ends was changed: renamed, or ended in another way."""
        by_pk = {
            unit.pk: code
            for code in {key.partition(" ")[0] for key in keys}
            for unit in self._units[code]
        }
        told = {by_pk[pk]: at for pk, at in told_from(AdminUnit, by_pk, moment).items()}
        return {key: told[code] for key in keys if (code := key.partition(" ")[0]) in told}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        unit = AdminUnit.objects.get(pk=given["old"][0])
        ending = _ending([given])
        said = [ending_problems(unit, ending)]
        for (pk, _name, _code), new in zip(given["into"], ending.into, strict=False):
            said += [problems_of(new)] if pk == COMES else []
        return {"": [text for each in said for texts in each.values() for text in texts]}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        groups: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[row["given"]["old"][0]].append(row["given"])
        # What goes on under another name begins first: others may go into it.
        last = {pk: group[0]["how"] != UnitEnd.RENAMED for pk, group in groups.items()}
        for pk in sorted(groups, key=lambda pk: last[pk]):
            unit = AdminUnit.objects.get(pk=pk)
            ending = _ending(groups[pk])
            for new in ending.into:
                if new.pk is None:
                    new.parent, new.legal_doc = unit.parent, ending.legal_doc
                    save_row(new)
            end_unit(unit=unit, shown=revision_of(unit), ending=ending)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        changes = rows_written(self.context.operation, AdminUnit, AdminUnitSuccession, School)
        working.expect(1)
        back = take_back_endings(changes)
        working.step()
        counts = {GO_ON: back.ended, GONE: back.came, SCHOOLS_BACK: back.schools}
        stays = [Stays(name, CHANGED) for name in back.changed]
        return Undone(Counter(counts), stays + [Stays(name, USED) for name in back.used])

    def _say_documents(self, records: Sequence[Record]) -> None:
        """A document that a known change has otherwise is named; the stored one stays."""
        known = _known({record.given.get("old_code", "") for record in records})
        for record in records:
            if {"old_code", "new_code", "from_day", "legal_doc"} <= record.given.keys():
                row, said = known.get(self.key_of(record.given)), record.given["legal_doc"]
                if row is not None and row.legal_doc != said:
                    told = {"known": row.legal_doc or "–", "value": said}
                    place = record.row.place("legal_doc")
                    record.problems.append(
                        self.problem("document_differs", place, severity="warning", **told)
                    )

    def _understand_end(self, group: Group, first: datetime.date) -> None:
        """The unit that ends, what it goes into, and how: all of its rows, or none."""
        old = self._valid(group[0].given["old_code"], first - ONE_DAY)
        for record in group:
            self._understand_row(record, old, first)
        if old is None:
            return
        name = old.full_name
        ways = {record.given.get("relation", Succession.WHOLE) for record in group}
        if len(group) == 1 and ways == {Succession.PART}:
            self._refuse(group, "part_alone", name)
        elif len(group) > 1 and ways != {Succession.PART}:
            self._refuse(group, "whole_and_more", name)
        elif any(record.is_refused for record in group):
            self._refuse([each for each in group if not each.is_refused], "other_part_wrong", name)
        how = UnitEnd.DIVIDED if len(group) > 1 else UnitEnd.MERGED
        if len(group) == 1 and group[0].given.get("new_code") == old.code:
            how = UnitEnd.RENAMED
        into = [record.given["new"] for record in group if "new" in record.given]
        for record in group:
            record.given.setdefault("relation", Succession.WHOLE.value)
            record.given |= {"into": into, "how": how.value}

    def _understand_row(self, record: Record, old: AdminUnit | None, first: datetime.date) -> None:
        given, row = record.given, record.row
        if old is None:
            told: dict[str, Any] = {"value": given["old_code"], "day": f"{first:%d/%m/%Y}"}
            record.refuse(self.problem("old_unknown", row.place("old_code"), **told))
            return
        given["old"] = [old.pk, old.full_name]
        self._require_name(record, "old", old)
        code = given.get("new_code", "")
        new = self._valid(code, first)
        if new is not None and new.valid_from < first and new.code == old.code:
            new = None
        if name := self._renamed.get((code, given["from_day"])):
            given["new"] = [RENAMED, name, code]
        elif new is None:
            self._understand_new(record, code, first)
        else:
            given["new"] = [new.pk, new.full_name, code]
            self._require_name(record, "new", new)

    def _understand_new(self, record: Record, code: str, first: datetime.date) -> None:
        """A unit that nobody has entered yet comes with the file, if its name says what it is."""
        name, place = record.given.get("new_name", ""), record.row.place("new_code")
        kind, plain = split_name(name)
        day = f"{first:%d/%m/%Y}"
        same = next((u for u in self._going_on(first) if fold(u.full_name) == fold(name)), None)
        if kind is None or not plain or not code:
            told: dict[str, Any] = {"value": code, "day": day}
            record.refuse(self.problem("new_unknown", place, **told))
        elif same is not None:
            told = {"name": same.full_name, "known": same.code, "value": code}
            record.refuse(self.problem("name_taken", place, **told))
        elif fold(first_name := self._coming.setdefault((code, day), name)) != fold(name):
            told = {"value": code, "name": first_name, "other": name}
            record.refuse(self.problem("name_differs", place, **told))
        else:
            record.given["new"] = [COMES, name, code]
            told = {"name": name, "day": day}
            record.problems.append(self.problem("unit_comes", place, severity="warning", **told))

    def _going_on(self, day: datetime.date) -> Iterable[AdminUnit]:
        """The units in force on the day that the file does not end."""
        codes = self._units.keys() - self._ending_codes
        return (unit for code in codes if (unit := self._valid(code, day)) is not None)

    def _require_name(self, record: Record, which: str, unit: AdminUnit) -> None:
        """A name beside a code must be the unit's: a list may be one row off."""
        written = record.given.get(f"{which}_name", "")
        if written and fold(split_name(written)[1]) != fold(unit.name):
            place = record.row.place(f"{which}_code")
            told: dict[str, Any] = {"value": unit.code, "name": unit.full_name}
            record.refuse(self.problem("name_differs", place, other=written[:100], **told))

    def _refuse(self, records: Iterable[Record], rule: str, name: str) -> None:
        for record in records:
            record.refuse(self.problem(rule, record.row.place("old_code"), name=name))

    def _valid(self, code: str, day: datetime.date) -> AdminUnit | None:
        return next(
            (
                unit
                for unit in self._units.get(code, [])
                if unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)
            ),
            None,
        )


def _known(old_codes: Collection[str]) -> dict[str, AdminUnitSuccession]:
    """What is stored of these ended units, by the key of its row."""
    rows = AdminUnitSuccession.objects.filter(old__code__in=old_codes, old__valid_to__isnull=False)
    found = {}
    for row in rows.select_related("old", "new"):
        ended = row.old.valid_to or row.old.valid_from
        found[f"{row.old.code} {row.new.code} {ended + ONE_DAY}"] = row
    return found


def _ending(group: Sequence[Mapping[str, Any]]) -> UnitEnding:
    """How the unit of these rows ends."""
    first = group[0]
    kind, name = split_name(first.get("new_name", ""))
    day = datetime.date.fromisoformat(first["from_day"])
    known = AdminUnit.objects.communes().valid_on(day)
    into = [_into(known, each, day) for each in first["into"]]
    return UnitEnding(
        last_day=day - ONE_DAY,
        how=first["how"],
        legal_doc=first.get("legal_doc", ""),
        name=name,
        type=kind or "",
        into=into if first["how"] != UnitEnd.RENAMED else [],
    )


def _into(known: AdminUnitQuerySet, new: Sequence[Any], day: datetime.date) -> AdminUnit:
    """The unit that is gone into; one that this file brings is not stored before it is written."""
    pk, written, code = new
    if pk not in (COMES, RENAMED):
        return known.get(pk=pk)
    kind, name = split_name(written)
    coming = AdminUnit(
        code=code, level=UnitLevel.COMMUNE, type=kind or UnitType.COMMUNE, name=name, valid_from=day
    )
    name_it(coming)
    return known.filter(code=code, valid_from=day).first() or coming
