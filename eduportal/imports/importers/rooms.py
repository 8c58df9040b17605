"""Lists of sites and their rooms, of the whole province."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.revisions import revision_of
from eduportal.imports.ages import told_from
from eduportal.imports.importers.room_columns import MESSAGES, TABLE
from eduportal.imports.known_schools import names_of, require_school
from eduportal.imports.models import ImportRow
from eduportal.imports.options import DayField
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.records_back import RecordsBack, set_back
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping.actions import Action
from schools.models import School, Site
from schools.services import remove_row, save_row
from schools.services.upkeep import name_it, problems_of

__all__ = ["RoomsImporter"]
REMOVED = gettext_noop("Sites removed that came with the file")
RESTORED = gettext_noop("Sites with the rooms they had")
# The name of a site that a list without a column of sites means.
ONLY_SITE = "Điểm chính"
FIELDS = tuple(each.key for each in TABLE if each.is_compared)


class RoomOptions(forms.Form):
    """The day of a list whose columns do not say it."""

    counted_on = DayField(label=_("Rooms counted on"), required=False)


class RoomsImporter(RecordImporter):
    """Sites with their classrooms, as the school's own page keeps them. A row is a site."""

    key = "rooms"
    title = _("List of sites and rooms")
    description = _(
        "The sites of the schools, with their classrooms by how they are built, subject rooms and "
        "boarding rooms. Schools are recognised by their official codes. No site is removed."
    )
    table = TABLE
    messages = MESSAGES
    options_form = RoomOptions
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    dated = True

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['school_code']} {given['name']}"

    def understand(self, records: Sequence[Record]) -> None:
        schools = names_of(records)
        sites = self._sites(schools)
        seen = Counter(record.given.get("school_code") for record in records)
        for record in records:
            given = record.given
            if day := self.context.options.get("counted_on"):
                given.setdefault("counted_on", day)
            require_school(self, record, schools)
            known = sites.get(given.get("school_code", ""), [])
            if "name" not in given:
                if len(known) > 1 or seen[given.get("school_code")] > 1:
                    place = record.row.place("school_code")
                    record.refuse(self.problem("site_not_said", place))
                given["name"] = known[0].name if known else ONLY_SITE
            if not any(each.is_main for each in known) and seen[given.get("school_code")] == 1:
                given.setdefault("is_main", "yes")

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        codes = {key.partition(" ")[0] for key in keys}
        rows = Site.objects.filter(school__code__in=codes).select_related("school")
        found = {f"{row.school.code} {row.name}": _stored(row) for row in rows}
        return {key: found[key] for key in keys if key in found}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        codes = {key.partition(" ")[0] for key in keys}
        rows = Site.objects.filter(school__code__in=codes).select_related("school")
        by_pk = {row.pk: f"{row.school.code} {row.name}" for row in rows}
        return {by_pk[pk]: at for pk, at in told_from(Site, by_pk, moment).items()}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        site = _described(given)
        if stored is None and site.is_main is False:
            # Another row of the file brings the main one.
            return {name: texts for name, texts in _problems(site).items() if name != "is_main"}
        return _problems(site)

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        # The main site first: a school without one takes no other.
        for row in sorted(rows, key=lambda row: row["given"].get("is_main") != "yes"):
            site = _found(row["given"])
            shown = revision_of(site) if site else ""
            save_row(_described(row["given"]), shown=shown)

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        undone, changes = Undone(), rows_written(self.context.operation, Site)
        working.expect(len(changes))
        back = RecordsBack(
            REMOVED,
            RESTORED,
            lambda facts: str(facts["name"]),
            lambda site: remove_row(site, shown=revision_of(site)),
            _alter,
        )
        back.take_back(changes, undone, working)
        return undone

    @staticmethod
    def _sites(schools: Mapping[str, str]) -> dict[str, list[Site]]:
        found: defaultdict[str, list[Site]] = defaultdict(list)
        rows = Site.objects.filter(school__code__in=schools, closed_on=None)
        for site in rows.select_related("school"):
            found[site.school.code].append(site)
        return dict(found)


def _problems(site: Site) -> dict[str, list[str]]:
    return {name if name in FIELDS else "": texts for name, texts in problems_of(site).items()}


def _found(given: Mapping[str, Any]) -> Site | None:
    rows = Site.objects.filter(school__code=given["school_code"], name=given["name"])
    return rows.first()


def _described(given: Mapping[str, Any]) -> Site:
    """The stored site, or a new one, as the row describes it."""
    site = _found(given) or Site(school=School.objects.get(code=given["school_code"]))
    site.name = given["name"]
    for name in FIELDS:
        if name in given:
            setattr(site, name, _value(name, given[name]))
    name_it(site)
    return site


def _value(name: str, value: Any) -> Any:
    if name == "is_main":
        return value == "yes"
    if name == "counted_on":
        return datetime.date.fromisoformat(value)
    return Decimal(value) if name in ("latitude", "longitude") else value


def _stored(site: Site) -> dict[str, Any]:
    facts = {name: getattr(site, name) for name in FIELDS}
    facts["is_main"] = "yes" if site.is_main else "no"
    facts["counted_on"] = site.counted_on.isoformat() if site.counted_on else None
    for name in ("latitude", "longitude"):
        facts[name] = f"{facts[name]:.5f}" if facts[name] is not None else None
    return facts


def _alter(site: Site, former: Mapping[str, Any]) -> None:
    shown = revision_of(site)
    set_back(site, former)
    save_row(site, shown=shown)
