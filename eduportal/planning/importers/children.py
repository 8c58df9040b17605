"""Children of communes by year: births, and children of the age of grade 1."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.imports.ages import told_from
from eduportal.imports.models import ImportRow
from eduportal.imports.record_columns import Column
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.planning.choices import ChildKind
from eduportal.planning.importers import communes
from eduportal.planning.models import ChildCount
from eduportal.planning.services.counting import record_children, take_back_counts
from eduportal.scoping.actions import Action
from eduportal.workbooks.plain_cells import text_upto, whole_value, year_value
from schools.models import AdminUnit

__all__ = ["ChildrenImporter"]
BACK = gettext_noop("Numbers of children as they were before the file")
KINDS = (ChildKind.BIRTHS.value, ChildKind.SCHOOL_AGE.value)


class ChildrenOptions(forms.Form):
    """Where the numbers come from, of a file whose columns do not say it."""

    source = TextField(label=_("Source"), max_length=200, required=False)


class ChildrenImporter(RecordImporter):
    """Births of a calendar year and children of six years in a school year, by commune of today."""

    key = "children"
    title = _("Births and children of school age by commune")
    description = _(
        "Births of a year and children who are six in a school year, of each commune of today. "
        "They say who will enter grade 1."
    )
    table = (
        *communes.COLUMNS,
        Column(
            "year",
            gettext_noop("Year of birth or school year"),
            ("Năm", "Năm học", "Year of birth or school year"),
            year_value,
            required=True,
            is_compared=False,
        ),
        Column(
            "births",
            gettext_noop("Births of the year"),
            ("Số trẻ sinh", "Số sinh", "Trẻ sinh trong năm", "Births of the year"),
            whole_value,
        ),
        Column(
            "school_age",
            gettext_noop("Children of six years"),
            ("Số trẻ 6 tuổi", "Trẻ 6 tuổi", "Dân số 6 tuổi", "Children of six years"),
            whole_value,
        ),
        Column(
            "source", gettext_noop("Source"), ("Nguồn", "Nguồn số liệu", "Source"), text_upto(200)
        ),
    )
    messages = {
        **communes.MESSAGES,
        "nothing_said": gettext_noop("The row gives no number of children."),
        "source_not_said": gettext_noop(
            "The file does not say where the numbers come from: fill it in when uploading the "
            "file, or give a column “Nguồn”."
        ),
    }
    most_rows = 10_000
    options_form = ChildrenOptions
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    dated = True

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['unit_code']} {given['year']}"

    def understand(self, records: Sequence[Record]) -> None:
        units = communes.units_of({record.given.get("unit_code", "") for record in records})
        for record in records:
            given = record.given
            if source := self.context.options.get("source"):
                given.setdefault("source", source)
            communes.require_unit(self, record, units)
            if not any(kind in given for kind in KINDS) and not record.is_refused:
                record.refuse(self.problem("nothing_said", record.row.place("unit_code")))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        units = communes.units_of({key.partition(" ")[0] for key in keys})
        codes = {unit.pk: code for code, unit in units.items()}
        found: dict[str, dict[str, Any]] = {}
        for row in ChildCount.objects.filter(unit__in=codes):
            facts = found.setdefault(f"{codes[row.unit_id]} {row.year}", {})
            facts |= {row.kind: row.children, "source": row.source}
        return {key: facts for key, facts in found.items() if key in keys}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        units = communes.units_of({key.partition(" ")[0] for key in keys})
        codes = {unit.pk: code for code, unit in units.items()}
        rows = ChildCount.objects.filter(unit__in=codes)
        by_pk = {row.pk: f"{codes[row.unit_id]} {row.year}" for row in rows}
        told = sorted(told_from(ChildCount, by_pk, moment).items(), key=itemgetter(1))
        return {by_pk[pk]: at for pk, at in told}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        if given.get("source") or (stored or {}).get("source"):
            return {}
        return {"": [gettext(self.messages["source_not_said"])]}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        units = communes.units_of({row["given"]["unit_code"] for row in rows})
        for row in rows:
            said = {**(row["expected"] or {}), **row["given"]}
            for kind in KINDS:
                if kind in row["given"] or (kind in said and "source" in row["given"]):
                    record_children(
                        unit=units[said["unit_code"]],
                        kind=ChildKind(kind),
                        year=said["year"],
                        children=said[kind],
                        counted_in=known_in(kind, said["year"]),
                        source=said["source"],
                    )

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        changes = rows_written(self.context.operation, ChildCount)
        working.expect(1)
        stays = take_back_counts(changes)
        working.step()
        units = AdminUnit.objects.in_bulk({each.facts["unit_id"] for each in stays})
        said = [
            Stays(f"{units[each.facts['unit_id']].full_name}, {each.facts['year']}", CHANGED)
            for each in stays
        ]
        return Undone(Counter({BACK: len(changes) - len(stays)}), said)


def known_in(kind: str, year: int) -> int:
    """When a number was known: births the year after, children of six as the year begins; of a
    year to come, now."""
    return min(year + 1 if kind == ChildKind.BIRTHS else year, timezone.localdate().year)
