"""Lists of what became of schools: merged, split, a site handed over, from a day on."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.fields import TextField
from eduportal.core.revisions import revision_of
from eduportal.imports.importers.school_succession_columns import MESSAGES, TABLE
from eduportal.imports.known_schools import names_of, require_school
from eduportal.imports.models import ImportRow
from eduportal.imports.options import DayField
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.records_back import RecordsBack, set_back
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping.actions import Action
from schools.choices import SchoolRelation
from schools.models import School, SchoolSuccession
from schools.services import remove_row, save_row
from schools.services.upkeep import problems_of

__all__ = ["SchoolSuccessionImporter"]
REMOVED = gettext_noop("Successions of schools removed that came with the file")
RESTORED = gettext_noop("Successions of schools as they were before the file")
FIELDS = ("relation", "grades", "legal_doc")


class SchoolSuccessionOptions(forms.Form):
    """Day and document of a file whose columns do not say them."""

    on = DayField(label=_("From the day"), required=False)
    legal_doc = TextField(label=_("Legal document"), max_length=200, required=False)


class SchoolSuccessionImporter(RecordImporter):
    """A row is an old school going into a new one. Both are in the register already.

    Vietnamese: sáp nhập, chia tách trường. Counts by year then belong to the school that followed.
    """

    key = "school-successions"
    title = _("List of successions of schools")
    description = _(
        "Which school went into which, whole, some grades of it or a site, from which day on. Both "
        "schools are recognised by their official codes; numbers of earlier years then follow."
    )
    table = TABLE
    messages = MESSAGES
    options_form = SchoolSuccessionOptions
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['old_code']} {given['new_code']} {given['on']}"

    def understand(self, records: Sequence[Record]) -> None:
        old, new = names_of(records, "old"), names_of(records, "new")
        for record in records:
            given = record.given
            for name in ("on", "legal_doc"):
                if said := self.context.options.get(name):
                    given.setdefault(name, said)
            if "on" not in given:
                record.refuse(self.problem("day_not_said", record.row.place("on")))
            if "legal_doc" not in given:
                record.refuse(self.problem("document_not_said", record.row.place("legal_doc")))
            require_school(self, record, old, "old")
            require_school(self, record, new, "new")

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        rows = SchoolSuccession.objects.filter(old__code__in=[key.split(" ")[0] for key in keys])
        found = {
            f"{row.old.code} {row.new.code} {row.on}": {
                "relation": row.relation,
                "grades": _grades_text(row.grades),
                "legal_doc": row.legal_doc,
            }
            for row in rows.select_related("old", "new")
        }
        return {key: found[key] for key in keys if key in found}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        found = problems_of(_described(given))
        return {name if name in FIELDS else "": texts for name, texts in found.items()}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            stored = _found(row["given"])
            save_row(_described(row["given"]), shown=revision_of(stored) if stored else "")

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        undone, changes = Undone(), rows_written(self.context.operation, SchoolSuccession)
        working.expect(len(changes))
        names = School.objects.in_bulk(
            {each.facts[name] for each in changes for name in ("old_id", "new_id")}
        )
        back = RecordsBack(
            REMOVED,
            RESTORED,
            lambda facts: f"{names[facts['old_id']]} → {names[facts['new_id']]}",
            lambda row: remove_row(row, shown=revision_of(row)),
            _alter,
        )
        back.take_back(changes, undone, working)
        return undone


def _found(given: Mapping[str, Any]) -> SchoolSuccession | None:
    rows = SchoolSuccession.objects.filter(
        old__code=given["old_code"], new__code=given["new_code"], on=given["on"]
    )
    return rows.first()


def _described(given: Mapping[str, Any]) -> SchoolSuccession:
    """The stored succession, or a new one, as the row describes it."""
    row = _found(given)
    if row is None:
        codes = [given["old_code"], given["new_code"]]
        schools = {school.code: school for school in School.objects.filter(code__in=codes)}
        old, new = (schools[code] for code in codes)
        row = SchoolSuccession(old=old, new=new, on=datetime.date.fromisoformat(given["on"]))
    row.relation = given["relation"]
    row.legal_doc = given["legal_doc"]
    if row.relation != SchoolRelation.PART:
        row.grades = []
    if "grades" in given:
        row.grades = [int(each) for each in given["grades"].split(", ")]
    return row


def _grades_text(grades: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(grades)))


def _alter(row: SchoolSuccession, former: Mapping[str, Any]) -> None:
    shown = revision_of(row)
    set_back(row, former)
    save_row(row, shown=shown)
