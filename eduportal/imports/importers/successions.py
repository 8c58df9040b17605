"""Lists of what became of communes and wards: merged, divided, renamed, from a day on."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.fields import TextField
from eduportal.core.revisions import revision_of
from eduportal.imports.importer import Context
from eduportal.imports.importers.unit_words import commune_code, split_name
from eduportal.imports.options import DayField
from eduportal.imports.record_columns import Column, Words
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.scoping.actions import Action
from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.plain_cells import day_text, text_upto
from schools.choices import Succession, UnitEnd, UnitLevel, UnitType
from schools.models import AdminUnit, AdminUnitSuccession
from schools.models.unit import AdminUnitQuerySet
from schools.services import end_unit
from schools.services.units import ONE_DAY, UnitEnding, ending_problems

__all__ = ["SuccessionImporter"]
Group = list[Record]
TABLE = (
    Column(
        "old_code",
        gettext_noop("Old code"),
        ("Mã cũ", "Mã ĐVHC cũ", "Mã xã cũ", "Mã xã, phường cũ", "Mã đơn vị cũ", "Mã trước sắp xếp"),
        commune_code,
        required=True,
        is_compared=False,
    ),
    Column(
        "old_name",
        gettext_noop("Old unit"),
        ("Tên cũ", "Đơn vị cũ", "ĐVHC cũ", "Xã, phường cũ", "Tên xã cũ", "Tên trước sắp xếp"),
        text_value,
        is_compared=False,
    ),
    Column(
        "new_code",
        gettext_noop("New code"),
        ("Mã mới", "Mã ĐVHC mới", "Mã xã mới", "Mã xã, phường mới", "Mã đơn vị mới",
         "Mã sau sắp xếp"),
        commune_code,
        required=True,
        is_compared=False,
    ),
    Column(
        "new_name",
        gettext_noop("New unit"),
        ("Tên mới", "Đơn vị mới", "ĐVHC mới", "Xã, phường mới", "Tên xã mới", "Tên sau sắp xếp"),
        text_value,
        is_compared=False,
    ),
    Column(
        "relation",
        gettext_noop("Whole or part"),
        ("Hình thức", "Phạm vi", "Toàn bộ/một phần", "Sắp xếp"),
        Words(
            Succession,
            {
                "Nhập toàn bộ": Succession.WHOLE,
                "Nguyên trạng": Succession.WHOLE,
                "Giữ nguyên": Succession.WHOLE,
                "Đổi tên": Succession.WHOLE,
                "Nhập một phần": Succession.PART,
            },
        ),
    ),
    Column(
        "from_day",
        gettext_noop("In force from"),
        ("Hiệu lực từ", "Ngày hiệu lực", "Có hiệu lực từ", "Từ ngày"),
        day_text,
        is_day=True,
        is_compared=False,
    ),
    Column(
        "legal_doc",
        gettext_noop("Legal document"),
        ("Văn bản", "Nghị quyết", "Căn cứ pháp lý", "Số nghị quyết"),
        text_upto(200),
        is_compared=False,
    ),
)  # fmt: skip
MESSAGES = {
    "day_not_said": gettext_noop(
        "The file does not say from which day the new unit is in force: fill it in when uploading "
        "the file, or give a column “Hiệu lực từ”."
    ),
    "old_unknown": gettext_noop(
        "No commune or ward of the code “%(value)s” was in force the day before %(day)s."
    ),
    "name_differs": gettext_noop("The code %(value)s is that of %(name)s, not of “%(other)s”."),
    "new_unknown": gettext_noop(
        "No commune or ward of the code “%(value)s” is in force on %(day)s. Add it on the page "
        "“Administrative units” first."
    ),
    "part_alone": gettext_noop(
        "Only a part of “%(name)s” goes somewhere: give a row for each unit that gets another part."
    ),
    "whole_and_more": gettext_noop(
        "“%(name)s” goes as a whole into one unit and stands in more than one row. Write “một "
        "phần” in each, or leave the others out."
    ),
    "other_part_wrong": gettext_noop(
        "Another row about “%(name)s” is wrong; the unit ends with all its parts or not at all."
    ),
}


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

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        communes = AdminUnit.objects.communes()
        self._renamed: dict[tuple[str, str], str] = {}
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
        self._renamed = {
            (record.given["new_code"], record.given["from_day"]): record.given["new_name"]
            for record in records
            if record.given.get("new_code") == record.given.get("old_code", "")
            and {"new_code", "new_name", "from_day"} <= record.given.keys()
        }
        for (code, day), group in groups.items():
            if code and day:
                self._understand_end(group, datetime.date.fromisoformat(day))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        olds = {key.split(" ")[0] for key in keys}
        rows = AdminUnitSuccession.objects.filter(old__code__in=olds, old__valid_to__isnull=False)
        found = {}
        for row in rows.select_related("old", "new"):
            ended = row.old.valid_to or row.old.valid_from
            found[f"{row.old.code} {row.new.code} {ended + ONE_DAY}"] = {"relation": row.relation}
        return {key: value for key, value in found.items() if key in keys}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        unit = AdminUnit.objects.get(pk=given["old"][0])
        said = ending_problems(unit, _ending([given]))
        return {"": [text for texts in said.values() for text in texts]}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        groups: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[row["given"]["old"][0]].append(row["given"])
        # What goes on under another name begins first: others may go into it.
        last = {pk: group[0]["how"] != UnitEnd.RENAMED for pk, group in groups.items()}
        for pk in sorted(groups, key=lambda pk: last[pk]):
            unit = AdminUnit.objects.get(pk=pk)
            end_unit(unit=unit, shown=revision_of(unit), ending=_ending(groups[pk]))

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
            given["new"] = [None, name, code]
        elif new is None:
            told = {"value": given.get("new_code", ""), "day": f"{first:%d/%m/%Y}"}
            record.refuse(self.problem("new_unknown", row.place("new_code"), **told))
        else:
            given["new"] = [new.pk, new.full_name, code]
            self._require_name(record, "new", new)

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
    if pk is not None:
        return known.get(pk=pk)
    kind, name = split_name(written)
    coming = AdminUnit(
        code=code, level=UnitLevel.COMMUNE, type=kind or UnitType.COMMUNE, name=name, valid_from=day
    )
    return known.filter(code=code, valid_from=day).first() or coming
